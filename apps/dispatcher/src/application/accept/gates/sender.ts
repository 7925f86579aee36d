import { readSender, type TenantId } from '#libs/kernel';
import { refused } from '../../../domain/acceptance/accepted-item.ts';
import type { RoutingFacts } from '../../../domain/routing/route.ts';
import type { RouteTable } from '../../routing/route-table.ts';
import { eachItem, type Check, type Gate } from './gate.ts';

export interface SenderPorts {
  readonly routes: Pick<RouteTable, 'factsOf'>;
}

/** The sender and the route of an item must be the tenant's own. They are only read if an item names one. */
export const sender =
  ({ routes }: SenderPorts): Gate =>
  async (items, call) => {
    const isNamed = items.some(({ asked }) => asked.sender !== undefined || asked.route !== undefined);
    if (!isNamed) return [];
    const facts = await routes.factsOf(call.tenant as TenantId, call.environment);
    return eachItem(call.answers === undefined ? among(facts) : answering(facts))(items, call);
  };

/** The vendor of the route that received the text has said that the route has this number. */
const answering =
  ({ routes }: RoutingFacts): Check =>
  ({ asked: { sender: written, route } }) => {
    const read = readSender(written);
    if (!read.ok) return refused('invalid_sender', read.reason);
    if (!routes.some(({ id }) => id === route)) return refused('no_route', ROUTE_GONE);
    return { sender: read.value, pinned_route: route! };
  };

const ROUTE_GONE = 'The route that received the text no longer exists, so nothing can be sent from its number.';

const among =
  (facts: RoutingFacts): Check =>
  ({ asked: { sender: written, route } }) => {
    const read = written === undefined ? undefined : readSender(written);
    if (read && !read.ok) return refused('invalid_sender', read.reason);
    const own = new Set(facts.routes.map(({ id }) => id));
    if (read) {
      const having = [...(facts.senders.get(read.value) ?? [])].filter((id) => own.has(id));
      if (having.length === 0)
        return refused(
          'sender_not_owned',
          'None of your routes in this environment has this sender; add it to one first.',
        );
      if (route !== undefined && own.has(route) && !having.includes(route))
        return refused(
          'sender_not_owned',
          'The named route does not have this sender; add it there, or name no route.',
        );
    }
    if (route !== undefined && !own.has(route)) return refused('invalid_field', 'route is not one of your routes.');
    return { ...(read && { sender: read.value }), ...(route !== undefined && { pinned_route: route }) };
  };
