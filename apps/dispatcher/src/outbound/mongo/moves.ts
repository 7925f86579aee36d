import type { Filter, UpdateFilter } from 'mongodb';
import type { MessageDocument, MessageStatus } from '#libs/contracts';
import type { MoveOptions, Expected, GrantedTo, NewMessage, RegrantedTo } from '../../application/ledger/ports.ts';
import { isOpen, lowerThan } from '../../domain/ledger/status.ts';

/**
 * The fields of entering a status, and the only place that writes one: an open status always has a time to wake, a
 * closed one never has.
 */
function entering(
  status: MessageStatus,
  wakeAt?: Date,
): { $set: Record<string, unknown>; $unset?: Record<string, ''> } {
  if (!isOpen(status)) return { $set: { status }, $unset: { wake_at: '', waits_for: '', dead_letter: '' } };
  if (!wakeAt) throw new Error(`Entering ${status} needs a time to wake.`);
  return { $set: { status, wake_at: wakeAt } };
}

/** One `updateMany`: its filter besides the ids, and its update. */
export interface Move {
  readonly filter: Filter<MessageDocument>;
  readonly update: UpdateFilter<MessageDocument>;
}

/** A new message as it is stored. */
export function inserted({ entering: status, wakeAt, ...fields }: NewMessage): MessageDocument {
  return { ...fields, ...entering(status, wakeAt).$set } as MessageDocument;
}

/** PENDING at `fence` to SENDING at the next: the grant, and with it the intent. */
export function grantOf(fence: number, { route, holder, wakeAt, possibleDuplicate }: GrantedTo): Move {
  const { $set } = entering('SENDING', wakeAt);
  return {
    filter: { fence, ...at('PENDING') },
    update: {
      $set: { ...$set, route, holder, fence: fence + 1, ...(possibleDuplicate && { possible_duplicate: true }) },
      $unset: { waits_for: '' },
      $inc: { attempt: 1 },
    },
  };
}

/**
 * From one grant to the next on another route: the status stays SENDING, the intent is new. Cancelled messages are left
 * out.
 */
export function regrantOf(fence: number, { route, holder, wakeAt, counts }: RegrantedTo): Move {
  const { $set } = entering('SENDING', wakeAt);
  return {
    filter: { fence, cancel_at: { $exists: false }, ...at('SENDING') },
    update: { $set: { ...$set, route, holder, fence: fence + 1 }, ...(counts && { $inc: { attempt: 1 } }) },
  };
}

/** Over any lower rank, whatever the fence. */
export function promotionTo(to: MessageStatus): Move {
  return { filter: at({ $in: lowerThan(to) }), update: entering(to) as UpdateFilter<MessageDocument> };
}

/** Still waiting, whatever the fence, but not looked at before `wakeAt`. */
export function restUntil(wakeAt: Date): Move {
  return { filter: at('PENDING'), update: entering('PENDING', wakeAt) as UpdateFilter<MessageDocument> };
}

/** From one status and fence to another status; at PENDING there is no holder. */
export function moveOf(
  expected: Expected,
  to: MessageStatus,
  { wakeAt, waitsFor, uncount, deadLetter }: MoveOptions = {},
): Move {
  const { $set, $unset } = entering(to, wakeAt);
  const waits = to === 'PENDING' && waitsFor !== undefined;
  const unset: Record<string, ''> = { ...$unset, ...(to === 'PENDING' && { holder: '' as const }) };
  if (!waits) unset.waits_for = '';
  if (deadLetter !== undefined) delete unset.dead_letter;
  const dead = deadLetter instanceof Date && { dead_letter: { state: 'pending', at: deadLetter } };
  const update = {
    $set: { ...$set, ...(waits && { waits_for: waitsFor }), ...dead },
    ...(Object.keys(unset).length > 0 && { $unset: unset }),
    ...(uncount && { $inc: { attempt: -1 } }),
  };
  return { filter: { fence: expected.fence, ...at(expected.status) }, update: update as UpdateFilter<MessageDocument> };
}

const at = (status: MessageStatus | { $in: MessageStatus[] }): Filter<MessageDocument> => ({ status });
