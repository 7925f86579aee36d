/** The text in BIG5; undefined if it has a character that BIG5 lacks: nothing is replaced by another character. */
export function inBig5(text: string): Buffer | undefined {
  codes ??= readCodes();
  const bytes: number[] = [];
  for (const character of text) {
    const code = codes.get(character);
    if (code === undefined) return undefined;
    if (code > 0xff) bytes.push(code >> 8);
    bytes.push(code & 0xff);
  }
  return Buffer.from(bytes);
}

/** Node decodes BIG5 and does not encode it: the table is read from the decoder, when it is first needed. */
let codes: Map<string, number> | undefined;

function readCodes(): Map<string, number> {
  const decoder = new TextDecoder('big5');
  const found = new Map<string, number>();
  for (let code = 0; code < 0x80; code++) found.set(String.fromCharCode(code), code);
  for (let lead = 0xa1; lead <= 0xf9; lead++)
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const character = decoder.decode(Uint8Array.of(lead, trail));
      const isOne = [...character].length === 1 && !/[\uFFFD\p{Co}]/u.test(character);
      if (isOne && !found.has(character)) found.set(character, (lead << 8) | trail);
    }
  return found;
}
