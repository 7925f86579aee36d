import * as fc from 'fast-check';
import { countryOfCallingCode, isAllowedDestination, parseNumber, type DestinationRules } from './phone-number.ts';

const MAYBE = ['number_may_not_exist'];
const US = 'FIXED_LINE_OR_MOBILE';

test.each([
  ['+85251234567', undefined, '+85251234567', 'HK', 'MOBILE'],
  ['1234 5678', 'HK', '+85212345678', 'HK', undefined],
  ['12345678', 'HK', '+85212345678', 'HK', undefined],
  ['+1234567890', undefined, '+1234567890', 'US', undefined],
  ['234-567-8900', 'US', '+12345678900', 'US', US],
  ['(234) 567-8900', 'US', '+12345678900', 'US', US],
  ['234.567.8900', 'US', '+12345678900', 'US', US],
  ['+1 (234) 567-8900', undefined, '+12345678900', 'US', US],
  ['0901234567', 'VN', '+84901234567', 'VN', 'MOBILE'],
  ['01612345678', 'VN', '+841612345678', 'VN', undefined],
  ['09121234567', 'IR', '+989121234567', 'IR', 'MOBILE'],
  ['9121234567', 'IR', '+989121234567', 'IR', 'MOBILE'],
  ['010-1234-5678', 'KR', '+821012345678', 'KR', 'MOBILE'],
  ['0532 123 45 67', 'TR', '+905321234567', 'TR', 'MOBILE'],
  ['0 (532) 123 45 67', 'TR', '+905321234567', 'TR', 'MOBILE'],
  ['+85241234567', undefined, '+85241234567', 'HK', undefined],
  ['+85271234567', undefined, '+85271234567', 'HK', undefined],
  ['+18765550123', undefined, '+18765550123', 'JM', 'MOBILE'],
  ['+16045550123', 'US', '+16045550123', 'CA', US],
  ['+19005550123', undefined, '+19005550123', 'US', 'PREMIUM_RATE'],
  ['+80012345678', undefined, '+80012345678', undefined, 'TOLL_FREE'],
  ['+9991234567', undefined, '+9991234567', undefined, undefined],
  ['4123', 'NU', '+6834123', 'NU', 'FIXED_LINE'],
  ['  +85251234567 ', undefined, '+85251234567', 'HK', 'MOBILE'],
])('%s (home %s) is %s', (written, region, e164, country, type) => {
  const warnings = type ? [] : MAYBE;

  expect(parseNumber(written, region)).toEqual({ ok: true, e164, country, type, warnings });
});

test.each([
  ['Persian', '۰۹۱۲۱۲۳۴۵۶۷'],
  ['Arabic-Indic', '٠٩١٢١٢٣٤٥٦٧'],
  ['full-width', '０９１２１２３４５６７'],
  ['full-width, international', '＋９８９１２１２３４５６７'],
])('%s digits mean the same', (_script, written) => {
  expect(parseNumber(written, 'IR')).toMatchObject({ ok: true, e164: '+989121234567' });
});

test.each([
  ['no-break spaces', '+852\u00A05123\u202F4567'],
  ['spaces of other widths', '\u3000+852\u20075123\u20094567'],
  ['spaces at its ends', ' \n+852 5123 4567\t'],
  ['direction marks', '\u200E\u202A+85251234567\u202C\u200F'],
  ['isolates', '\u2066+852\u20675123\u20694567\u2069\u061C'],
  ['zero-width marks', '\uFEFF+852\u200B5123\u20604567'],
  ['soft hyphens', '+852\u00AD5123\u00AD4567'],
  ['every dash', '+8\u20105\u20112\u20125\u20131\u20142\u20153\u22124-5\uFF0D6\uFE6370'.replace('70', '7')],
  ['dots', '+852.5123.4567'],
  ['slashes', '+852/5123/4567'],
  ['several between two digits', '+852 - 5123 / 4567'],
  ['parentheses', '(+852) 5123 4567'],
  ['a plus before parentheses', '+(852) 5123-4567'],
  ['full-width signs', '＋８５２（５１２３）４５６７'],
  ['tel:', 'tel:+852-5123-4567'],
  ['TEL: and a space', ' TEL: +852 5123 4567'],
  ['00', '0085251234567'],
  ['00 and separators', '00 852 5123-4567'],
  ['tel: and 00', 'tel:00852.5123.4567'],
  ['Devanagari digits', '+८५२५१२३४५६७'],
  ['mathematical digits', '+𝟾𝟻𝟸𝟱𝟭𝟮𝟯𝟰𝟱𝟲𝟳'],
])('a number pasted with %s is read', (_what, written) => {
  for (const home of [undefined, 'US', 'HK', 'GB'])
    expect(parseNumber(written, home)).toMatchObject({ ok: true, e164: '+85251234567', warnings: [] });
});

