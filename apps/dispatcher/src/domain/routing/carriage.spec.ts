import type { VendorCarries } from '#libs/contracts';
import { carriedBy, whyNotCarried, type Cargo } from './carriage.ts';

const TEXT: VendorCarries = { text: true };
const NAMED: VendorCarries = {
  text: false,
  templates: {
    tokens_by: 'name',
    tokens: [{ name: '*', max_length: 25 }],
    code_pattern: '^\\d+$',
    code_says: 'digits',
  },
};
const TOKENS: VendorCarries = {
  text: true,
  templates: {
    tokens_by: 'position',
    tokens: [
      { name: 'token', max_length: 100, max_spaces: 0, refuses: '_\n' },
      { name: 'token10', max_length: 100, max_spaces: 5 },
    ],
    code_pattern: '.',
    code_says: 'a name',
  },
};
const PICTURES: VendorCarries = {
  text: true,
  media: { max_count: 1, types: ['image/jpeg'], max_bytes: 5_000_000, max_subject: 40 },
};
const on = (carries?: VendorCarries) => ({ vendor: 'acme', ...(carries && { carries }) });
const byTemplate = (tokens: Record<string, string>, vendor = 'acme'): Cargo => ({
  text: 'Your code is 12345.',
  vendor_templates: [{ vendor, code: '100', tokens }],
});
const URL = 'https://example.org/a.jpg';
const picture = (more: Partial<NonNullable<Cargo['media']>> = {}): Cargo => ({
  text: 'Look.',
  media: { urls: [URL], ...more },
});
const withPicture = (more: Partial<NonNullable<Cargo['media']>> = {}): Cargo => ({
  ...byTemplate({ token: '1' }),
  ...picture(more),
});

test.each<[string, VendorCarries | undefined, Cargo, string | undefined]>([
  ['a text on a route that says nothing', undefined, { text: 'x' }, undefined],
  ['a text', TEXT, { text: 'x' }, undefined],
  ['a text of the longest length', { text: true, max_characters: 2 }, { text: 'xx' }, undefined],
  ['a longer text', { text: true, max_characters: 2 }, { text: 'xxx' }, 'too_long'],
  ['a text on a route that sends templates only', NAMED, { text: 'x' }, 'templates_only'],
  ['a text on a route that sends both', TOKENS, { text: 'x' }, undefined],
  ['a template on a route that sends texts', TEXT, byTemplate({ CODE: '1' }, 'other'), undefined],
  ['a mapped template', NAMED, byTemplate({ CODE: '12345' }), undefined],
  ['a template without a mapping', NAMED, byTemplate({ CODE: '12345' }, 'other'), 'no_mapping'],
  ['a template without a mapping on a route that sends both', TOKENS, byTemplate({}, 'other'), 'no_mapping'],
  ['a value that is too long', NAMED, byTemplate({ CODE: 'x'.repeat(26) }), 'token_not_possible'],
  ['an empty value', NAMED, byTemplate({ CODE: '' }), 'token_not_possible'],
  ['a value with a space where none may be', TOKENS, byTemplate({ token: '1 2' }), 'token_not_possible'],
  ['a value with a character that is refused', TOKENS, byTemplate({ token: '1_2' }), 'token_not_possible'],
  ['a value with as many spaces as may be', TOKENS, byTemplate({ token10: '1 2 3 4 5 6' }), undefined],
  ['a value with one space more', TOKENS, byTemplate({ token10: '1 2 3 4 5 6 7' }), 'token_not_possible'],
  ['a token that the vendor does not have', TOKENS, byTemplate({ other: '1' }), 'token_not_possible'],
  ['a picture', PICTURES, picture(), undefined],
  ['a picture on a route without', TEXT, picture(), 'no_mms'],
  ['a picture on a route that says nothing', undefined, picture(), 'no_mms'],
  ['a picture with a fallback on a route without', TEXT, picture({ fallback: 'link' }), undefined],
  ['links that are too long', { text: true, max_characters: 20 }, picture({ fallback: 'link' }), 'too_long'],
  ['two pictures where one may be', PICTURES, picture({ urls: [URL, URL] }), 'no_mms'],
  ['a picture of a type that it takes', PICTURES, picture({ types: ['image/jpeg'] }), undefined],
  ['a picture of another type', PICTURES, picture({ types: ['image/jpeg', 'image/gif'] }), 'no_mms'],
  ['a picture of the largest size', PICTURES, picture({ largest_bytes: 5_000_000 }), undefined],
  ['a larger picture', PICTURES, picture({ largest_bytes: 5_000_001 }), 'no_mms'],
  ['a larger picture with a fallback', PICTURES, picture({ largest_bytes: 5_000_001, fallback: 'link' }), undefined],
  ['a subject that is too long', PICTURES, picture({ subject: 'x'.repeat(41) }), 'no_mms'],
  ['a template with a picture on a route that sends by template', NAMED, withPicture(), 'no_mms'],
  ['a template with a picture on a route that sends both', TOKENS, withPicture(), 'no_mms'],
  ['a template with a picture and a fallback', TOKENS, withPicture({ fallback: 'link' }), undefined],
  [
    'a template with a picture and a fallback on a route without texts',
    NAMED,
    withPicture({ fallback: 'link' }),
    'no_mms',
  ],
  ['a template with a picture on a route for them', PICTURES, withPicture(), undefined],
])('%s', (_says, carries, cargo, reason) => {
  expect(whyNotCarried(on(carries), cargo)).toBe(reason);
});

test('the adapter gets the template of its vendor, and the text beside it', () => {
  expect(carriedBy(on(NAMED), byTemplate({ CODE: '1' }))).toEqual({
    text: 'Your code is 12345.',
    template: { vendor: 'acme', code: '100', tokens: { CODE: '1' } },
  });
  expect(carriedBy(on(TEXT), byTemplate({ CODE: '1' }))).toEqual({ text: 'Your code is 12345.' });
});

test('the adapter gets the pictures, or the text with their addresses', () => {
  const cargo = picture({ fallback: 'link', subject: 'Hello' });

  expect(carriedBy(on(PICTURES), cargo)).toEqual({ text: 'Look.', media_urls: [URL], subject: 'Hello' });
  expect(carriedBy(on(TEXT), cargo)).toEqual({ text: `Look.\n${URL}` });
  expect(carriedBy(on(TOKENS), withPicture({ fallback: 'link' }))).toEqual({ text: `Look.\n${URL}` });
});
