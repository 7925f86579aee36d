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

let numbers = 1_000;

/** A new number, in the range that vendors keep for tests. */
export const newNumber = (): string => `+1500555${++numbers}`;

export const newItem = (over: Partial<DeliverItem> = {}): DeliverItem => ({
  id: messageKey(requestKey(TENANT as TenantId, newRequestId()), 0),
  fence: 1,
  to: newNumber(),
  text: 'Your appointment is tomorrow at 9:30.',
  send_before: clock.now() + 600_000,
  valid_for_s: 600,
  ...over,
});

/** The rule of a vendor that takes every sender. */
export const ANY_SENDER: SenderRule = {
  kinds: SENDER_KINDS,
  signs: ' +-_&',
  signs_inside: false,
  says: 'every sender',
};
