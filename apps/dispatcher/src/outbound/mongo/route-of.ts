import type { RouteStateRecord } from '../../application/routes/ports.ts';
import type { Route, RouteState } from '../../domain/routing/route.ts';
import type { AccountDocument } from './collections.ts';

export function routeOf(account: Omit<AccountDocument, 'sealed' | 'fields' | 'callback_key'>): Route {
  const { _id, tenant, environment, vendor, name, enabled, order, countries, max_segments } = account;
  const { price_micros, currency, lookup, receipts, sender_rule, carries, state } = account;
  return {
    id: _id,
    tenant,
    environment,
    vendor,
    name,
    enabled,
    order,
    ...(countries && { countries }),
    ...(max_segments !== undefined && { maxSegments: max_segments }),
    ...(price_micros !== undefined && currency !== undefined && { price: { micros: price_micros, currency } }),
    lookup,
    receipts,
    ...(sender_rule && { senderRule: sender_rule }),
    ...(carries && { carries }),
    state: stateOf(state),
  };
}

export function stateOf({ since, open_until, prober, override, throttle, ...rest }: RouteStateRecord): RouteState {
  const { throttle_lifted_at: liftedAt, ...same } = rest;
  return {
    ...same,
    since: since.getTime(),
    ...(open_until && { openUntil: open_until.getTime() }),
    ...(prober && { prober: { holder: prober.holder, until: prober.until.getTime() } }),
    ...(override && { override: { ...override, until: override.until.getTime() } }),
    ...(throttle && { throttle: { since: throttle.since.getTime(), until: throttle.until.getTime() } }),
    ...(liftedAt && { throttleLiftedAt: liftedAt.getTime() }),
  };
}
