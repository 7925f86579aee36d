import type { QuietHours, SimBudget } from '#libs/contracts';
import { COUNTRY_EXPECTED, isCountry, isZone, PostriderError, ZONE_EXPECTED } from '#libs/kernel';

const COUNTS = [
  'per_minute',
  'per_hour',
  'per_day',
  'per_month',
  'parts_per_month',
  'recipients_per_month',
] as const satisfies readonly (keyof SimBudget)[];
const MOST_COUNT = 1_000_000_000;
const MOST_COUNTRIES = 250;
const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d$/;

/**
 * The budget as it is stored. `per_minute` above what the installation allows a phone (0: any) is cut to that. Throws
 * `invalid_field`.
 */
export function checkBudget(budget: SimBudget, mostPerMinute: number): SimBudget {
  for (const name of COUNTS) {
    const count = budget[name];
    if (count !== undefined && !isWithin(count, 0, MOST_COUNT))
      throw invalid(name, `a whole number from 0 to ${MOST_COUNT}, or left out for no limit`);
  }
  const { reset_day, zone, quiet_hours, countries, per_minute } = budget;
  if (reset_day !== undefined && !isWithin(reset_day, 1, 28)) throw invalid('reset_day', 'a day from 1 to 28');
  if (zone !== undefined && !isZone(zone)) throw invalid('zone', ZONE_EXPECTED);
  if (quiet_hours) checkQuiet(quiet_hours);
  if (countries) checkCountries(countries);
  return {
    ...budget,
    ...(countries && { countries: [...new Set(countries)] }),
    ...(per_minute !== undefined && mostPerMinute > 0 && { per_minute: Math.min(per_minute, mostPerMinute) }),
  };
}

function checkQuiet({ from, until, zone }: QuietHours): void {
  if (!TIME_OF_DAY.test(from)) throw invalid('quiet_hours.from', 'a time such as 21:00');
  if (!TIME_OF_DAY.test(until)) throw invalid('quiet_hours.until', 'a time such as 08:00');
  if (from === until) throw invalid('quiet_hours.until', 'another time than quiet_hours.from');
  if (!isZone(zone)) throw invalid('quiet_hours.zone', ZONE_EXPECTED);
}

function checkCountries(countries: readonly string[]): void {
  if (countries.length === 0 || countries.length > MOST_COUNTRIES)
    throw invalid('countries', `1 to ${MOST_COUNTRIES} countries, or left out for every country`);
  const wrong = countries.findIndex((country) => !isCountry(country));
  if (wrong >= 0) throw invalid(`countries.${wrong}`, COUNTRY_EXPECTED);
}

const isWithin = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most;

function invalid(field: string, expected: string): PostriderError {
  const message = `${field} must be ${expected}.`;
  return new PostriderError('invalid_field', message, { errors: [{ field, code: 'invalid_field', message }] });
}
