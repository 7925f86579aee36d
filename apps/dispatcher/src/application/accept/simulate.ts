import type { Block, Explanation, PriceRange, SimulateReply, SimulateRequest } from '#libs/contracts';
import { clock, type TenantId } from '#libs/kernel';
import type { AcceptedItem } from '../../domain/acceptance/accepted-item.ts';
import { estimateOf } from '../../domain/routing/prices.ts';
import type { Routable, Route } from '../../domain/routing/route.ts';
import { noRoute, nowhereToGo, waitsFor } from '../../domain/routing/without-route.ts';
import { routableUnstored } from '../fan-out/routable.ts';
import { passGates, type GatePorts } from './gates/index.ts';
import { isDuplicate, type GuardPorts } from './guard-duplicates.ts';
import type { Quotas } from './ports.ts';
import { counterOf, refusalOf, stateOf } from './reserve-quotas.ts';
import type { Router } from '../routing/router.ts';

export interface SimulatePorts extends GuardPorts {
  readonly router: Router;
  readonly codec: GatePorts['codec'] & GuardPorts['codec'];
  readonly optOuts: GatePorts['optOuts'];
  readonly quotas: Pick<Quotas, 'used'>;
}

/** The result that a send would have, by the same gates and the same routing; nothing is stored, counted or sent. */
export async function simulate(ports: SimulatePorts, request: SimulateRequest): Promise<SimulateReply> {
  const { tenant, environment, policy, item } = request;
  const call = { tenant, environment, policy, now: clock.now() };
  const [gated] = await passGates({ ...ports, routes: ports.router.table }, [item], call);
  if (!gated!.ok) return { blocks: [{ code: gated!.code, detail: gated!.detail }] };

  const facts = await ports.router.factsOf({ tenant: tenant as TenantId, environment });
  if (facts.routes.length === 0) return { blocks: [{ code: 'no_route', detail: nowhereToGo(environment) }] };
  const routable = routableUnstored(gated!);
  const explanation = ports.router.explain(facts, routable);
  const prices = pricesOf(facts.routes, explanation, routable, call.now);
  const without = explanation.routes.length === 0 && { no_route: noRoute(waitsFor(explanation).reason) };
  const blocks = await limitsOf(ports, request, gated!, call.now);
  return { blocks, ...shown(gated!), explanation, ...without, prices };
}

/** A duplicate uses no quota. */
async function limitsOf(
  ports: SimulatePorts,
  { tenant, environment, policy, reader, reads_content, quotas = [] }: SimulateRequest,
  item: AcceptedItem,
  now: number,
): Promise<Block[]> {
  if (await isDuplicate(ports, { tenant, environment, policy, reader, reads_content }, item, now))
    return [{ code: 'DUPLICATE_RECENT', detail: 'A recent message has the same text and number.' }];
  const counters = quotas.map((quota) => counterOf(tenant as TenantId, environment, quota, now));
  const used = quotas.length > 0 ? await ports.quotas.used(tenant as TenantId, counters) : [];
  return quotas.flatMap((quota, at) => {
    const state = stateOf(quota, counters[at]!, used[at]!);
    if (state.used + 1 <= state.limit) return [];
    const { code, detail } = refusalOf(state, 1, now);
    return { code, detail };
  });
}

function shown(item: AcceptedItem) {
  const { to, country, category, channel = 'sms', guarantee, lane, deadline, encoding, segments, warnings } = item;
  return {
    to,
    ...(country !== undefined && { country }),
    category,
    channel,
    guarantee,
    lane,
    deadline: new Date(deadline).toISOString(),
    encoding,
    segments,
    warnings,
  };
}

/** What one accepted attempt costs, over the routes that may carry it and have a price. */
function pricesOf(
  routes: readonly Route[],
  { routes: usable }: Explanation,
  message: Routable,
  now: number,
): PriceRange[] {
  const prices = routes.flatMap((route) => (usable.includes(route.id) ? (estimateOf(route, message, now) ?? []) : []));
  return [...Map.groupBy(prices, ({ currency }) => currency)].map(([currency, of]) => ({
    currency,
    min_micros: Math.min(...of.map(({ micros }) => micros)),
    max_micros: Math.max(...of.map(({ micros }) => micros)),
  }));
}
