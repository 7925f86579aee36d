// Real: dispatcher, nats-server, mongod. Scripted: the vendor's adapter, on the real bus.
import {
  type EvidenceDocument,
  type PollReceiptsReply,
  type PollReceiptsRequest,
  type Receipt,
  dispatcherContracts,
} from '#libs/contracts';
import { PostriderError } from '#libs/kernel';
import { until } from '../../../../e2e/harness/wait.ts';
import type { AccountDocument } from '../../src/outbound/mongo/collections.ts';
import { newAccount, runDispatcher, type RunningDispatcher } from '../builders/running-dispatcher.ts';

const HOUR_MS = 3_600_000;
let running: RunningDispatcher;
const asked: PollReceiptsRequest[] = [];
let answer: (request: PollReceiptsRequest) => PollReceiptsReply = () => ({ receipts: [] });
beforeAll(async () => {
  running = await runDispatcher({ timeScale: 20, receipts: 'poll' });
  running.vendor.poll = async (request) => {
    asked.push(request);
    return answer(request);
  };
}, 60_000);
afterAll(() => running?.close(), 30_000);
beforeEach(() => {
  answer = () => ({ receipts: [] });
  asked.length = 0;
});

const accounts = () => running.db.collection<AccountDocument>('vendor_accounts');
const polledTo = async () => (await accounts().findOne({ _id: running.route }))?.polled_to?.getTime();
const polledAgain = async () => {
  const from = asked.length;
  await until('it is polled again', () => asked.length >= from + 2);
};
async function sent(): Promise<{ id: string; vendorMessageId: string }> {
  const { items } = await running.submit([{}]);
  const id = items[0]!.id!;
  const view = await until('it is SENT', async () => {
    const seen = await running.bus.call(dispatcherContracts.messages.read, { tenant: running.tenant, id });
    return seen.status === 'SENT' && seen;
  });
  return { id, vendorMessageId: view.attempts[0]!.vendor_message_id! };
}
const statusOf = async (id: string) =>
  (await running.bus.call(dispatcherContracts.messages.read, { tenant: running.tenant, id })).status;

test('the receipts of all pages reach their messages once, and the account stores up to when it was polled', async () => {
  const [one, two] = [await sent(), await sent()];
  const receipt = (vendor_message_id: string): Receipt => ({ vendor_message_id, status: 'DELIVERED' });
  const before = Date.now();
  answer = ({ cursor }) =>
    cursor === undefined
      ? { receipts: [receipt(one.vendorMessageId)], cursor: 'next' }
      : { receipts: [receipt(two.vendorMessageId)] };

  await until(
    'both are DELIVERED',
    async () => (await statusOf(one.id)) + (await statusOf(two.id)) === 'DELIVERED'.repeat(2),
  );
  await until('it is polled to now', async () => ((await polledTo()) ?? 0) >= before);
  const rows = running.db.collection<EvidenceDocument>('sms_evidence');
  await polledAgain();

  expect(await rows.countDocuments({ kind: 'receipt' })).toBe(2);
  expect(asked.every(({ account }) => account === running.route)).toBe(true);
}, 40_000);

test('each poll begins ten minutes before the last one, and never further back than 72 hours', async () => {
  await polledAgain();
  const last = await polledTo();
  asked.length = 0;
  await polledAgain();
  expect(asked[0]!.since).toBeGreaterThanOrEqual(last! - 600_000);
  expect(asked[0]!.since).toBeLessThanOrEqual(Date.now() - 600_000);

  answer = () => {
    throw new PostriderError('service_unavailable', 'The vendor is away.');
  };
  // The last poll that the vendor answered has been written then.
  await polledAgain();
  await accounts().updateOne({ _id: running.route }, { $set: { polled_to: new Date(Date.now() - 100 * HOUR_MS) } });
  await polledAgain();

  const { since } = asked.at(-1)!;
  expect(Math.abs(Date.now() - 72 * HOUR_MS - since)).toBeLessThan(60_000);
}, 40_000);

test('after a poll that fails, the next one asks for the same again', async () => {
  await polledAgain();
  answer = ({ cursor }) => {
    if (cursor !== undefined) throw new PostriderError('service_unavailable', 'The vendor is away.');
    return { receipts: [], cursor: 'next' };
  };
  await polledAgain();
  const before = await polledTo();

  await polledAgain();

  expect(await polledTo()).toBe(before);
}, 40_000);

test('a receipt on a page that one poll does not reach is read by the next', async () => {
  const { id, vendorMessageId } = await sent();
  const last = 250;
  answer = ({ cursor = '0' }) =>
    Number(cursor) < last
      ? { receipts: [], cursor: String(Number(cursor) + 1) }
      : { receipts: [{ vendor_message_id: vendorMessageId, status: 'DELIVERED' }] };

  await until('it is DELIVERED', async () => (await statusOf(id)) === 'DELIVERED');
}, 40_000);

test('a switched-off route still gets receipts of its messages, but is polled less often', async () => {
  const { id, vendorMessageId } = await sent();
  const change = { tenant: running.tenant, id: running.route, by: 'user:u' };
  await running.bus.call(dispatcherContracts.routes.change, { ...change, change: { enabled: false } });
  const other = await running.bus.call(dispatcherContracts.vendorAccounts.register, newAccount({ receipts: 'poll' }));
  const pollsOf = (account: string) => asked.filter((it) => it.account === account).length;
  answer = ({ account }) => ({
    receipts: account === running.route ? [{ vendor_message_id: vendorMessageId, status: 'DELIVERED' }] : [],
  });

  await until('it is DELIVERED', async () => (await statusOf(id)) === 'DELIVERED');
  asked.length = 0;
  await until('the other one is polled again and again', () => pollsOf(other.account) >= 9);

  expect(pollsOf(running.route)).toBeGreaterThanOrEqual(2);
  expect(pollsOf(running.route)).toBeLessThanOrEqual(3);
}, 40_000);
