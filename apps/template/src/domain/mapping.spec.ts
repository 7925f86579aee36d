import type { VendorTemplates } from '#libs/contracts';
import type { PostriderError } from '#libs/kernel';
import { carriedOver, checkedMapping, vendorTemplate } from './mapping.ts';

const BY_NAME: VendorTemplates = {
  tokens_by: 'name',
  tokens: [{ name: '*', max_length: 25 }],
  max_tokens: 3,
  code_pattern: '\\d{1,9}',
  code_says: 'a whole number',
};
const BY_POSITION: VendorTemplates = {
  tokens_by: 'position',
  tokens: [
    { name: 'token', max_length: 100 },
    { name: 'token2', max_length: 100 },
    { name: 'token10', max_length: 100, max_spaces: 5 },
  ],
  max_tokens: 5,
  code_pattern: '[\\w-]{1,50}',
  code_says: 'a name',
};
const version = {
  version: 4,
  variables: [
    { name: 'CODE', max_length: 8 },
    { name: 'NAME', max_length: 20 },
  ],
};

const mapped = (templates: VendorTemplates, tokens: unknown, code = '100000') =>
  checkedMapping(version, { vendor: 'acme', code, tokens }, templates);

test.each<[string, VendorTemplates, unknown, Record<string, string>]>([
  ['by name', BY_NAME, { CODE: 'code', NAME: 'name' }, { code: '12', name: 'Ada' }],
  ['by name, under the names of the variables', BY_NAME, ['NAME', 'CODE'], { NAME: 'Ada', CODE: '12' }],
  ['by position', BY_POSITION, ['CODE', 'NAME'], { token: '12', token2: 'Ada' }],
  ['by position, named', BY_POSITION, { NAME: 'token10', CODE: 'token' }, { token: '12', token10: 'Ada' }],
])('tokens %s get the values in the vendor’s order', (_, templates, tokens, sent) => {
  const mapping = mapped(templates, tokens);
  const template = vendorTemplate(mapping, { CODE: '12', NAME: 'Ada' });

  expect(template).toEqual({ vendor: 'acme', code: '100000', tokens: sent });
  expect(Object.keys(template.tokens)).toEqual(Object.keys(sent));
});

test.each<[string, VendorTemplates, unknown, string, string]>([
  ['a code of another form', BY_NAME, ['CODE', 'NAME'], 'code', 'abc'],
  ['a variable without a token', BY_NAME, { CODE: 'code' }, 'tokens.NAME', '1'],
  ['a token for no variable', BY_NAME, { CODE: 'a', NAME: 'b', OTHER: 'c' }, 'tokens.OTHER', '1'],
  ['one token for two variables', BY_NAME, { CODE: 'a', NAME: 'a' }, 'tokens.NAME', '1'],
  ['tokens of another type', BY_NAME, 'CODE', 'tokens', '1'],
  ['a token that is no name', BY_NAME, { CODE: 'a b', NAME: 'b' }, 'tokens', '1'],
  ['a token that the vendor does not have', BY_POSITION, { CODE: 'token', NAME: 'token3' }, 'tokens.NAME', 'a'],
  ['tokens without the first one', BY_POSITION, { CODE: 'token2', NAME: 'token10' }, 'tokens', 'a'],
  ['more variables than tokens', BY_POSITION, ['CODE', 'NAME', 'A', 'B'], 'tokens', 'a'],
])('%s is refused with its field', (_, templates, tokens, field, code) => {
  let refusal: PostriderError | undefined;
  try {
    mapped(templates, tokens, code);
  } catch (error) {
    refusal = error as PostriderError;
  }

  expect(refusal).toMatchObject({ code: 'invalid_template' });
  expect(refusal!.errors.map((it) => it.field)).toContain(field);
});

test('a variable that may be longer than its token is refused', () => {
  const long = { version: 1, variables: [{ name: 'CODE' }] };

  expect(() => checkedMapping(long, { vendor: 'acme', code: '1', tokens: ['CODE'] }, BY_NAME)).toThrow(
    /CODE may have 256 characters, and the token takes 25/,
  );
});

test('a new version takes over the mappings of the same variables', () => {
  const mapping = mapped(BY_NAME, ['CODE', 'NAME']);

  expect(carriedOver([mapping], { ...version, version: 5 })).toEqual([{ ...mapping, version: 5 }]);
  expect(carriedOver([mapping], { version: 5, variables: [{ name: 'CODE' }] })).toEqual([]);
});
