import { CurrencyCodes } from 'validator/lib/isISO4217.js';

/** In ISO 4217 since the list of the library was made. */
const ADDED = ['XCG', 'ZWG'];
/** Codes of the standard that stand for no currency: "none involved" and "for tests". */
const NO_CURRENCY = new Set(['XXX', 'XTS']);

/** ISO 4217 in capitals. Withdrawn currencies that vendors may still bill in are here too, such as SLL. */
export const CURRENCIES: readonly string[] = [...CurrencyCodes, ...ADDED].filter((it) => !NO_CURRENCY.has(it)).sort();

const KNOWN = new Set(CURRENCIES);

export const isCurrency = (code: unknown): code is string => KNOWN.has(code as string);

/** What a refusal says after the name of the field. */
export const CURRENCY_EXPECTED = 'an ISO 4217 code in capitals, such as USD';
