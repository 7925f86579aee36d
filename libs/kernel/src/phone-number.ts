import {
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
  type CountryCode,
  type PhoneNumber,
} from 'libphonenumber-js/max';
import metadata from 'libphonenumber-js/max/metadata';
import { own } from './own.ts';
import { readPasted } from './pasted-number.ts';

export type NumberType = NonNullable<ReturnType<PhoneNumber['getType']>>;
/** `number_may_not_exist`: well formed, but in no known range of the numbering plan. */
export type NumberWarning = 'number_may_not_exist';

export interface ParsedNumber {
  readonly ok: true;
  readonly e164: string;
  /** ISO 3166 alpha-2; absent for calling codes of no country (+800, +881) and for unassigned ones. */
  readonly country?: string;
  /** Absent when the number may not exist. */
  readonly type?: NumberType;
  readonly warnings: readonly NumberWarning[];
}

/** `reason` is a sentence for the caller and never contains the number. */
export interface RefusedNumber {
  readonly ok: false;
  readonly reason: string;
}

/**
 * Reads a phone number as it was pasted (`readPasted`), in one of two forms:
 * - international: `+` or `00`, country code, number: 7 to 15 digits (E.164);
 * - national, with `defaultRegion` (ISO 3166 alpha-2): with or without the trunk prefix, of a length the region has.
 *
 * So letters, extensions, `(0)` after a country code, short codes and emergency numbers are refused. The form decides;
 * metadata lags behind operators, so a range unknown to it is only a warning.
 */
export function parseNumber(written: string, defaultRegion?: string): ParsedNumber | RefusedNumber {
  if (isE164(written)) return fromInternational(written);

  const pasted = readPasted(written);
  if (!pasted.ok) return pasted;
  return pasted.digits.startsWith('+') ? fromInternational(pasted.digits) : fromNational(pasted.digits, defaultRegion);
}

const E164 = /^\+[1-9]\d{6,14}$/;

/** The form alone: `+` and 7 to 15 digits, the first of them not 0. */
export const isE164 = (written: string): boolean => E164.test(written);

/** The beginning of the numbers of a country, a network or a block. */
export const E164_BEGINNING = /^\+[1-9]\d{0,14}$/;

const SHORTEST_NATIONAL = 7;
const E164_EXPECTED = 'An international number has + and 7 to 15 digits, the first of them not 0.';

function fromInternational(digits: string): ParsedNumber | RefusedNumber {
  if (!isE164(digits)) return refused(E164_EXPECTED);

  const parsed = parsePhoneNumberFromString(digits, { extract: false });
  return parsed ? accepted(digits, parsed) : { ok: true, e164: digits, warnings: ['number_may_not_exist'] };
}

function fromNational(digits: string, region: string | undefined): ParsedNumber | RefusedNumber {
  const national = region !== undefined && isSupportedCountry(region) ? nationalIn(digits, region) : undefined;
  // Japan and Korea have numbers that begin with 00; elsewhere it means +.
  if (digits.startsWith('00') && !national?.isValid()) return fromInternational(`+${digits.slice(2)}`);
  if (region === undefined) return refused('Write the number with + and its country code.');
  if (!isSupportedCountry(region))
    return refused('The default region is not known; write the number with + and its country code.');

  if (!national || !hasNationalLength(national))
    return refused(`The number has no length that numbers in ${region} have.`);
  // Read again as E.164, so that both ways to write one phone give the same digits.
  return fromInternational(national.number);
}

const nationalIn = (digits: string, region: CountryCode): PhoneNumber | undefined =>
  parsePhoneNumberFromString(digits, { defaultCountry: region, extract: false });

/** Short codes and emergency numbers have up to 6 digits; shorter subscriber numbers count only if they exist. */
function hasNationalLength(parsed: PhoneNumber): boolean {
  return parsed.isValid() || (parsed.isPossible() && parsed.nationalNumber.length >= SHORTEST_NATIONAL);
}

/**
 * libphonenumber drops a trunk 0 after the country code, so that one phone has one E.164. If the result may not exist,
 * the digits stay as written, because dropping a 0 is then not idempotent.
 */
function accepted(written: string, parsed: PhoneNumber): ParsedNumber | RefusedNumber {
  // With full metadata a number is valid exactly when it has a type; this asks once for both.
  const type = parsed.getType();
  const e164 = type ? parsed.number : written;
  if (!isE164(e164)) return refused(E164_EXPECTED);

  const country = parsed.country ?? mainCountryOf(parsed.countryCallingCode);
  const warnings: readonly NumberWarning[] = type ? [] : ['number_may_not_exist'];
  return { ok: true, e164, ...(country && { country }), ...(type && { type }), warnings };
}

/**
 * Of countries that share a calling code (+1, +7, +44), the main one: its plan applies if no other country's range
 * matches.
 */
const mainCountryOf = (callingCode: string): string | undefined =>
  own(metadata.country_calling_codes as Readonly<Record<string, readonly string[]>>, callingCode)?.[0];

const CALLING_CODE = /^\+[1-9]\d{0,2}$/;

/** The country of a calling code such as `+84`; of several the main one. */
export const countryOfCallingCode = (code: string): string | undefined =>
  CALLING_CODE.test(code) ? mainCountryOf(code.slice(1)) : undefined;

/** Whether numbers of the country can begin so. */
export function canBegin(beginning: string, country: string): boolean {
  if (!isSupportedCountry(country)) return true;
  const code = `+${getCountryCallingCode(country)}`;
  return code.startsWith(beginning) || beginning.startsWith(code);
}

const refused = (reason: string): RefusedNumber => ({ ok: false, reason });

/** Types whose owners earn money on every text they receive. */
const EARNING_TYPES: ReadonlySet<NumberType | undefined> = new Set<NumberType>(['PREMIUM_RATE', 'SHARED_COST']);

/** Where a tenant sends to. An absent field is no rule. */
export interface DestinationRules {
  /** ISO 3166 alpha-2 codes; `*` allows every country, and numbers of none. */
  readonly destinations: readonly string[];
  readonly default_region?: string | undefined;
  /** Only numbers of `default_region`; without a `default_region` no number at all. */
  readonly block_international?: boolean | undefined;
  readonly denied_prefixes?: readonly string[] | undefined;
  readonly safe_prefixes?: readonly string[] | undefined;
}

/** Whether texts may be sent to a number: all rules allow it, and its owner earns nothing on texts. */
export function isAllowedDestination(
  { e164, country, type }: Pick<ParsedNumber, 'e164' | 'country' | 'type'>,
  rules: DestinationRules,
): boolean {
  const { destinations, default_region: home, block_international: onlyHome = false } = rules;
  const isInList = destinations.includes('*') || (country !== undefined && destinations.includes(country));
  const isAbroad = country === undefined || country !== home;
  return isInList && !(onlyHome && isAbroad) && !EARNING_TYPES.has(type) && !isDenied(e164, rules);
}

/** The longest matching prefix decides; of two equal ones the safe one. */
const isDenied = (e164: string, { denied_prefixes = [], safe_prefixes = [] }: DestinationRules): boolean =>
  longestMatch(e164, denied_prefixes) > longestMatch(e164, safe_prefixes);

const longestMatch = (e164: string, prefixes: readonly string[]): number =>
  prefixes.reduce((longest, prefix) => (e164.startsWith(prefix) ? Math.max(longest, prefix.length) : longest), 0);
