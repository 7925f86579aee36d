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
  readonly found: Readonly<Found>;
}

export type Decision = Found | RefusedItem;

/** Decides about all items of a call that no gate before has refused: one decision for each, in their order. */
export type Gate = (items: readonly PassingItem[], call: Call) => Promise<readonly Decision[]>;

/** Others have their turn after so many items. */
const SLICE = 50;

/** A gate that needs nothing but the item and its call. */
export const eachItem =
  (decide: (item: PassingItem, call: Call) => Decision): Gate =>
  async (items, call) => {
    const decisions: Decision[] = [];
    for (const [at, item] of items.entries()) {
      if (at > 0 && at % SLICE === 0) await nextTurn();
      decisions.push(decide(item, call));
    }
    return decisions;
  };
