/** Characters of UCS-2 that people often mean, or take, for one of GSM-7. */
const SUBSTITUTES: Readonly<Record<string, string>> = {
  ...pairs('‘’‚‛ʼ′`´', "'"),
  ...pairs('“”„‟″', '"'),
  ...pairs('–—‐‑‒−', '-'),
  ...pairs('\u00A0\u2007\u2009\u202F\t', ' '),
  ...pairs('áâãăąā', 'a'),
  ...pairs('ÁÂÃÀĂĄĀ', 'A'),
  ...pairs('çćč', 'c'),
  ...pairs('ĆČ', 'C'),
  ...pairs('êëėęē', 'e'),
  ...pairs('ÈÊËĖĘĒ', 'E'),
  ...pairs('ğ', 'g'),
  ...pairs('Ğ', 'G'),
  ...pairs('ıíîïī', 'i'),
  ...pairs('İÍÌÎÏĪ', 'I'),
  ...pairs('ł', 'l'),
  ...pairs('Ł', 'L'),
  ...pairs('ńň', 'n'),
  ...pairs('ŃŇ', 'N'),
  ...pairs('óôõőō', 'o'),
  ...pairs('ÓÒÔÕŐŌ', 'O'),
  ...pairs('ř', 'r'),
  ...pairs('Ř', 'R'),
  ...pairs('şșśš', 's'),
  ...pairs('ŞȘŚŠ', 'S'),
  ...pairs('ţțť', 't'),
  ...pairs('ŢȚŤ', 'T'),
  ...pairs('úûűūů', 'u'),
  ...pairs('ÚÙÛŰŪŮ', 'U'),
  ...pairs('ýÿ', 'y'),
  ...pairs('Ý', 'Y'),
  ...pairs('žźż', 'z'),
  ...pairs('ŽŹŻ', 'Z'),
  '…': '...',
  '•': '-',
  '·': '.',
  '™': 'TM',
  '©': '(c)',
  '®': '(R)',
  '×': 'x',
  '₺': 'TL',
};

/** What GSM-7 has in the place of a character; undefined: nothing that reads alike. */
export const gsmSubstitute = (character: string): string | undefined =>
  Object.hasOwn(SUBSTITUTES, character) ? SUBSTITUTES[character] : undefined;

function pairs(characters: string, substitute: string): Record<string, string> {
  return Object.fromEntries([...characters].map((character) => [character, substitute]));
}
