import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Category } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import { isBlockedBy, optOutKey } from '../../domain/acceptance/opt-out.ts';
import type { RouteTable } from '../routing/route-table.ts';
import type { OptOuts } from './ports.ts';

export interface OptOutCheckPorts {
  readonly routes: Pick<RouteTable, 'hasOptOuts'>;
  readonly optOuts: Pick<OptOuts, 'scopesOf'>;
}

interface Sendable {
  readonly tenant: TenantId;
  readonly category: Category;
}

/** Other work gets a turn after this many hashes. */
const SLICE = 200;

/**
 * The items whose recipients do not want them. A tenant that never had an opt-out costs nothing, and its numbers are not
 * hashed.
 */
export async function optedOut<It extends Sendable>(
  { routes, optOuts }: OptOutCheckPorts,
  items: readonly It[],
  hashOf: (item: It) => string,
): Promise<ReadonlySet<It>> {
  const keys = new Map<It, string>();
  for (const [tenant, own] of Map.groupBy(items, (item) => item.tenant)) {
    if (!(await routes.hasOptOuts(tenant))) continue;
    for (const item of own) {
      if (keys.size > 0 && keys.size % SLICE === 0) await nextTurn();
      keys.set(item, optOutKey(tenant, hashOf(item)));
    }
  }
  if (keys.size === 0) return new Set();

  const scopes = await optOuts.scopesOf([...keys.values()]);
  return new Set([...keys].flatMap(([item, key]) => (isBlockedBy(scopes.get(key), item.category) ? item : [])));
}
