import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SubmitItem, SubmitRequest } from '#libs/contracts';
import type { NumberType } from '#libs/kernel';
import type { AcceptedItem, RefusedItem } from '../../../domain/acceptance/accepted-item.ts';

/** The call of the items; `now` is in ms since the epoch. */
export type Call = Pick<SubmitRequest, 'tenant' | 'environment' | 'policy'> & {
  readonly now: number;
  readonly answers?: string | undefined;
  readonly confirms?: boolean | undefined;
};

/** Results of the gates: stored with the item, and used by later gates. */
export type Found = Partial<AcceptedItem> & { readonly number_type?: NumberType };

/** An item that no gate has refused yet: what was asked for, and the results of earlier gates. */
export interface PassingItem {
  readonly asked: SubmitItem;
  readonly found: Found;
}

/**
 * Checks all items of a call that no earlier gate has refused, and adds its results to each. Returns the refusals by
 * their position in `items`; the others pass.
 */
export type Gate = (items: readonly PassingItem[], call: Call) => Promise<readonly (RefusedItem | undefined)[]>;

/** Decides about one item from the item and its call alone: its results, or a refusal. */
export type Check = (item: Readonly<PassingItem>, call: Call) => Found | RefusedItem;

/** Other work gets a turn after this many items. */
const SLICE = 50;

/** A gate of checks in their order; the first that refuses an item decides. */
export const eachItem =
  (...checks: readonly Check[]): Gate =>
  async (items, call) => {
    const refusals: (RefusedItem | undefined)[] = [];
    for (const item of items) {
      if (refusals.length > 0 && refusals.length % SLICE === 0) await nextTurn();
      refusals.push(refusalBy(checks, item, call));
    }
    return refusals;
  };

function refusalBy(checks: readonly Check[], item: PassingItem, call: Call): RefusedItem | undefined {
  for (const check of checks) {
    const decision = check(item, call);
    if ('ok' in decision) return decision;
    Object.assign(item.found, decision);
  }
  return undefined;
}
