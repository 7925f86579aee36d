import { compile } from './compile.ts';
import { hintsOf, type KnownVendor } from './hints.ts';
import { lengthsOf } from './lengths.ts';

const compiled = (texts: Record<string, string>, variables: { name: string; max_length?: number }[] = []) =>
  compile({ contents: Object.entries(texts).map(([language, text]) => ({ language, text })), variables });

const TEXTS: KnownVendor = { vendor: 'acme', carries: { text: true, max_characters: 300 } };
const BY_TEMPLATE: KnownVendor = {
  vendor: 'smsir',
  carries: { text: false, templates: { tokens_by: 'name', tokens: [], code_pattern: '.*', code_says: '' } },
};

test('the character that makes a text UCS-2 is named, with what GSM-7 has instead', () => {
  const hints = hintsOf(compiled({ en: 'It’s {a} ☃' }, [{ name: 'a', max_length: 5 }]), [], []);

  expect(hints).toEqual([
    expect.objectContaining({ code: 'ucs2_character', language: 'en', character: '’', substitute: "'" }),
    expect.objectContaining({ code: 'ucs2_character', language: 'en', character: '☃' }),
  ]);
  expect(hints[1]).not.toHaveProperty('substitute');
});

test('of a text in another script no character is named', () => {
  expect(hintsOf(compiled({ ko: '인증번호는 입니다. 다른 사람에게' }), [], [])).toEqual([]);
});

test('a text without a variable that others have is named', () => {
  const hints = hintsOf(compiled({ en: '{a}', tr: 'a' }, [{ name: 'a' }]), [], []);

  expect(hints).toEqual([expect.objectContaining({ code: 'variable_not_in_language', language: 'tr', variable: 'a' })]);
});

test.each([
  [200, []],
  [400, ['vendor_too_long acme']],
  [1_000, ['vendor_too_long acme']],
])('values of %s characters give the hints %j about vendors', (max_length, expected) => {
  const hints = hintsOf(compiled({ en: '{a}' }, [{ name: 'a', max_length }]), [], [TEXTS]);

  expect(hints.map(({ code, vendor }) => `${code} ${vendor}`)).toEqual(expected);
});

test('longest values that are refused are told', () => {
  const variables = [
    { name: 'a', max_length: 1_000 },
    { name: 'b', max_length: 1_000 },
  ];

  expect(hintsOf(compiled({ en: '{a}{b}' }, variables), [], [TEXTS])).toEqual([
    expect.objectContaining({ code: 'too_long' }),
  ]);
});

test('a vendor that sends by templates alone is told until it is mapped', () => {
  const mapping = { version: 1, vendor: 'smsir', code: '1', tokens: [] };

  expect(hintsOf(compiled({ en: 'a' }), [], [BY_TEMPLATE])).toEqual([
    expect.objectContaining({ code: 'no_mapping', vendor: 'smsir' }),
  ]);
  expect(hintsOf(compiled({ en: 'a' }), [mapping], [BY_TEMPLATE])).toEqual([]);
});

test('the parts of each text are counted with its longest values, in its alphabet and in UCS-2', () => {
  const variables = [{ name: 'a', max_length: 150 }];

  expect(lengthsOf(compiled({ en: 'Hello {a}.....', tr: 'ş {a}' }, variables))).toEqual([
    { language: 'en', encoding: 'GSM-7', max_segments: 2, max_segments_ucs2: 3 },
    { language: 'tr', encoding: 'UCS-2', max_segments: 3, max_segments_ucs2: 3 },
  ]);
});
