import { globSync, readFileSync } from 'node:fs';
import { secondDefinitionsIn } from './notions.ts';

test('countries, currencies, numbers, senders, times, stored texts and media types are defined only in the kernel', () => {
  const files = globSync('{apps,libs}/*/{src,sandbox,supervisor}/**/*.ts').filter((file) => !file.endsWith('.spec.ts'));

  expect(files.length).toBeGreaterThan(200);
  expect(files.flatMap((file) => secondDefinitionsIn(file, readFileSync(file, 'utf8')))).toEqual([]);
});

test.each([
  ['a country by its form', 'const COUNTRY = /^[A-Z]{2}$/;', 'country or currency'],
  ['a currency by its form', 'if (/^[A-Z]{3}$/.test(code)) return code;', 'country or currency'],
  ['a list of its own', "Intl.supportedValuesOf('currency')", 'country or currency'],
  ['the library of numbers', "import { parse } from 'libphonenumber-js/max';", 'number'],
  ['E.164 by its form', String.raw`const E164 = /^\+[1-9]\d{6,14}$/;`, 'number'],
  ['a sender id by its form', 'const SENDER = /^[A-Za-z0-9 ]{1,11}$/;', 'sender'],
  ['a Messaging Service by its form', 'const SERVICE = /^MG[0-9a-f]{32}$/i;', 'sender'],
  ['a time by its form', String.raw`const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;`, 'RFC 3339 time'],
  ['well-formed Unicode', 'if (!name.isWellFormed()) throw invalid();', 'stored text'],
  ['a media type by its form', String.raw`const JSON_TYPE = /^application\/json/i;`, 'media type'],
])('%s is a second definition', (_, line, notion) => {
  expect(secondDefinitionsIn('apps/gateway/src/a.ts', `\n${line}`)).toEqual([`apps/gateway/src/a.ts:2 ${notion}`]);
  expect(secondDefinitionsIn('libs/kernel/src/a.ts', line)).toEqual([]);
  expect(secondDefinitionsIn('apps/provider-twilio/sandbox/a.ts', line)).toEqual([]);
});

test.each([
  "import { isCountry } from '#libs/kernel';",
  "headers: { 'content-type': 'application/json; charset=utf-8' },",
  'const ROUTE = /^[a-z][a-z0-9]{0,31}-[0-9a-f]{8}$/;',
  String.raw`const MESSAGE = /^[0-7][0-9A-HJKMNP-TV-Z]{25}\.\d{4}$/;`,
])('%s is not a second definition', (line) => {
  expect(secondDefinitionsIn('apps/gateway/src/a.ts', line)).toEqual([]);
});
