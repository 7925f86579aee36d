import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Category } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import { isBlockedBy, optOutKey } from '../../domain/acceptance/opt-out.ts';
import { nameOfText } from '../../domain/inbound-texts/inbound-text.ts';
import type { RouteTable } from '../routing/route-table.ts';
import type { OptOuts } from './ports.ts';

export interface OptOutCheckPorts {
  readonly routes: Pick<RouteTable, 'hasOptOuts'>;
  readonly optOuts: Pick<OptOuts, 'scopesOf' | 'of'>;
}

interface Sendable {
  readonly tenant: TenantId;
  readonly category: Category;
  /** As in the message's fields. */
  readonly answers?: string | undefined;
  readonly confirms?: boolean | undefined;
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
  const out = new Set([...keys].flatMap(([item, key]) => (isBlockedBy(scopes.get(key), item.category) ? item : [])));
  for (const item of out) if (item.confirms && (await isItsOwn(optOuts, item, keys.get(item)!))) out.delete(item);
  return out;
}

/** Whether the opt-out in force is the one that this message confirms: made by the text that it answers. */
async function isItsOwn(optOuts: Pick<OptOuts, 'of'>, { tenant, answers }: Sendable, key: string): Promise<boolean> {
  const inForce = await optOuts.of(tenant, key);
  return answers !== undefined && inForce?.changes.at(-1)?.by === nameOfText(answers);
}
