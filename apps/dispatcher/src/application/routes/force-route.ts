import type { ForceRouteRequest, RouteView } from '#libs/contracts';
import { clock, PostriderError, type TenantId } from '#libs/kernel';
import { changeAtAnyVersion } from './change-route.ts';
import type { RouteStates } from './ports.ts';

/**
 * An operator's setting in place of the breaker's state, for a while; `auto` ends it. Forcing a route closed also lifts
 * its throttle.
 */
export function forceRoute(states: RouteStates, request: ForceRouteRequest): Promise<RouteView> {
  const { tenant, id, by, force, for_s } = request;
  const reason = request.reason.trim();
  if (reason === '') throw new PostriderError('invalid_field', 'reason must say why, in a few words.');
  const now = clock.now();
  const until = new Date(now + for_s * 1_000);
  const override = force === 'auto' ? null : { force, until, by, reason };
  const lifted = force === 'closed' && { throttle: null, throttle_lifted_at: new Date(now) };

  return changeAtAnyVersion(states, tenant as TenantId, id, ({ state }) => {
    if (!override && !state.override) return undefined;
    const entry = { what: 'override', from: state.override ?? null, to: override, reason, by };
    return { set: { state: { override, ...lifted } }, entry };
  });
}
