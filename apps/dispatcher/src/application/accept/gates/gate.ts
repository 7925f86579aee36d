import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SubmitItem, SubmitRequest } from '#libs/contracts';
import type { NumberType } from '#libs/kernel';
import type { AcceptedItem, RefusedItem } from '../../../domain/acceptance/accepted-item.ts';

/** The call that the items came in; `now` is in ms since the epoch. */
export type Call = Pick<SubmitRequest, 'tenant' | 'environment' | 'policy'> & { readonly now: number };

/** What gates find out: what is stored of the item, and what later gates go by. */
export type Found = Partial<AcceptedItem> & { readonly number_type?: NumberType };

/** An item that no gate has refused yet: what was asked for, and what the gates before have found. */
export interface PassingItem {
  readonly asked: SubmitItem;
  readonly found: Found;
}

/**
 * Looks at all items of a call that no gate before has refused, and adds to what is found of each. Answers the refusals by
 * their place in `items`; the others pass.
 */
export type Gate = (items: readonly PassingItem[], call: Call) => Promise<readonly (RefusedItem | undefined)[]>;

/** Decides about one item from the item and its call alone: what it finds, or a refusal. */
export type Check = (item: Readonly<PassingItem>, call: Call) => Found | RefusedItem;

/** Others have their turn after so many items. */
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
