// Real: dispatcher, nats-server, mongod. Scripted: the vendor's adapter, on the real bus.
import { dispatcherContracts, type MessageDocument } from '#libs/contracts';
import { acceptAll, runDispatcher, type RunningDispatcher } from '../builders/running-dispatcher.ts';
import { makeDeadLetters } from '../builders/dead-letters.ts';

const MINE = 'user:mine';
const THEIRS = 'user:theirs';
const { messages, requests, deadLetters } = dispatcherContracts;
const policy = { destinations: ['*'] };

let running: RunningDispatcher;
let dead: string;
let scheduled: string;
beforeAll(async () => {
  running = await runDispatcher();
  [dead] = (await makeDeadLetters(running, [{}], { over: { created_by: THEIRS } })) as [string];
  running.vendor.deliver = acceptAll;
  const later = [{ send_at: new Date(Date.now() + 3_600_000).toISOString() }];
  scheduled = (await running.submit(later, { created_by: THEIRS })).items[0]!.id!;
}, 60_000);
afterAll(() => running?.close(), 30_000);

const seenBy = (created_by: string) => ({ tenant: running.tenant, created_by });
const requestOf = (id: string): string => id.split('.')[0]!;
const codeOf = async (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'answered',
    (error: { code?: string }) => error.code,
  );

const calls: readonly [string, (as: string) => Promise<unknown>][] = [
  ['reads a message', (as) => running.bus.call(messages.read, { ...seenBy(as), id: scheduled })],
  ['reads a request', (as) => running.bus.call(requests.read, { ...seenBy(as), id: requestOf(scheduled), limit: 1 })],
  [
    'retries a dead letter',
    (as) => running.bus.call(deadLetters.retry, { ...seenBy(as), id: dead, by: as, accept_duplicate: false, policy }),
  ],
  ['cancels a message', (as) => running.bus.call(messages.cancel, { ...seenBy(as), id: scheduled })],
  ['cancels a request', (as) => running.bus.call(requests.cancel, { ...seenBy(as), id: requestOf(scheduled) })],
];

test.each(calls)('who sees only what they created %s of their own, and nothing of others', async (_, call) => {
  expect(await codeOf(call(MINE))).toBe('not_found');
  expect(await codeOf(call(THEIRS))).toBe('answered');
});

test('who sees only what they created abandons no dead letter of others', async () => {
  const abandon = running.bus.call(deadLetters.abandon, { ...seenBy(MINE), id: dead, by: MINE });

  expect(await codeOf(abandon)).toBe('not_found');
});

test('lists, counts and retries of many dead letters have only those of the creator', async () => {
  const [other] = await makeDeadLetters(running, [{}], { over: { created_by: THEIRS } });
  running.vendor.deliver = acceptAll;
  const list = async (as: string) =>
    (await running.bus.call(deadLetters.list, { ...seenBy(as), limit: 100 })).items.map(({ id }) => id);
  const many = (as: string) =>
    running.bus.call(deadLetters.retryMany, { ...seenBy(as), by: as, accept_duplicate: false, policy, limit: 10 });

  expect(await list(MINE)).toEqual([]);
  expect(await list(THEIRS)).toEqual([other, dead]);
  expect(await running.bus.call(deadLetters.stats, seenBy(MINE))).toMatchObject({ by_state: {} });
  expect(await many(MINE)).toMatchObject({ retried: [], skipped: [] });
  expect((await many(THEIRS)).retried.map(({ id }) => id)).toEqual([other]);
});

test('a message that is accepted but not stored yet is seen by its creator alone', async () => {
  const { request_id } = await running.submit([{ send_at: new Date(Date.now() + 3_600_000).toISOString() }], {
    created_by: THEIRS,
  });
  await running.db.collection<MessageDocument>('sms_messages').deleteMany({ _id: { $regex: request_id } as never });
  const read = (as: string) => running.bus.call(messages.read, { ...seenBy(as), id: `${request_id}.0000` });

  expect(await codeOf(read(MINE))).toBe('not_found');
  expect(await codeOf(read(THEIRS))).toBe('answered');
});
