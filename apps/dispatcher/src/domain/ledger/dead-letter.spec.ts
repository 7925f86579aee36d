import { answer, closed, lookup, silence } from '../../../test/builders/evidence-facts.ts';
import { isDeadLetter, retryRefusal } from './dead-letter.ts';

const pending = { category: 'general' as const, dead_letter: { state: 'pending' as const } };

test.each([
  ['FAILED with its tries used up', 'FAILED', [closed(3, 'TRIES_USED_UP')], true],
  ['UNCONFIRMED with its tries used up', 'UNCONFIRMED', [silence(3), closed(3, 'TRIES_USED_UP')], true],
  ['tries used up at an earlier grant', 'FAILED', [closed(2, 'TRIES_USED_UP')], false],
  ['rejected', 'FAILED', [answer(3, 'rejected')], false],
  ['canceled', 'CANCELED', [closed(3, 'CANCELED_BY_USER')], false],
  ['sent after all', 'SENT', [closed(3, 'TRIES_USED_UP'), answer(3, 'accepted')], false],
  ['silence at most once', 'UNCONFIRMED', [silence(3)], false],
] as const)('whether %s is a dead letter', (_, status, rows, dead) => {
  expect(isDeadLetter(3, status, rows)).toBe(dead);
});

test.each([
  ['no dead letter', { category: 'general' }, [], false, 'not_dead'],
  ['an abandoned one', { ...pending, dead_letter: { state: 'abandoned' } }, [], false, 'abandoned'],
  ['a code', { ...pending, category: 'otp' }, [], true, 'code_expired'],
  ['an unresolved attempt', pending, [silence(1), closed(3, 'TRIES_USED_UP')], false, 'may_be_duplicate'],
] as const)('%s cannot be retried', (_, message, rows, acceptDuplicate, reason) => {
  expect(retryRefusal(message, rows, acceptDuplicate)).toEqual({ reason, detail: expect.any(String) });
});

test.each([
  ['a pending one', pending, [answer(1, 'vendor_fault')], false],
  ['an unresolved one whose duplicate is accepted', pending, [silence(1)], true],
  ['one that a look-up proved unsent', pending, [silence(1), lookup(1, 'nothing')], false],
  ['one whose retry has begun', { ...pending, dead_letter: { state: 'retrying' } }, [], false],
  ['one that was retried: it answers the same', { ...pending, dead_letter: { state: 'retried' } }, [], false],
] as const)('%s can be retried', (_, message, rows, acceptDuplicate) => {
  expect(retryRefusal(message, rows, acceptDuplicate)).toBeUndefined();
});
