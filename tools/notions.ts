/** Notions with one definition, in the kernel, and patterns of a second one. */
const SIGNS: readonly (readonly [notion: string, sign: RegExp])[] = [
  ['country or currency', /\[A-Z\]\{[23]\}|supportedValuesOf|isSupportedCountry|ISO4217|ISO31661/],
  ['number', /libphonenumber|\\\+\[1-9\]/],
  ['sender', /MG\[0-9|\{[13],11\}/],
  ['RFC 3339 time', /\\d\{4\}.*-.*\[?Tt?\]?.*:/],
  ['stored text', /(?:is|to)WellFormed\(/],
  ['media type', /application\\\/json/],
];

/** Lines outside the kernel that define a notion of the kernel again. A fake vendor keeps its vendor's own rules. */
export function secondDefinitionsIn(file: string, text: string): readonly string[] {
  if (/^libs\/kernel\/|\/sandbox\//.test(file)) return [];
  return text.split('\n').flatMap((line, at) => {
    const found = SIGNS.find(([, sign]) => sign.test(line));
    return found ? [`${file}:${at + 1} ${found[0]}`] : [];
  });
}
