import { isSupportedCountry } from 'libphonenumber-js/max';
import { CountryCodes } from 'validator/lib/isISO31661Alpha2.js';

/**
 * Codes that numbering plans use and ISO 3166-1 does not assign: Ascension, Tristan da Cunha, Kosovo. Numbers there
 * have these codes as their country, so that lists of countries must be able to contain them.
 */
const OF_NUMBERING_PLANS = ['AC', 'TA', 'XK'];

/**
 * ISO 3166-1 alpha-2 as assigned, in capitals, and the codes of numbering plans. Withdrawn and reserved codes are not
 * included.
 */
export const COUNTRIES: readonly string[] = [...CountryCodes, ...OF_NUMBERING_PLANS].sort();

const KNOWN = new Set(COUNTRIES);

export const isCountry = (code: unknown): code is string => KNOWN.has(code as string);

/** Whether numbers of the country can be written without a country code: Antarctica, for example, has no such plan. */
export const hasNationalNumbers = (code: unknown): boolean => isCountry(code) && isSupportedCountry(code);

/** Where a tenant may send to: a country, or `*` for every one. */
export const isDestination = (code: unknown): code is string => code === '*' || isCountry(code);

/** Follows the name of the field in a refusal. */
export const COUNTRY_EXPECTED = 'an ISO 3166-1 alpha-2 code in capitals, such as US or GB';
export const DESTINATION_EXPECTED = `* or ${COUNTRY_EXPECTED}`;
export const REGION_EXPECTED = `a country with phones, ${COUNTRY_EXPECTED}`;
