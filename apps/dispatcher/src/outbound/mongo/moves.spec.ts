import { MESSAGE_STATUSES, type MessageStatus } from '#libs/contracts';
import { newHolder } from '#libs/kernel';
import { grantedMessage, waitingMessage } from '../../../test/builders/ledger-documents.ts';
import { CLOSED_STATUSES, isOpen, OPEN_STATUSES } from '../../domain/ledger/status.ts';
import {
  grantOf,
  inserted,
  leaseOf,
  moveOf,
  promotionTo,
  regrantOf,
  renewalOf,
  restUntil,
  startOf,
  takenBackOf,
} from './moves.ts';

const wakeAt = new Date(1_000);
const expected = { status: 'SENDING' as const, fence: 3 };

/** The document after an update's `$set` and `$unset`. */
function after(update: { $set?: object; $unset?: object }, before: Record<string, unknown> = { wake_at: new Date(1) }) {
  const { $set = {}, $unset = {} } = update;
  const merged: Record<string, unknown> = { ...before, ...$set };
  for (const name of Object.keys($unset)) delete merged[name];
  return merged;
}

test('every move to an open status sets the time to wake, every move to a closed one removes it', () => {
  for (const to of MESSAGE_STATUSES) {
    const { update } = moveOf(expected, to, isOpen(to) ? { wakeAt } : {});

    expect(after(update)).toMatchObject({ status: to });
    expect(after(update).wake_at).toEqual(isOpen(to) ? wakeAt : undefined);
  }
});

test.each(OPEN_STATUSES)('%s without a time to wake is refused', (to) => {
  expect(() => moveOf(expected, to)).toThrow('needs a time to wake');
});

test('a closed status takes no time to wake, also when one is given', () => {
  for (const to of CLOSED_STATUSES) expect(after(moveOf(expected, to, { wakeAt }).update).wake_at).toBeUndefined();
});

test('a rise closes any lower status, at any fence, and no other', () => {
  const { filter, update } = promotionTo('UNDELIVERED');

  const lower = MESSAGE_STATUSES.filter((status) => !['UNDELIVERED', 'DELIVERED'].includes(status));
  expect(filter).toEqual({ status: { $in: expect.arrayContaining(lower) as MessageStatus[] } });
  expect((filter.status as { $in: string[] }).$in).toHaveLength(lower.length);
  expect(after(update)).toEqual({ status: 'UNDELIVERED' });
});

test('a move starts from one status and one fence', () => {
  expect(moveOf(expected, 'FAILED').filter).toEqual({ status: 'SENDING', fence: 3 });
});

test('a message back at PENDING has no holder, and keeps its fence', () => {
  const { update } = moveOf(expected, 'PENDING', { wakeAt });

  const before = { holder: 'h', fence: 3, route: 'r', wake_at: new Date(1) };
  expect(after(update, before)).toEqual({ status: 'PENDING', fence: 3, route: 'r', wake_at: wakeAt });
  expect(update).not.toHaveProperty('$inc');
});

test('the wait for a route is written with its message, and removed by the next move', () => {
  const waitsFor = { reason: 'breaker_open', routes: ['r'] } as const;
  const waits = { waits_for: { reason: 'disabled', routes: [] }, wake_at: new Date(1) };

  expect(after(moveOf(expected, 'PENDING', { wakeAt, waitsFor }).update, waits).waits_for).toEqual(waitsFor);
  const grant = { route: 'r', holder: newHolder(), wakeAt, possibleDuplicate: false };
  for (const { update } of [
    moveOf(expected, 'PENDING', { wakeAt }),
    moveOf(expected, 'EXPIRED'),
    promotionTo('SENT'),
    grantOf(0, grant),
  ])
    expect(after(update, waits)).not.toHaveProperty('waits_for');
});

test('a grant that was not an attempt gives its number back', () => {
  expect(moveOf(expected, 'PENDING', { wakeAt, uncount: true }).update).toMatchObject({ $inc: { attempt: -1 } });
});

test('a closed message keeps its last holder, which is needed to read its evidence', () => {
  expect(after(moveOf(expected, 'UNCONFIRMED').update, { holder: 'h' })).toEqual({
    holder: 'h',
    status: 'UNCONFIRMED',
  });
});

test('a grant takes a waiting message at its fence to the next one', () => {
  const to = { route: 'r', holder: newHolder(), wakeAt, possibleDuplicate: false };

  expect(grantOf(2, to)).toEqual({
    filter: { status: 'PENDING', fence: 2 },
    update: {
      $set: { status: 'SENDING', wake_at: wakeAt, route: 'r', holder: to.holder, fence: 3 },
      $unset: { waits_for: '', pool: '', pool_weight: '', agent: '', leased_at: '' },
      $inc: { attempt: 1 },
    },
  });
  expect(grantOf(2, { ...to, possibleDuplicate: true }).update).toMatchObject({ $set: { possible_duplicate: true } });
});

test('a message is inserted with its status and its time to wake', () => {
  expect(inserted(waitingMessage({ wakeAt }))).toMatchObject({ status: 'PENDING', wake_at: wakeAt, fence: 0 });
  expect(inserted(grantedMessage({ wakeAt }))).toMatchObject({ status: 'SENDING', wake_at: wakeAt, fence: 1 });
  expect(Object.keys(inserted(waitingMessage()))).not.toEqual(expect.arrayContaining(['entering', 'wakeAt']));
});

