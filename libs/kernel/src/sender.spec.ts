import { readSender, takesSender, type SenderKind, type SenderRule } from './sender.ts';

const SERVICE = `MG${'0f'.repeat(16)}`;

test.each<[string, SenderKind]>([
  ['+85251234567', 'number'],
  ['+123456789012345', 'number'],
  ['+9830004505000017', 'number'],
  ['123', 'short_code'],
  ['12345678', 'short_code'],
  ['A', 'name'],
  ['AB', 'name'],
  ['Postrider1', 'name'],
  ['A1234567890', 'name'],
  ['OOO', 'name'],
  ['Post rider', 'name'],
  ['Post-rider', 'name'],
  ['A_B & C+D-E', 'name'],
  ['Google+', 'name'],
  ['&Co', 'name'],
  [SERVICE, 'messaging_service'],
])('%s is a sender: %s', (value, kind) => {
  expect(readSender(value)).toEqual({ ok: true, kind, value });
});

test('a Messaging Service is the same in either case', () => {
  expect(readSender(SERVICE.toUpperCase())).toMatchObject({ kind: 'messaging_service', value: SERVICE });
});

test.each([
  ['nothing', ''],
  ['a space', ' '],
  ['two digits', '12'],
  ['9 digits', '123456789'],
  ['a 0 after the plus', '+0123456789'],
  ['16 digits of another country', '+1230004505000017'],
  ['an Iranian line of 15 digits', '+98300045050000171'],
  ['too short a number', '+12'],
  ['12 letters', 'TwelveLetter'],
  ['signs alone', '+-_&'],
  ['signs and digits', '12-34'],
  ['a space before', ' Acme'],
  ['a space after', 'Acme '],
  ['a no-break space', 'Ac\u00A0me'],
  ['a dot', 'acme.com'],
  ['an apostrophe', "Joe's"],
  ['a slash', 'A/B'],
  ['another dash', 'Post\u2011rider'],
  ['an umlaut', 'Ärzte'],
  ['a letter that looks Latin', 'Аcme'],
  ['full-width letters', 'ＡＣＭＥ'],
  ['full-width digits', '１２３４'],
  ['an emoji', 'Acme😀'],
  ['a direction mark', '\u200EAcme'],
  ['a control character', 'Ac\u0007me'],
  ['NUL', 'Acme\0'],
  ['half a surrogate pair', 'Acme\uD83D'],
  ['letters for digits', '1OO1'],
  ['another look-alike', 'l23'],
  ['a look-alike with signs', '+1OO-1'],
  ['a line break after it', 'ABC\n'],
  ['one hex digit too few', SERVICE.slice(0, -1)],
  ['one too many', `${SERVICE}0`],
  ['another kind of sid', `AC${'0f'.repeat(16)}`],
  ['no text', undefined],
  ['an object', {}],
  ['a long text', 'a'.repeat(100_000)],
])('%s is not a sender', (_what, value) => {
  expect(readSender(value)).toEqual({ ok: false, reason: expect.stringMatching(/^A sender .*\.$/) });
});

const RULE: SenderRule = {
  kinds: ['number', 'short_code', 'name'],
  digits: [5, 14],
  characters: [3, 11],
  signs: '-',
  signs_inside: true,
  says: 'what this vendor takes',
};

test.each([
  ['+85251234567', true],
  ['+123456789012345', false],
  ['12345', true],
  ['1234', false],
  ['Acme', true],
  ['AB', false],
  ['Ac-me', true],
  ['-Acme', false],
  ['Acme-', false],
  ['Ac me', false],
  ['Ac_me', false],
  [SERVICE, false],
  ['1OO1', false],
  ['', false],
])('a vendor that narrows the rule takes %j: %s', (sender, takes) => {
  expect(takesSender(RULE, sender)).toBe(takes);
});

test('a rule without bounds allows any length', () => {
  const { digits: _digits, characters: _characters, ...rest } = RULE;
  const wide: SenderRule = { ...rest, kinds: ['name', 'messaging_service'], signs: ' +-_&', signs_inside: false };

  expect(['A', 'Google+', '&Co', SERVICE].map((it) => takesSender(wide, it))).toEqual([true, true, true, true]);
  expect(takesSender(wide, '12345')).toBe(false);
});

test('a number is read as it was pasted, and stored in one form', () => {
  expect(readSender('+852 5123-4567')).toEqual({ ok: true, kind: 'number', value: '+85251234567' });
});
