const LONGEST_TAG = 35;

/** A language tag (BCP 47) in its usual form, such as `en-GB`; undefined: it is none. */
export function languageOf(tag: string): string | undefined {
  if (tag.length > LONGEST_TAG || !/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*$/.test(tag)) return undefined;
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}

/** The text in the language, as it was written; else in one that it is a form of, such as en for en-GB; else the first. */
export function inLanguage<Text extends { readonly language: string }>(
  texts: readonly [Text, ...Text[]],
  wanted: string | undefined,
): Text {
  const same = texts.find(({ language }) => language === wanted);
  if (same || wanted === undefined) return same ?? texts[0];
  for (let tag = languageOf(wanted); tag; tag = tag.slice(0, Math.max(tag.lastIndexOf('-'), 0))) {
    const found = texts.find(({ language }) => language === tag);
    if (found) return found;
  }
  return texts[0];
}
