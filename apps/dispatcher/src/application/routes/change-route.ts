import { isDeepStrictEqual } from 'node:util';
import type { ChangeRouteRequest, RouteChange, RouteView } from '#libs/contracts';
import { clock, PostriderError, type TenantId } from '#libs/kernel';
import { settingsProblem } from '../../domain/routing/route-settings.ts';
import type { RouteEntry, RouteRecord, RouteStates, RouteUpdate } from './ports.ts';
import { noSuchRoute, routeView } from './route-view.ts';

/** Changes the settings that operators may set on a route. Without a difference there is no new version. */
export function changeRoute(states: RouteStates, { tenant, id, by, change }: ChangeRouteRequest): Promise<RouteView> {
  return changeAtAnyVersion(states, tenant as TenantId, id, (route) => {
    const problem = settingsProblem(route, change);
    if (problem) throw new PostriderError('invalid_field', problem);

    const settings = changed(route, change);
    const names = Object.keys(settings);
    if (names.length === 0) return undefined;
    const from = Object.fromEntries(names.map((name) => [name, route[name as keyof RouteRecord] ?? null]));
    return { set: { settings }, entry: { what: 'settings', from, to: settings, reason: names.join(', '), by } };
  });
}

const AT_MOST = 20;

/**
 * A breaker may change at the same time, which is no reason to refuse an operator's change: it is repeated on the new
 * version.
 */
export async function changeAtAnyVersion(
  states: RouteStates,
  tenant: TenantId,
  id: string,
  decide: (route: RouteRecord) => { set: RouteUpdate; entry: RouteEntry } | undefined,
): Promise<RouteView> {
  for (let turn = 0; turn < AT_MOST; turn += 1) {
    const route = (await states.byId(tenant, id)) ?? noSuchRoute();
    const change = decide(route);
    if (!change) return routeView(route, clock.now());
    const at = { tenant, id, version: route.state.version };
    if (await states.change(at, change.set, change.entry)) {
      return routeView((await states.byId(tenant, id)) ?? noSuchRoute(), clock.now());
    }
  }
  throw new PostriderError('version_conflict', 'The route keeps changing. Read it and try again.');
}

function changed(route: RouteRecord, change: RouteChange): NonNullable<RouteUpdate['settings']> {
  const { name, enabled, order, countries, max_segments, price_micros, currency } = change;
  const wanted = { name: name?.trim(), enabled, order, countries, max_segments, price_micros, currency };
  const differs = ([field, value]: [string, unknown]): boolean =>
    value !== undefined && !isDeepStrictEqual(value, route[field as keyof RouteRecord] ?? null);
  return Object.fromEntries(Object.entries(wanted).filter(differs));
}
