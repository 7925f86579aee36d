import type { Filter, UpdateFilter } from 'mongodb';
import type { MessageDocument, MessageStatus } from '#libs/contracts';
import type {
  MoveOptions,
  Expected,
  GrantedTo,
  NewMessage,
  Queue,
  RegrantedTo,
} from '../../application/ledger/ports.ts';
import type { LeasedTo, Renewal } from '../../application/phones/ports.ts';
import { isOpen, lowerThan } from '../../domain/ledger/status.ts';

/**
 * The fields of entering a status, and the only place that writes one: an open status always has a time to wake, a
 * closed one never has.
 */
function entering(
  status: MessageStatus,
  wakeAt?: Date | 'stays',
): { $set: Record<string, unknown>; $unset?: Record<string, ''> } {
  if (!isOpen(status)) return { $set: { status }, $unset: { wake_at: '', waits_for: '', dead_letter: '' } };
  if (!wakeAt) throw new Error(`Entering ${status} needs a time to wake.`);
  return { $set: { status, ...(wakeAt !== 'stays' && { wake_at: wakeAt }) } };
}

/** One `updateMany`: its filter besides the ids, and its update. */
export interface Move {
  readonly filter: Filter<MessageDocument>;
  readonly update: UpdateFilter<MessageDocument>;
}

/** A new message as it is stored. */
export function inserted({ entering: status, wakeAt, queue, ...fields }: NewMessage): MessageDocument {
  return { ...fields, ...(queue && queuedAt(queue)), ...entering(status, wakeAt).$set } as MessageDocument;
}

/** PENDING at `fence` to SENDING at the next: the grant, and with it the intent. */
export function grantOf(fence: number, { route, holder, wakeAt, possibleDuplicate }: GrantedTo): Move {
  const { $set } = entering('SENDING', wakeAt);
  return {
    filter: { fence, ...at('PENDING') },
    update: {
      $set: { ...$set, route, holder, fence: fence + 1, ...(possibleDuplicate && { possible_duplicate: true }) },
      $unset: { waits_for: '', ...NO_PHONE },
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
    update: {
      $set: { ...$set, route, holder, fence: fence + 1 },
      $unset: { ...NO_PHONE },
      ...(counts && { $inc: { attempt: 1 } }),
    },
  };
}

/** A vendor holds it now. */
const NO_PHONE = { pool: '', pool_weight: '', agent: '', leased_at: '' } as const;

/**
 * PENDING at `fence` to a phone's lease at the next: ASSIGNED if the phone calls `start` before it sends, else SENDING,
 * because the lease is the intent then. Cancelled messages and those past their deadline are left out.
 */
export function leaseOf(fence: number, { route, agent, holder, leasedAt, wakeAt, ...of }: LeasedTo): Move {
  const { $set } = entering(of.awaitsStart ? 'ASSIGNED' : 'SENDING', wakeAt);
  return {
    filter: { fence, cancel_at: { $exists: false }, deadline: { $gt: leasedAt }, ...at('PENDING') },
    update: {
      $set: {
        ...$set,
        ...{ route, agent, holder, fence: fence + 1, leased_at: leasedAt },
        ...(of.awaitsStart && { awaits_start: true }),
        ...(of.possibleDuplicate && { possible_duplicate: true }),
      },
      $unset: { waits_for: '', pool: '', pool_weight: '', ...(!of.awaitsStart && { awaits_start: '' as const }) },
      $inc: { attempt: 1 },
    },
  };
}

/** A phone is about to send: from now on it may have been sent. */
export function startOf(fence: number, now: Date): Move {
  return {
    filter: { fence, cancel_at: { $exists: false }, deadline: { $gt: now }, ...at('ASSIGNED') },
    update: { ...entering('SENDING', 'stays'), $unset: { awaits_start: '' } } as UpdateFilter<MessageDocument>,
  };
}

/** A phone keeps what it holds for longer. */
export function renewalOf(fence: number, { now, leasedAfter, wakeAt }: Renewal): Move {
  const held = { wake_at: { $gt: now, $lt: wakeAt }, leased_at: { $gt: leasedAfter } };
  return { filter: { fence, ...held, ...at({ $in: ['ASSIGNED', 'SENDING'] }) }, update: { $set: { wake_at: wakeAt } } };
}

/** A lease that was never started is taken back, as if it had not been: nothing was sent. `before`: only if it ended. */
export function takenBackOf(fence: number, wakeAt: Date, before?: Date): Move {
  const { filter, update } = moveOf({ status: 'ASSIGNED', fence }, 'PENDING', { wakeAt, uncount: true });
  return { filter: { ...filter, ...(before && { wake_at: { $lte: before } }) }, update };
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
  { wakeAt, waitsFor, uncount, deadLetter, queue }: MoveOptions = {},
): Move {
  const { $set, $unset } = entering(to, wakeAt);
  const waits = to === 'PENDING' && waitsFor !== undefined;
  const unset: Record<string, ''> = {
    ...$unset,
    ...(to === 'PENDING' && { holder: '' as const, awaits_start: '' as const }),
  };
  if (to === 'PENDING' && !queue) Object.assign(unset, { pool: '', pool_weight: '' });
  if (!waits) unset.waits_for = '';
  if (deadLetter !== undefined) delete unset.dead_letter;
  const dead = deadLetter instanceof Date && { dead_letter: { state: 'pending', at: deadLetter } };
  const update = {
    $set: { ...$set, ...(waits && { waits_for: waitsFor }), ...(queue && queuedAt(queue)), ...dead },
    ...(Object.keys(unset).length > 0 && { $unset: unset }),
    ...(uncount && { $inc: { attempt: -1 } }),
  };
  return { filter: { fence: expected.fence, ...at(expected.status) }, update: update as UpdateFilter<MessageDocument> };
}

const queuedAt = ({ pool, weight }: Queue) => ({ pool, pool_weight: weight });

const at = (status: MessageStatus | { $in: MessageStatus[] }): Filter<MessageDocument> => ({ status });
