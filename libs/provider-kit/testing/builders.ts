import {
  clock,
  messageKey,
  newRequestId,
  requestKey,
  SENDER_KINDS,
  type SenderRule,
  type TenantId,
} from '#libs/kernel';
import type { DeliverItem } from '#libs/contracts';
import { TENANT } from './stage.ts';

/** In the range that vendors keep for tests. */
const testNumber = (nth: number): string => `+1500555${nth}`;

/** Makes items, each to a number of its own. */
export function itemsTo(numberOf = testNumber): (over?: Partial<DeliverItem>) => DeliverItem {
  let numbers = 1_000;
  return (over = {}) => ({
    id: messageKey(requestKey(TENANT as TenantId, newRequestId()), 0),
    fence: 1,
    to: numberOf(++numbers),
    text: TEXT,
    send_before: clock.now() + 600_000,
    valid_for_s: 600,
    ...over,
  });
}

export const newItem = itemsTo();

/** The text of an item unless a test gives another one. */
export const TEXT = 'Your appointment is tomorrow at 9:30.';

/** The rule of a vendor that takes every sender. */
export const ANY_SENDER: SenderRule = {
  kinds: SENDER_KINDS,
  signs: ' +-_&',
  signs_inside: false,
  says: 'every sender',
};