test('a number that begins with 00 in a country with such numbers is national', () => {
  expect(parseNumber('0037 7012345', 'JP')).toMatchObject({ ok: true, country: 'JP', type: 'TOLL_FREE' });
  expect(parseNumber('0037 7012345', 'HK')).toMatchObject({ ok: true, country: 'MC' });
});

test('a trunk 0 after the country code is dropped, so that one phone has one number', () => {
  expect(parseNumber('+4402079460958')).toMatchObject({ ok: true, e164: '+442079460958', warnings: [] });
});

test('a number that may not exist keeps its digits', () => {
  expect(parseNumber('+43000000')).toMatchObject({ ok: true, e164: '+43000000', country: 'AT', warnings: MAYBE });
});

test.each([
  ['', undefined],
  ['+', undefined],
  ['   ', 'US'],
  ['123', 'US'],
  ['+123', undefined],
  ['+123456', undefined],
  ['911', 'US'],
  ['110', 'KR'],
  ['12345', 'HK'],
  ['12 3456', 'HK'],
  ['+0987654321', undefined],
  ['0987654321', undefined],
  ['12345678', undefined],
  ['12345678', 'XX'],
  ['12345678', 'hk'],
  ['+1234567890123456', undefined],
  ['12345678901234567', 'US'],
  ['5551234', 'US'],
  ['+44 (0)20 7946 0958', undefined],
  ['+1-800-FLOWERS', undefined],
  ['call +85251234567', undefined],
  ['+85251234567;ext=5', undefined],
  ['+85251234567 ext. 5', undefined],
  ['+85251234567x5', undefined],
  ['+85251234567#5', undefined],
  ['+85251234567,+85251234568', undefined],
  ['+852-51234567-', undefined],
  ['852+51234567', undefined],
  ['++85251234567', undefined],
  ['+852(5123(4567))', undefined],
  ['+852\t51234567', undefined],
  ['-85251234567', 'HK'],
  ['8.5251234567e10', 'HK'],
  ['1'.repeat(100_000), 'US'],
  [' '.repeat(50) + '1 '.repeat(50_000), 'US'],
])('"%.40s" (home %s) is refused', (written, region) => {
  const parsed = parseNumber(written, region);

  expect(parsed).toEqual({ ok: false, reason: expect.stringMatching(/^[A-Z].*\.$/) });
});

test.each([
  ['12345678', undefined, /\+ and its country code/],
  ['0', undefined, /\+ and its country code/],
  [
    '+1-800-FLOWERS',
    undefined,
    /^Character 8 is U\+0046 \(LATIN CAPITAL LETTER F\), which is not allowed in a number\. /,
  ],
  [' tel:+85251234567;ext=5', undefined, /^Character 18 is U\+003B \(SEMICOLON\)/],
  ['+852\t51234567', undefined, /^Character 5 is U\+0009 \(TAB\)/],
  ['+852\u200E😀51234567', undefined, /^Character 6 is U\+1F600, which/],
  ['+852\uD83D51234567', undefined, /^Character 5 is U\+D83D \(half of a surrogate pair\)/],
  ['+852\u000051234567', undefined, /^Character 5 is U\+0000 \(NULL\)/],
  ['852+51234567', undefined, /^Character 4 is U\+002B \(PLUS SIGN\), which is only allowed before the first digit\./],
  ['+85251234567, +85251234568', undefined, /^Character 13 is U\+002C \(COMMA\)/],
  ['0044 (0)20 7946 0958', undefined, /Leave out the \(0\)/],
  ['000852512345', undefined, /7 to 15 digits/],
  ['1'.repeat(65), 'US', /up to 64 characters/],
  ['12345678', 'XX', /default region is not known/],
  ['+44 (0)20 7946 0958', undefined, /Leave out the \(0\)/],
  ['12345', 'HK', /no length that numbers in HK have/],
])('the refusal of "%s" (home %s) says what to do', (written, region, sentence) => {
  expect(parseNumber(written, region)).toMatchObject({ reason: expect.stringMatching(sentence) });
});

test('a long string is refused without being searched', () => {
  const start = performance.now();
  parseNumber(`+${'1'.repeat(1_000_000)}x`);

  expect(performance.now() - start).toBeLessThan(2_000);
});

