import { CurrencyCodes } from 'validator/lib/isISO4217.js';

/** Added to ISO 4217 after the list of the library was made. */
const ADDED = ['XCG', 'ZWG'];
/** Codes of the standard that stand for no currency: "none involved" and "for tests". */
const NO_CURRENCY = new Set(['XXX', 'XTS']);

/** Units of a vendor that charges by what its customer has bought in advance, such as SMS.IR. They are no money. */
export const CREDITS = 'credits';

/**
 * Units of an amount: ISO 4217 in capitals, withdrawn currencies in which vendors may still bill, such as SLL, included;
 * and credits.
 */
export const CURRENCIES: readonly string[] = [
  ...[...CurrencyCodes, ...ADDED].filter((it) => !NO_CURRENCY.has(it)).sort(),
  CREDITS,
];

const KNOWN = new Set(CURRENCIES);

export const isCurrency = (code: unknown): code is string => KNOWN.has(code as string);

/** Follows the name of the field in a refusal. */
export const CURRENCY_EXPECTED = `an ISO 4217 code in capitals, such as USD, or ${CREDITS}`;

/** The highest price of a segment, 100 million units: the price of 24 segments is still a safe integer. */
export const MOST_PRICE_MICROS = 100_000_000_000_000;
