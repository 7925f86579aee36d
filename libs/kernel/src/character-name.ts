/**
 * Unicode's names of the characters that most often appear in the wrong field; names of Latin letters follow a rule.
 */
const NAMES: Readonly<Record<string, string>> = {
  '\0': 'NULL',
  '\t': 'TAB',
  '\n': 'LINE FEED',
  '\r': 'CARRIAGE RETURN',
  ' ': 'SPACE',
  '!': 'EXCLAMATION MARK',
  '"': 'QUOTATION MARK',
  '#': 'NUMBER SIGN',
  $: 'DOLLAR SIGN',
  '%': 'PERCENT SIGN',
  '&': 'AMPERSAND',
  "'": 'APOSTROPHE',
  '*': 'ASTERISK',
  '+': 'PLUS SIGN',
  ',': 'COMMA',
  '-': 'HYPHEN-MINUS',
  '.': 'FULL STOP',
  '/': 'SOLIDUS',
  ':': 'COLON',
  ';': 'SEMICOLON',
  '<': 'LESS-THAN SIGN',
  '=': 'EQUALS SIGN',
  '>': 'GREATER-THAN SIGN',
  '?': 'QUESTION MARK',
  '@': 'COMMERCIAL AT',
  '[': 'LEFT SQUARE BRACKET',
  '\\': 'REVERSE SOLIDUS',
  ']': 'RIGHT SQUARE BRACKET',
  '^': 'CIRCUMFLEX ACCENT',
  _: 'LOW LINE',
  '`': 'GRAVE ACCENT',
  '{': 'LEFT CURLY BRACKET',
  '|': 'VERTICAL LINE',
  '}': 'RIGHT CURLY BRACKET',
  '~': 'TILDE',
  '\u00A0': 'NO-BREAK SPACE',
  '\u00B7': 'MIDDLE DOT',
  '\u2022': 'BULLET',
  '\uFFFD': 'REPLACEMENT CHARACTER',
};

const SURROGATE = /^[\uD800-\uDFFF]$/;

/** A readable name of a character that may be invisible: `U+0078 (LATIN SMALL LETTER X)`, or the code point alone. */
export function characterName(character: string): string {
  const code = `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
  const name = nameOf(character);
  return name === undefined ? code : `${code} (${name})`;
}

function nameOf(character: string): string | undefined {
  if (/^[a-z]$/.test(character)) return `LATIN SMALL LETTER ${character.toUpperCase()}`;
  if (/^[A-Z]$/.test(character)) return `LATIN CAPITAL LETTER ${character}`;
  if (SURROGATE.test(character)) return 'half of a surrogate pair';
  return Object.hasOwn(NAMES, character) ? NAMES[character] : undefined;
}
