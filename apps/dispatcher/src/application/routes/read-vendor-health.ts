import type { RouteHealth, VendorHealthQuery, VendorHealthReply } from '#libs/contracts';
import { clock, type TenantId } from '#libs/kernel';
import { windowOf } from '../../domain/routing/health.ts';
import type { HealthStore, SeenOfRoute } from '../routing/ports.ts';
import type { RouteStates } from './ports.ts';
import { stateView } from './route-view.ts';

const WINDOWS_S = [60, 600];
/** A replica that has not reported for longer has no message in the air. */
const FRESH_MS = 30_000;

export interface VendorHealthPorts {
  readonly states: Pick<RouteStates, 'ofTenant'>;
  readonly healthStore: HealthStore;
}

/** The health of a tenant's routes, over all replicas. */
export async function readVendorHealth(
  { states, healthStore }: VendorHealthPorts,
  { tenant, environment }: VendorHealthQuery,
): Promise<VendorHealthReply> {
  const routes = await states.ofTenant(tenant as TenantId, environment);
  const seen = Map.groupBy(await healthStore.of(routes.map(({ _id }) => _id)), ({ route }) => route);
  return { routes: routes.map((route) => healthOf(route, seen.get(route._id) ?? [])) };
}

function healthOf(
  route: Awaited<ReturnType<RouteStates['ofTenant']>>[number],
  seen: readonly SeenOfRoute[],
): RouteHealth {
  const now = clock.now();
  const fresh = seen.filter(({ at }) => at > now - FRESH_MS);
  const slow = seen.find((it) => it.slow !== undefined && it.at > now - 600_000)?.slow;
  const buckets = seen.flatMap((it) => it.buckets);
  return {
    route: route._id,
    vendor: route.vendor,
    name: route.name,
    environment: route.environment,
    enabled: route.enabled,
    state: stateView(route.state, now),
    in_flight: sum(fresh.map(({ in_flight }) => in_flight)),
    concurrency_limit: sum(fresh.map(({ window }) => window)),
    penalty: route.state.penalty,
    windows: WINDOWS_S.map((seconds) => ({ ...windowOf(buckets, seconds, now), ...(slow !== undefined && { slow }) })),
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
