import { AGENT_ID } from '#libs/contracts';
import { readSender, type TenantId } from '#libs/kernel';
import { refused, type RefusedItem } from '../../../domain/acceptance/accepted-item.ts';
import { routeIn } from '../../../domain/routing/plan-routes.ts';
import type { Route, RoutingFacts } from '../../../domain/routing/route.ts';
import type { RouteTable } from '../../routing/route-table.ts';
import { eachItem, type Check, type Gate, type PassingItem } from './gate.ts';

export interface SenderPorts {
  readonly routes: Pick<RouteTable, 'factsOf'>;
}

type Asked = PassingItem['asked'];

/** The sender and the route of an item must be the tenant's own. They are only read if an item names one. */
export const sender =
  ({ routes }: SenderPorts): Gate =>
  async (items, call) => {
    const isNamed = items.some(({ asked }) => (asked.sender ?? asked.route ?? asked.pool) !== undefined);
    if (!isNamed) return [];
    const facts = await routes.factsOf(call.tenant as TenantId, call.environment);
    return eachItem(call.answers === undefined ? among(facts) : answering(facts))(items, call);
  };

/** The vendor of the route that received the text has said that the route has this number. */
const answering =
  (facts: RoutingFacts): Check =>
  ({ asked: { sender: written, route } }) => {
    const read = written === undefined ? undefined : readSender(written);
    if (read && !read.ok) return refused('invalid_sender', read.reason);
    if (!routeIn(facts, route!)) return refused('no_route', ROUTE_GONE);
    return { ...(read && { sender: read.value }), pinned_route: route! };
  };

const ROUTE_GONE = 'The route that received the text no longer exists, so nothing can be sent from its number.';

const among =
  (facts: RoutingFacts): Check =>
  ({ asked }, { policy }) => {
    const read = asked.sender === undefined ? undefined : readSender(asked.sender);
    if (read && !read.ok) return refused('invalid_sender', read.reason);
    const named = namedRoute(facts, asked);
    const notOwned = read && whyNotOwned(facts, read.value, isRefused(named) ? undefined : named);
    if (notOwned) return notOwned;
    if (isRefused(named)) return named;
    const isPreferred = named?.phones?.kind === 'agent' && policy.agent_pinned === 'prefer';
    return {
      ...(read && { sender: read.value }),
      ...(named && { [isPreferred ? 'preferred_route' : 'pinned_route']: named.id }),
    };
  };

const isRefused = (named: Route | RefusedItem | undefined): named is RefusedItem =>
  named !== undefined && 'code' in named;

/** The account, phone or pool that alone may carry the item. */
function namedRoute(facts: RoutingFacts, { route, pool }: Asked): Route | RefusedItem | undefined {
  if (route !== undefined && pool !== undefined) return refused('invalid_field', 'Name a route or a pool, not both.');
  if (route !== undefined) return routeIn(facts, route) ?? refused('invalid_field', notYours(route));
  if (pool === undefined) return undefined;
  const pools = facts.routes.filter(({ phones }) => phones?.kind === 'pool');
  const found = pools.find(({ id, name }) => id === pool || name === pool);
  return found ?? refused('invalid_field', 'pool is not one of your pools in this environment.');
}

const notYours = (route: string): string =>
  AGENT_ID.test(route) ? 'agent_id is not one of your phones in this environment.' : 'route is not one of your routes.';

function whyNotOwned(facts: RoutingFacts, value: string, named: Route | undefined): RefusedItem | undefined {
  const having = [...(facts.senders.get(value) ?? [])].filter((id) => routeIn(facts, id));
  if (having.length === 0)
    return refused('sender_not_owned', 'None of your routes in this environment has this sender; add it to one first.');
  if (named && !having.includes(named.id))
    return refused('sender_not_owned', 'The named route does not have this sender; add it there, or name no route.');
  return undefined;
}
