import type { RouteChange } from '#libs/contracts';
import { COUNTRY_EXPECTED, CURRENCY_EXPECTED, isCountry, isCurrency, MOST_PRICE_MICROS } from '#libs/kernel';
import { MAX_SEGMENTS } from '../acceptance/accepted-item.ts';

interface Priced {
  readonly price_micros?: number | null | undefined;
  readonly currency?: string | null | undefined;
}

const MOST_ORDER = 10_000;

/** Why a route's settings cannot be changed in this way, as a sentence, or `undefined`. `now`: the settings before. */
export function settingsProblem(now: Priced, change: RouteChange): string | undefined {
  const { name, order, countries, max_segments } = change;
  if (name !== undefined && name.trim() === '') return 'name is empty.';
  const wrongOrder = orderProblem(order);
  if (wrongOrder) return wrongOrder;
  if (isGiven(max_segments) && !within(max_segments, 1, MAX_SEGMENTS))
    return `max_segments must be a whole number from 1 to ${MAX_SEGMENTS}.`;
  return countriesProblem(countries) ?? priceProblem({ ...now, ...given(change) });
}

export const orderProblem = (order: number | undefined): string | undefined =>
  order === undefined || within(order, 0, MOST_ORDER)
    ? undefined
    : `order must be a whole number from 0 to ${MOST_ORDER}.`;

function countriesProblem(countries: RouteChange['countries']): string | undefined {
  if (!isGiven(countries)) return undefined;
  if (countries.length === 0) return 'countries is empty; null stands for every country.';
  if (!countries.every(isCountry)) return `each of countries must be ${COUNTRY_EXPECTED}.`;
  return new Set(countries).size < countries.length ? 'countries has the same entry twice.' : undefined;
}

function priceProblem({ price_micros, currency }: Priced): string | undefined {
  if (isGiven(price_micros) && !within(price_micros, 0, MOST_PRICE_MICROS))
    return `price_micros must be a whole number of millionths from 0 to ${MOST_PRICE_MICROS}.`;
  if (isGiven(currency) && !isCurrency(currency)) return `currency must be ${CURRENCY_EXPECTED}.`;
  return isGiven(price_micros) === isGiven(currency) ? undefined : 'give price_micros and currency together.';
}

const given = ({ price_micros, currency }: RouteChange): Priced => ({
  ...(price_micros !== undefined && { price_micros }),
  ...(currency !== undefined && { currency }),
});

const isGiven = <Value>(value: Value | null | undefined): value is Value => value !== null && value !== undefined;

const within = (value: number, least: number, most: number): boolean =>
  Number.isSafeInteger(value) && value >= least && value <= most;