describe('any string', () => {
  const digit = fc.constantFrom(...'0123456789');
  const digits = fc.string({ unit: digit, minLength: 5, maxLength: 17 });
  const region = fc.constantFrom('US', 'HK', 'VN', 'IR', 'KR', 'TR', 'GB', 'IT', 'AR', 'MX', undefined);

  test('an accepted number is E.164, and parsing it again gives the same number', () => {
    const written = fc.oneof(
      digits,
      digits.map((some) => `+${some}`),
    );
    fc.assert(
      fc.property(written, region, (some, home) => {
        const parsed = parseNumber(some, home);
        if (!parsed.ok) return;

        expect(parsed.e164).toMatch(/^\+[1-9]\d{6,14}$/);
        expect(parseNumber(parsed.e164)).toMatchObject({ e164: parsed.e164 });
      }),
      { numRuns: 2_000 },
    );
  });

  test('separators between digits change nothing', () => {
    const separated = fc.array(fc.tuple(digit, fc.constantFrom('', ' ', '-', '.')), { minLength: 7, maxLength: 15 });
    fc.assert(
      fc.property(separated, region, (pairs, home) => {
        const plain = pairs.map(([some]) => some).join('');
        const written = pairs
          .map(([some, separator]) => some + separator)
          .join('')
          .replace(/[ .-]$/, '');

        expect(parseNumber(`+${written}`, home)).toEqual(parseNumber(`+${plain}`, home));
        expect(parseNumber(written, home)).toEqual(parseNumber(plain, home));
      }),
    );
  });

  test('the parser never throws, and no reason contains digits of the number', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), digits, fc.string({ unit: digit })), region, (some, home) => {
        const parsed = parseNumber(some, home);
        if (!parsed.ok) expect(parsed.reason.replace(/U\+[0-9A-F]+/, '')).not.toMatch(/\d{3}/);
      }),
    );
  });
});

describe('rules for destinations', () => {
  const HONG_KONG = '+85251234567';
  const allowed = (written: string, rules: Partial<DestinationRules>): boolean => {
    const parsed = parseNumber(written);
    return parsed.ok && isAllowedDestination(parsed, { destinations: ['*'], ...rules });
  };

  test.each<[string, string, Partial<DestinationRules>, boolean]>([
    ['a number at home', HONG_KONG, { default_region: 'HK', block_international: true }, true],
    ['a number abroad', '+84901234567', { default_region: 'HK', block_international: true }, false],
    ['a number of no country', '+80012345678', { default_region: 'HK', block_international: true }, false],
    ['a country that shares the code', '+18765550123', { default_region: 'US', block_international: true }, false],
    ['any number, if no country is home', HONG_KONG, { block_international: true }, false],
    ['any number, if nothing is blocked', '+84901234567', { default_region: 'HK', block_international: false }, true],
    [
      'a number at home that is not in the list',
      HONG_KONG,
      { destinations: ['US'], default_region: 'HK', block_international: true },
      false,
    ],
    ['a denied beginning', HONG_KONG, { denied_prefixes: ['+8525'] }, false],
    ['a denied number', HONG_KONG, { denied_prefixes: [HONG_KONG] }, false],
    ['another beginning', HONG_KONG, { denied_prefixes: ['+8526', '+5'] }, true],
    ['a safe beginning in a denied one', HONG_KONG, { denied_prefixes: ['+852'], safe_prefixes: ['+8525'] }, true],
    ['a denied beginning in a safe one', HONG_KONG, { denied_prefixes: ['+8525'], safe_prefixes: ['+852'] }, false],
    [
      'the longest of many',
      HONG_KONG,
      { denied_prefixes: ['+8', '+85251'], safe_prefixes: ['+852', '+852512', '+1'] },
      true,
    ],
    ['a beginning that is both', HONG_KONG, { denied_prefixes: ['+8525'], safe_prefixes: ['+8525'] }, true],
    ['a safe premium number', '+19005550123', { safe_prefixes: ['+1900'] }, false],
    ['a safe number that is not in the list', HONG_KONG, { destinations: ['US'], safe_prefixes: ['+852'] }, false],
  ])('%s', (_name, written, rules, isAllowed) => {
    expect(allowed(written, rules)).toBe(isAllowed);
  });
});

test.each([
  ['+84', 'VN'],
  ['+44', 'GB'],
  ['+1', 'US'],
  ['+999', undefined],
  ['84', undefined],
  ['+', undefined],
  ['+8400', undefined],
])('the country of %s is %s', (code, country) => {
  expect(countryOfCallingCode(code)).toBe(country);
});
