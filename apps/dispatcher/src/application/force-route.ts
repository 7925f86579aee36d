import type { ForceRouteRequest, RouteView } from '#libs/contracts';
import { clock, PostriderError, type TenantId } from '#libs/kernel';
import { changeAtAnyVersion } from './change-route.ts';
import type { RouteStates } from './ports-of-operations.ts';

/** An operator's word over the breaker's, for a while; `auto` ends it. */
export function forceRoute(states: RouteStates, request: ForceRouteRequest): Promise<RouteView> {
  const { tenant, id, by, force, for_s } = request;
  const reason = request.reason.trim();
  if (reason === '') throw new PostriderError('invalid_field', 'reason says why, in a few words.');
  const until = new Date(clock.now() + for_s * 1_000);
  const override = force === 'auto' ? null : { force, until, by, reason };

  return changeAtAnyVersion(states, tenant as TenantId, id, ({ state }) => {
    if (!override && !state.override) return undefined;
    const entry = { what: 'override', from: state.override ?? null, to: override, reason, by };
    return { set: { state: { override } }, entry };
  });
}
