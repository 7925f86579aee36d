import { CurrencyCodes } from 'validator/lib/isISO4217.js';

/** Added to ISO 4217 after the list of the library was made. */
const ADDED = ['XCG', 'ZWG'];
/** Codes of the standard that stand for no currency: "none involved" and "for tests". */
const NO_CURRENCY = new Set(['XXX', 'XTS']);

/** ISO 4217 in capitals. Withdrawn currencies in which vendors may still bill, such as SLL, are included. */
export const CURRENCIES: readonly string[] = [...CurrencyCodes, ...ADDED].filter((it) => !NO_CURRENCY.has(it)).sort();

const KNOWN = new Set(CURRENCIES);

export const isCurrency = (code: unknown): code is string => KNOWN.has(code as string);

/** Follows the name of the field in a refusal. */
export const CURRENCY_EXPECTED = 'an ISO 4217 code in capitals, such as USD';
