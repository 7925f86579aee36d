import type { AccountView, RouteState, RouteView } from '#libs/contracts';
import { PostriderError } from '#libs/kernel';
import { isThrottled } from '../../domain/routing/throttle.ts';
import type { RouteRecord, RouteStateRecord } from './ports.ts';

/** A route as callers see it at `now` (ms since the epoch). */
export function routeView(route: RouteRecord, now: number): RouteView {
  const { _id: id, vendor, name, environment, enabled, order, countries, receipts, created_at } = route;
  const { max_segments, price_micros, currency } = route;
  return {
    id,
    vendor,
    name,
    environment,
    enabled,
    order,
    ...(countries && { countries: [...countries] }),
    ...(max_segments !== undefined && { max_segments }),
    ...(price_micros !== undefined && { price_micros }),
    ...(currency !== undefined && { currency }),
    receipts,
    created_at: created_at.toISOString(),
    state: stateView(route.state, now),
  };
}

/** An override whose time is over is left out. */
export function stateView(state: RouteStateRecord, now: number): RouteState {
  const { breaker, since, reason, open_until, override, throttle, version } = state;
  return {
    breaker,
    since: since.toISOString(),
    ...(reason && { reason }),
    ...(open_until && { open_until: open_until.toISOString() }),
    ...(override &&
      override.until.getTime() > now && { override: { ...override, until: override.until.toISOString() } }),
    ...(throttle && isThrottled(msOf(throttle), now) && { throttle: shown(throttle) }),
    version,
  };
}

type Throttle = NonNullable<RouteStateRecord['throttle']>;
const msOf = ({ since, until }: Throttle) => ({ since: since.getTime(), until: until.getTime() });
const shown = ({ since, until }: Throttle) => ({ since: since.toISOString(), until: until.toISOString() });

export function accountView(account: RouteRecord): AccountView {
  const { _id: id, vendor, name, environment, enabled, source, unnamed_at, fields, created_at, updated_at } = account;
  return {
    id,
    vendor,
    name,
    environment,
    enabled,
    source,
    ...(unnamed_at && { unnamed_at: unnamed_at.toISOString() }),
    fields: [...fields],
    created_at: created_at.toISOString(),
    updated_at: updated_at.toISOString(),
  };
}

export function noSuchRoute(): never {
  throw new PostriderError('not_found', 'There is no route with this id.');
}
