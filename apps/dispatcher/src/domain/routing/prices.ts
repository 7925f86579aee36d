import type { Channel, NewPrice, PriceView } from '#libs/contracts';
import {
  canBegin,
  COUNTRY_EXPECTED,
  CURRENCY_EXPECTED,
  E164_BEGINNING,
  INSTANT_EXPECTED,
  isCountry,
  isCurrency,
  MOST_PRICE_MICROS,
  parseInstant,
} from '#libs/kernel';
import { sendsMedia } from './carriage.ts';
import type { Routable, Route } from './route.ts';

/** What a route's vendor charges for a segment, or for a message with pictures. */
export interface Price {
  readonly channel: Channel;
  /** ISO 3166 alpha-2 */
  readonly country?: string;
  /** The beginning of E.164. */
  readonly prefix?: string;
  readonly micros: number;
  readonly currency: string;
  /** Absent: always. */
  readonly valid_from?: Date;
}

export interface Money {
  readonly micros: number;
  readonly currency: string;
}

/** The prices of a route by what they are for, the latest first. */
export type PriceBook = ReadonlyMap<string, readonly Price[]>;

export const priceBook = (prices: readonly Price[]): PriceBook => Map.groupBy(prices.toSorted(laterFirst), markOf);

const laterFirst = (one: Price, other: Price): number => timeOf(other) - timeOf(one);
const timeOf = ({ valid_from }: Price): number => valid_from?.getTime() ?? -Infinity;
const markOf = ({ channel, country, prefix }: Price): string => `${channel} ${prefix ?? country ?? ''}`;
const LONGEST_NUMBER = 16;

type Priced = Pick<Routable, 'to' | 'country' | 'segments' | 'cargo'>;

/**
 * What one accepted attempt is expected to cost: by the price with the longest prefix of the number, else that of its
 * country, else that of the route. Undefined if no price is known.
 */
export function estimateOf(route: Route, message: Priced, now: number): Money | undefined {
  const isMms = sendsMedia(route, message.cargo);
  const found = findPrice(route.prices, isMms ? 'mms' : 'sms', message, now) ?? (isMms ? undefined : route.price);
  return found && { micros: found.micros * (isMms ? 1 : message.segments), currency: found.currency };
}

function findPrice(
  book: PriceBook | undefined,
  channel: Channel,
  { to, country }: Pick<Routable, 'to' | 'country'>,
  now: number,
): Price | undefined {
  if (!book) return undefined;
  const inForce = (mark: string): Price | undefined =>
    book
      .get(`${channel} ${mark}`)
      ?.find((price) => timeOf(price) <= now && (price.country === undefined || price.country === country));
  for (let length = Math.min(to.length, LONGEST_NUMBER); length > 1; length -= 1) {
    const found = inForce(to.slice(0, length));
    if (found) return found;
  }
  return (country === undefined ? undefined : inForce(country)) ?? inForce('');
}

/** A price as it was given, or why it is none. */
export function priceFrom(given: Omit<NewPrice, 'route'>): Price | string {
  const { channel, country, price_micros: micros, currency } = given;
  const prefix = given.prefix === undefined ? undefined : `+${given.prefix.replace(/^\+/, '')}`;
  const valid_from = given.valid_from === undefined ? undefined : parseInstant(given.valid_from);
  if (country !== undefined && !isCountry(country)) return `country must be ${COUNTRY_EXPECTED}.`;
  if (prefix !== undefined && !E164_BEGINNING.test(prefix))
    return 'prefix must be how international numbers begin, such as +1202.';
  if (prefix !== undefined && country !== undefined && !canBegin(prefix, country))
    return `prefix is of another country than ${country}: no number of ${country} begins so.`;
  if (!Number.isSafeInteger(micros) || micros < 0 || micros > MOST_PRICE_MICROS)
    return `price_micros must be a whole number of millionths from 0 to ${MOST_PRICE_MICROS}.`;
  if (!isCurrency(currency)) return `currency must be ${CURRENCY_EXPECTED}.`;
  if (given.valid_from !== undefined && !valid_from) return `valid_from must be ${INSTANT_EXPECTED}.`;
  valid_from?.setUTCMilliseconds(0);
  return {
    channel,
    ...(country !== undefined && { country }),
    ...(prefix !== undefined && { prefix }),
    micros,
    currency,
    ...(valid_from && { valid_from }),
  };
}

/** The same for prices of the same route, channel, country, prefix and time. Prices are listed in this order. */
export function priceIdOf(route: string, { channel, country = '-', prefix = '+-', valid_from }: Price): string {
  const since = valid_from ? valid_from.toISOString().replace(/\.000|[-:]/g, '') : '-';
  return [route, channel, country, prefix.slice(1), since].join('.');
}

export const routeOfPriceId = (id: string): string => id.split('.', 1)[0]!;

export function priceView(route: string, price: Price): PriceView {
  const { channel, country, prefix, micros: price_micros, currency, valid_from } = price;
  return {
    id: priceIdOf(route, price),
    route,
    channel,
    ...(country !== undefined && { country }),
    ...(prefix !== undefined && { prefix }),
    price_micros,
    currency,
    ...(valid_from && { valid_from: valid_from.toISOString() }),
  };
}
