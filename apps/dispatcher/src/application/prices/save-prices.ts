import { isDeepStrictEqual } from 'node:util';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  MOST_PRICES_OF_ROUTE,
  MOST_REFUSED_LINES,
  type DeletePriceRequest,
  type Done,
  type ImportPricesReply,
  type ImportPricesRequest,
  type PriceView,
  type RefusedLine,
  type SavePriceRequest,
} from '#libs/contracts';
import { PostriderError, type TenantId } from '#libs/kernel';
import { priceFrom, priceIdOf, priceView, routeOfPriceId, type Price } from '../../domain/routing/prices.ts';
import { noSuchRoute } from '../routes/route-view.ts';
import type { PricePorts } from './ports.ts';

type Of = Pick<ImportPricesRequest, 'tenant' | 'environment' | 'by'>;

/** Other work gets a turn after this many lines. */
const SLICE = 100;
const AT_MOST = 20;
const TOO_MANY = `A route takes ${MOST_PRICES_OF_ROUTE} prices. Delete some that are no longer in force.`;

export async function savePrice(ports: PricePorts, { price: given, ...of }: SavePriceRequest): Promise<PriceView> {
  const price = priceFrom(given);
  if (typeof price === 'string') throw new PostriderError('invalid_field', price);
  if (!(await routesOf(ports, of)).has(given.route)) noSuchRoute();
  if ((await put(ports, of, given.route, [price])) === undefined) throw new PostriderError('invalid_field', TOO_MANY);
  return priceView(given.route, price);
}

/** Saves the lines that can be read, and names the others. Repeating it changes nothing. */
export async function importPrices(
  ports: PricePorts,
  { lines, ...of }: ImportPricesRequest,
): Promise<ImportPricesReply> {
  const routes = await routesOf(ports, of);
  const errors: RefusedLine[] = [];
  const wanted: { readonly line: number; readonly route: string; readonly price: Price }[] = [];
  for (const [at, { line, route, ...given }] of lines.entries()) {
    if (at > 0 && at % SLICE === 0) await nextTurn();
    const price = priceFrom(given);
    if (!routes.has(route)) errors.push({ line, code: 'not_found', detail: 'There is no route with this id.' });
    else if (typeof price === 'string') errors.push({ line, code: 'invalid_field', detail: price });
    else wanted.push({ line, route, price });
  }

  let saved = 0;
  for (const [route, all] of Map.groupBy(wanted, (it) => it.route)) {
    const changed = await put(
      ports,
      of,
      route,
      all.map(({ price }) => price),
    );
    if (changed === undefined)
      for (const { line } of all) errors.push({ line, code: 'invalid_field', detail: TOO_MANY });
    saved += changed ?? 0;
  }
  errors.sort((one, other) => one.line - other.line);
  const known = lines.length - errors.length - saved;
  return { saved, known, refused: errors.length, errors: errors.slice(0, MOST_REFUSED_LINES) };
}

export async function deletePrice(ports: PricePorts, { id, ...of }: DeletePriceRequest): Promise<Done> {
  const route = routeOfPriceId(id);
  const known = (await routesOf(ports, of)).has(route);
  const removed = known && (await changeList(ports, of, route, (prices) => prices.delete(id)));
  if (!removed) throw new PostriderError('not_found', 'There is no price with this id.');
  return {};
}

async function routesOf({ states }: PricePorts, { tenant, environment }: Of): Promise<ReadonlySet<string>> {
  return new Set((await states.ofTenant(tenant as TenantId, environment)).map(({ _id }) => _id));
}

/** How many of them are new or have changed; undefined if there were too many then. */
async function put(ports: PricePorts, of: Of, route: string, wanted: readonly Price[]): Promise<number | undefined> {
  let changed = 0;
  let isFull = false;
  await changeList(ports, of, route, (prices) => {
    const news = wanted.filter((price) => !isDeepStrictEqual(prices.get(priceIdOf(route, price)), price));
    for (const price of news) prices.set(priceIdOf(route, price), price);
    isFull = prices.size > MOST_PRICES_OF_ROUTE;
    changed = news.length;
    return changed > 0 && !isFull;
  });
  return isFull ? undefined : changed;
}

/** Changes the prices of a route; `change` says whether it has. Somebody else's change meanwhile is no reason to fail. */
async function changeList(
  { prices: lists, announcements }: PricePorts,
  { tenant, by }: Of,
  route: string,
  change: (prices: Map<string, Price>) => boolean,
): Promise<boolean> {
  const owner = tenant as TenantId;
  for (let turn = 0; turn < AT_MOST; turn += 1) {
    const list = await lists.read(owner, route);
    const byId = new Map(list.prices.map((price) => [priceIdOf(route, price), price]));
    if (!change(byId)) return false;
    const prices = [...byId].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, price]) => price);
    const next = { route, version: list.version + 1, prices };
    if (await announcements.changingRoutes(owner, [route], () => lists.save(owner, next, by))) return true;
  }
  throw new PostriderError('version_conflict', 'The prices keep changing. Try again.');
}
