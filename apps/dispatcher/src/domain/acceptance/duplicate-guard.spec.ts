import { MESSAGE_STATUSES } from '#libs/contracts';
import type { MessageKey, RequestKey, TenantId } from '#libs/kernel';
import { decideGuard, type DuplicateGuard, type GuardedCall, type GuardOwner } from './duplicate-guard.ts';

const NOW = Date.UTC(2030, 0, 1);
const FIRST = '00000001.01JD3C4V5W6X7Y8Z9A0B1C2D3E' as RequestKey;
const SECOND = '00000001.01JD3C4V5W6X7Y8Z9A0B1C2D3F' as RequestKey;
const OWNER = `${FIRST}.0002` as MessageKey;
const guard: DuplicateGuard = {
  _id: '00000001.live.h',
  tenant: '00000001' as TenantId,
  owner: OWNER,
  at: new Date(NOW - 10_000),
  expires_at: new Date(NOW + 170_000),
  operation: 'messages',
  idempotency_key: 'k',
};
const call: GuardedCall = { request: SECOND, operation: 'messages', windowMs: 180_000 };
const decide = (over: Partial<GuardedCall>, owner?: GuardOwner, now = NOW) =>
  decideGuard(guard, { ...call, ...over }, owner, { now, abandonedMs: 120_000 });
const accepted: GuardOwner = { message: OWNER, created_by: 'key:k' };

test('another call with the same text and number is a duplicate of an accepted message', () => {
  expect(decide({}, accepted)).toBe('duplicate');
});

test.each(MESSAGE_STATUSES)('a message that is %s counts unless it certainly was not sent', (status) => {
  const isOver = ['FAILED', 'CANCELED', 'EXPIRED'].includes(status);
  expect(decide({}, { ...accepted, status })).toBe(isOver ? 'free' : 'duplicate');
});

test('the gateway’s retry has the guard of its first try', () => {
  expect(decide({ request: FIRST })).toBe('ours');
  expect(decide({ request: FIRST }, { ...accepted, status: 'SENT' })).toBe('ours');
});

test('a repeat with the same idempotency key is not a duplicate of itself', () => {
  expect(decide({ idempotency_key: 'k' }, accepted)).toBe('ours');
  expect(decide({ idempotency_key: 'k' }, { ...accepted, status: 'SENT' })).toBe('ours');
  expect(decide({ idempotency_key: 'k' })).toBe('share');
  expect(decide({ idempotency_key: 'k', operation: 'batch' }, accepted)).toBe('duplicate');
  expect(decide({ idempotency_key: 'other' }, accepted)).toBe('duplicate');
});

test('the retry of a dead letter is not a duplicate of it', () => {
  expect(decide({ retryOf: OWNER }, { ...accepted, status: 'UNCONFIRMED' })).toBe('free');
});

test('after the window nothing is a duplicate', () => {
  expect(decide({ windowMs: 10_001 }, accepted)).toBe('duplicate');
  expect(decide({ windowMs: 10_000 }, accepted)).toBe('free');
});

test('an owner that does not exist is waited for until it cannot come to be any more', () => {
  expect(decide({})).toBe('wait');
  expect(decide({}, undefined, NOW + 109_999)).toBe('wait');
  expect(decide({}, undefined, NOW + 110_000)).toBe('free');
});
