import type { SenderRule } from '#libs/kernel';
import type { VendorAdapter } from '#libs/provider-kit';

/** Lines have 4 to 14 digits. Phones show them as numbers of Iran, and as that they are written if they are long. */
export const KAVENEGAR_SENDERS: SenderRule = {
  kinds: ['short_code', 'number'],
  digits: [4, 16],
  signs: '',
  signs_inside: false,
  says: "one of the account's lines: its digits if it has 4 to 8, else +98 and its digits",
};

/** Kavenegar's documentation forbids "separators" without a list of them. */
const SEPARATORS = ' \t\r\n\u00A0\u200B\u200C\u2028\u2029\u3000_,;|/\\';
const LINES = '\r\n';
const LONGEST_TOKEN = 100;

/** A number abroad is written with 00. Which countries an account reaches is agreed with Kavenegar. */
const COUNTRIES = ['IR', 'KR', 'TR', 'VN'];

export const KAVENEGAR_CARRIES: VendorAdapter<unknown>['carries'] = {
  text: true,
  max_characters: 900,
  countries: COUNTRIES,
  receipt_polls: { window_s: 48 * 3_600 },
  templates: {
    tokens_by: 'position',
    tokens: [
      ...['token', 'token2', 'token3'].map((name) => ({ name, max_length: LONGEST_TOKEN, refuses: SEPARATORS })),
      { name: 'token10', max_length: LONGEST_TOKEN, max_spaces: 5, refuses: LINES },
      { name: 'token20', max_length: LONGEST_TOKEN, max_spaces: 8, refuses: LINES },
    ],
    max_tokens: 5,
    code_pattern: '[A-Za-z0-9_-]{1,100}',
    code_says: 'the name of the template in the panel of Kavenegar: letters, digits, - and _',
  },
};
