import type { PricesQuery, PricesReply, PriceView } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import { priceView, routeOfPriceId } from '../../domain/routing/prices.ts';
import type { PricePorts } from './ports.ts';

/** A page of the prices of the routes that the caller sees, in the order of their ids. */
export async function listPrices({ prices, states }: PricePorts, query: PricesQuery): Promise<PricesReply> {
  const { environment, route, limit, after = '' } = query;
  const tenant = query.tenant as TenantId;
  const seen = (await states.ofTenant(tenant, environment)).map(({ _id }) => _id).sort();
  const wanted = seen.filter((id) => (route === undefined || id === route) && id >= routeOfPriceId(after));
  const items: PriceView[] = [];
  for (const id of wanted) {
    const list = await prices.read(tenant, id);
    items.push(...list.prices.map((price) => priceView(id, price)).filter((price) => price.id > after));
    if (items.length > limit) return { items: items.slice(0, limit), next: items[limit - 1]!.id };
  }
  return { items };
}
