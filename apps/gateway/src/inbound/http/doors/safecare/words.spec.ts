import { MESSAGE_STATUSES, type MessageStatus } from '#libs/contracts';
import { countsOf, groupStatusOf, scopesOf, scopeWords, statesOf, STATUSES, wordOf } from './words.ts';

test.each<[MessageStatus, string, string | null]>([
  ['PENDING', 'PENDING', null],
  ['ASSIGNED', 'ASSIGNED', null],
  ['SENDING', 'SENDING', null],
  ['SENT', 'SENT', null],
  ['DELIVERED', 'DELIVERED', null],
  ['UNDELIVERED', 'FAILED', '30003'],
  ['UNCONFIRMED', 'FAILED', 'OUTCOME_UNKNOWN'],
  ['FAILED', 'FAILED', '30003'],
  ['CANCELED', 'CANCELED', '30003'],
  ['EXPIRED', 'FAILED', 'EXPIRED'],
])('a message that is %s is %s here, with last_error %s', (status, word, error) => {
  expect(wordOf(status, '30003')).toEqual({ status: word, last_error: error });
});

test('a failure without a reason has none', () => {
  expect(wordOf('FAILED', undefined)).toEqual({ status: 'FAILED', last_error: null });
});

test('every state of the ledger is found by exactly one word', () => {
  expect(STATUSES.flatMap(statesOf).sort()).toEqual([...MESSAGE_STATUSES].sort());
  expect(statesOf('FAILED').sort()).toEqual(['EXPIRED', 'FAILED', 'UNCONFIRMED', 'UNDELIVERED']);
});

test('counts of states with one word are added', () => {
  expect(countsOf({ FAILED: 1, EXPIRED: 2, SENT: 3, PENDING: 0 })).toEqual({ FAILED: 3, SENT: 3 });
});

test.each<[Partial<Record<MessageStatus, number>>, string]>([
  [{}, 'PENDING'],
  [{ PENDING: 1, SENT: 5, FAILED: 1 }, 'PENDING'],
  [{ ASSIGNED: 1, SENT: 5 }, 'PENDING'],
  [{ SENDING: 1, FAILED: 5 }, 'PENDING'],
  [{ SENT: 1, DELIVERED: 2 }, 'SENT'],
  [{ SENT: 1, UNDELIVERED: 1 }, 'PARTIAL'],
  [{ DELIVERED: 1, UNCONFIRMED: 1 }, 'PARTIAL'],
  [{ SENT: 1, CANCELED: 1 }, 'PARTIAL'],
  [{ FAILED: 1, EXPIRED: 1, CANCELED: 1 }, 'FAILED'],
  [{ CANCELED: 1 }, 'FAILED'],
])('a request with %j is %s', (counts, word) => {
  expect(groupStatusOf(counts)).toBe(word);
});

test('scopes are translated, and others keep their names', () => {
  expect(scopesOf(['sms:send', 'sms:read'])).toEqual(['messages:send', 'messages:read']);
  expect(scopeWords(['messages:read', 'keys:write'])).toEqual(['sms:read', 'keys:write']);
});
