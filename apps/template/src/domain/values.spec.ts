import { problemWith } from './values.ts';

const CODE = { name: 'CODE', max_length: 6 };
const LINK = { name: 'link', hosts: ['example.com'] };

test.each([
  ['a missing variable', [CODE, LINK], { link: '' }, 'These variables of the template have no value: CODE.'],
  ['two missing variables', [CODE, LINK], {}, 'These variables of the template have no value: CODE, link.'],
  ['an inherited name', [{ name: 'constructor' }], {}, 'These variables of the template have no value: constructor.'],
  ['a value that is no text', [CODE], { CODE: 123 }, 'CODE must be a text.'],
  ['a value that is too long', [CODE], { CODE: '1234567' }, 'CODE has 7 characters, and may have 6.'],
  [
    '10 KB without a limit of its own',
    [{ name: 'a' }],
    { a: 'x'.repeat(10_240) },
    'a has 10240 characters, and may have 256.',
  ],
  ['a line break', [CODE], { CODE: '1\n2' }, 'CODE contains a control character or a bidirectional override.'],
  ['a bidi override', [CODE], { CODE: '1\u202E2' }, 'CODE contains a control character or a bidirectional override.'],
  ['half of a surrogate pair', [CODE], { CODE: '\uD800' }, expect.stringContaining('CODE cannot be stored')],
  ['an extra variable', [CODE], { CODE: '1', other: '2' }, 'The template has no variable other. It has CODE.'],
  [
    'an extra name that is none',
    [],
    { '12345678': '2' },
    'The template has no variable of one of these names. It has none.',
  ],
])('B43, B44 %s is refused', (_, variables, given, detail) => {
  expect(problemWith(variables, given, false)?.detail).toEqual(detail);
});

test.each([
  'https://evil.test/a',
  'HTTPS://EVIL.TEST',
  'www.evil.test',
  'evil.test/a',
  'https://example.com@evil.test/',
  'https://example.com.evil.test',
  'https://notexample.com',
  'ftp://evil.test',
  'look: https://example.com/ and bit.ly/abc',
  'https://evil.test\\@example.com/',
  'evil.test:443/a',
  'evil.test\\a',
  '10.1.2.3/a',
  'https:evil.test',
])('B44 a value with the link %s is refused', (value) => {
  expect(problemWith([LINK], { link: value }, false)).toMatchObject({ field: 'variables.link' });
});

test.each([
  'https://example.com/a?b#c',
  'https://shop.example.com:8443',
  'www.example.com',
  'Dr.Smith',
  '10.30am',
  '1/2',
  'a.b',
  '3.5/5',
  'Dr.Smith?',
  'at 10.30: room 2',
  'Note: 1.2.3',
])('a value with %s is fine', (value) => {
  expect(problemWith([LINK], { link: value }, false)).toBeUndefined();
});

test('extra variables are left out if the caller says so, missing ones are not', () => {
  expect(problemWith([CODE], { CODE: '1', other: '2' }, true)).toBeUndefined();
  expect(problemWith([CODE], { other: '2' }, true)).toMatchObject({ field: 'variables.CODE' });
});