test('a dead letter begins with its end, and every later rise ends it', () => {
  const since = new Date(5_000);
  const dead = after(moveOf(expected, 'FAILED', { deadLetter: since }).update);
  const retried = { ...dead, dead_letter: { state: 'retried', at: since } };

  expect(dead.dead_letter).toEqual({ state: 'pending', at: since });
  expect(after(moveOf(expected, 'FAILED', { deadLetter: 'stays' }).update, retried).dead_letter).toEqual(
    retried.dead_letter,
  );
  expect(after(moveOf(expected, 'FAILED').update, dead)).not.toHaveProperty('dead_letter');
  for (const status of ['SENT', 'UNDELIVERED', 'DELIVERED'] as const)
    expect(after(promotionTo(status).update, dead)).not.toHaveProperty('dead_letter');
});

test('a postponed message does not change until its time', () => {
  const { filter, update } = restUntil(wakeAt);

  expect(filter).toEqual({ status: 'PENDING' });
  expect(update).toEqual({ $set: { status: 'PENDING', wake_at: wakeAt } });
});

const leasedAt = new Date(500);
const toPhone = {
  route: 'pool-1',
  agent: 'phone-1',
  holder: newHolder(),
  leasedAt,
  wakeAt,
  awaitsStart: true,
  possibleDuplicate: false,
};
const queued = { pool: 'pool-1', pool_weight: 4, waits_for: {}, attempt: 0, wake_at: new Date(1) };

test('a lease is ASSIGNED until its phone starts, and SENDING at once for a phone that never calls start', () => {
  const { filter, update } = leaseOf(2, toPhone);
  const assigned = after(update, queued);

  expect(filter).toEqual({ fence: 2, status: 'PENDING', cancel_at: { $exists: false }, deadline: { $gt: leasedAt } });
  expect(assigned).toMatchObject({ status: 'ASSIGNED', fence: 3, agent: 'phone-1', awaits_start: true });
  for (const name of ['pool', 'pool_weight', 'waits_for']) expect(assigned).not.toHaveProperty(name);
  expect(update.$inc).toEqual({ attempt: 1 });
  const sending = after(leaseOf(2, { ...toPhone, awaitsStart: false }).update, { ...queued, awaits_start: true });
  expect(sending).toMatchObject({ status: 'SENDING', leased_at: leasedAt });
  expect(sending).not.toHaveProperty('awaits_start');
});

test('a start needs a lease that was not started, and no cancel; the end of the lease stays as it is stored', () => {
  const now = new Date(700);
  const { filter, update } = startOf(3, now);

  expect(filter).toEqual({ fence: 3, status: 'ASSIGNED', cancel_at: { $exists: false }, deadline: { $gt: now } });
  expect(after(update, { awaits_start: true, wake_at: wakeAt })).toEqual({ status: 'SENDING', wake_at: wakeAt });
});

test('a lease that is taken back was no attempt; one that was started is not taken back', () => {
  const before = new Date(900);
  const { filter, update } = takenBackOf(3, wakeAt, before);

  expect(filter).toEqual({ fence: 3, status: 'ASSIGNED', wake_at: { $lte: before } });
  expect(takenBackOf(3, wakeAt).filter).toEqual({ fence: 3, status: 'ASSIGNED' });
  expect(update.$inc).toEqual({ attempt: -1 });
  expect(after(update, { holder: 'h', awaits_start: true })).toEqual({ status: 'PENDING', wake_at: wakeAt });
});

test('a lease is prolonged while it lasts, never shortened, and not beyond its cap', () => {
  const of = { now: new Date(10), leasedAfter: new Date(5), wakeAt };

  expect(renewalOf(3, of)).toEqual({
    filter: {
      fence: 3,
      status: { $in: ['ASSIGNED', 'SENDING'] },
      wake_at: { $gt: of.now, $lt: wakeAt },
      leased_at: { $gt: of.leasedAfter },
    },
    update: { $set: { wake_at: wakeAt } },
  });
});

test('a vendor that takes a message over leaves nothing of the phone that had it', () => {
  const had = { agent: 'phone-1', leased_at: leasedAt, wake_at: new Date(1) };
  const to = { route: 'r', holder: newHolder(), wakeAt, counts: true };

  for (const { update } of [grantOf(3, { ...to, possibleDuplicate: false }), regrantOf(3, to)]) {
    expect(after(update, had)).not.toHaveProperty('agent');
    expect(after(update, had)).not.toHaveProperty('leased_at');
  }
});

test('the queue of phones is written with its message, and removed by the next move that names none', () => {
  const queue = { pool: 'pool-1', weight: 7 };

  expect(after(moveOf(expected, 'PENDING', { wakeAt, queue }).update)).toMatchObject({
    pool: 'pool-1',
    pool_weight: 7,
  });
  expect(after(moveOf(expected, 'PENDING', { wakeAt }).update, queued)).not.toHaveProperty('pool');
  expect(inserted(waitingMessage({ queue }))).toMatchObject({ pool: 'pool-1', pool_weight: 7 });
});
