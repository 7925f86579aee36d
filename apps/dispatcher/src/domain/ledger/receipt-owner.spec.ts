import type { MessageKey } from '#libs/kernel';
import { whyApart } from './receipt-owner.ts';

const named = { key: 'm' as MessageKey, fence: 2 };
const receipt = { vendor_message_id: 'V' };
const answer = (over: object) => ({ fence: 2, kind: 'answer' as const, route: 'r', ...over });
const message = { fence: 2, route: 'r' };

test.each<[string, Parameters<typeof whyApart>[3], Parameters<typeof whyApart>[4], ReturnType<typeof whyApart>]>([
  ['no answer yet', message, [], undefined],
  ['an answer without an id', message, [answer({})], undefined],
  ['its id', message, [answer({ vendor_message_id: 'V' })], undefined],
  ['another id', message, [answer({ vendor_message_id: 'W' })], 'another_id'],
  ['a receipt of another id', message, [answer({ kind: 'receipt', vendor_message_id: 'W' })], 'another_id'],
  ['another text that a search found', message, [answer({ kind: 'lookup', vendor_message_id: 'W' })], undefined],
  ['another id at another fence', message, [answer({ fence: 1, vendor_message_id: 'W' })], undefined],
  ['a later grant, and evidence of its own', { fence: 3, route: 's' }, [answer({})], undefined],
  ['a later grant, and no trace of its own', { fence: 3, route: 'r' }, [], 'no_such_grant'],
  ['a later grant, and its own on another route', { fence: 3, route: 'r' }, [answer({ route: 's' })], 'no_such_grant'],
  ['an earlier grant only', { fence: 1, route: 'r' }, [], 'no_such_grant'],
  ['another route', { fence: 2, route: 's' }, [], 'no_such_grant'],
  ['no message', undefined, [], 'no_such_grant'],
])('with %s', (_, stored, rows, why) => {
  expect(whyApart(named, receipt, 'r', stored, rows)).toBe(why);
});
