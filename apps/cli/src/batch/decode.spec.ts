import { decode } from './decode.ts';

const WORDS = 'to;name\n+442071838750;Zoë\n';
const mark = (bytes: readonly number[], rest: Buffer): Buffer => Buffer.concat([Buffer.from(bytes), rest]);

test.each([
  ['UTF-8', Buffer.from(WORDS), undefined],
  ['UTF-8 with a mark', mark([0xef, 0xbb, 0xbf], Buffer.from(WORDS)), undefined],
  ['UTF-16 as Excel writes it', mark([0xff, 0xfe], Buffer.from(WORDS, 'utf16le')), undefined],
  ['UTF-16 of the other order', mark([0xfe, 0xff], Buffer.from(WORDS, 'utf16le').swap16()), undefined],
  ['Windows-1252', Buffer.from(WORDS, 'latin1'), 'windows-1252'],
  ['a mark before a wrong name', mark([0xef, 0xbb, 0xbf], Buffer.from(WORDS)), 'windows-1252'],
])('%s is read', (_, bytes, encoding) => {
  expect(decode(bytes, encoding)).toBe(WORDS);
});

test.each([
  [Buffer.from(WORDS, 'latin1'), undefined, 'The file is not UTF-8. Say how it is encoded'],
  [Buffer.from(WORDS), 'klingon', 'There is no encoding klingon'],
])('what cannot be read is refused in a sentence', (bytes, encoding, sentence) => {
  expect(() => decode(bytes, encoding)).toThrow(sentence);
});
