import { isInUtf8, parseMediaType } from './media-type.ts';

const JSON_TYPE = 'application/json';

test.each([
  'application/json',
  'APPLICATION/Json',
  'application/json;charset=utf-8',
  'application/json; charset=utf-8',
  'application/json; charset="utf-8"',
  'application/json; charset="UTF-8"',
  'application/json ; CHARSET=Utf-8',
  'application/json\t;\tcharset=utf-8\t',
  String.raw`application/json; charset="\utf-8"`,
  'application/json; charset=csUTF8',
  'application/json;',
  'application/json; ; charset=utf-8;;',
  'application/json; version=1; charset=utf-8',
  'application/json; charset=utf-8; profile="https://example.com/a;b=\\"c\\""',
  'application/json; odata.metadata=minimal',
])('%s is JSON in UTF-8', (header) => {
  expect(isInUtf8(header, JSON_TYPE)).toBe(true);
});

test.each([
  '',
  'json',
  'text/json',
  'application/json5',
  'application/problem+json',
  'text/plain; charset=utf-8',
  'application/json; charset=utf-16',
  'application/json; charset=us-ascii',
  'application/json; charset=iso-8859-1',
  'application/json; charset=utf8',
  'application/json; charset=""',
  'application/json; charset=',
  'application/json; charset',
  'application/json; charset =utf-8',
  'application/json; charset= utf-8',
  'application/json; charset="utf-8',
  'application/json; charset=utf-8"',
  "application/json; charset='utf-8'",
  'application/json; charset="utf-8"x',
  'application/json; charset=utf-8 charset=utf-8',
  'application/json; charset=utf-8; charset=utf-16',
  'application/json; charset=utf-8, text/plain',
  'application/json, application/json',
  'application /json',
  'application/ json',
  '/json',
  'application/',
  'application/json\u0000',
  'application/json; x="\u0000"',
  'application/json; x="\n"',
])('%j is not', (header) => {
  expect(isInUtf8(header, JSON_TYPE)).toBe(false);
});

test('names are in lower case, values as they were written, without their quotes', () => {
  const read = parseMediaType(String.raw`Multipart/Form-Data; Boundary="A \"b\" \\c;d=e"; Other=X`);

  expect(read?.type).toBe('multipart/form-data');
  expect([...read!.parameters]).toEqual([
    ['boundary', String.raw`A "b" \c;d=e`],
    ['other', 'X'],
  ]);
});

test('a name that objects inherit is a parameter like any other', () => {
  expect(parseMediaType('a/b; __proto__=x; constructor=y')?.parameters.get('__proto__')).toBe('x');
});
