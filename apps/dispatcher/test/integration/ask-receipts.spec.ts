// Real: dispatcher, nats-server, mongod. Scripted: the vendor's adapter, on the real bus.
import {
  dispatcherContracts,
  type EvidenceDocument,
  type PollReceiptsReply,
  type PollReceiptsRequest,
  type Receipt,
} from '#libs/contracts';
import { clock, PostriderError, type MessageKey } from '#libs/kernel';
import { until } from '../../../../e2e/harness/wait.ts';
import { awaitedFrom, type AwaitedReceipt } from '../../src/domain/ledger/awaited-receipt.ts';
import { answerRow } from '../../src/domain/ledger/evidence.ts';
import { acceptAll, runDispatcher, type RunningDispatcher } from '../builders/running-dispatcher.ts';

const BY_ID = { receipts: 'poll_by_id', carries: { text: true, receipt_polls: { max_ids: 3 } } } as const;
let running: RunningDispatcher;
const asked: (PollReceiptsRequest & { readonly at: number })[] = [];
let answer: (request: PollReceiptsRequest) => PollReceiptsReply = () => ({ receipts: [] });
beforeAll(async () => {
  running = await runDispatcher({ timeScale: 20, ...BY_ID });
  running.vendor.poll = async (request) => {
    asked.push({ ...request, at: Date.now() });
    return answer(request);
  };
}, 60_000);
afterAll(() => running?.close(), 30_000);
beforeEach(async () => {
  answer = () => ({ receipts: [] });
  running.vendor.deliver = acceptAll;
  await rows().deleteMany({});
  asked.length = 0;
});

const rows = () => running.db.collection<AwaitedReceipt>('awaited_receipts');
const rowOf = (id: string) => rows().findOne({ _id: `${keyOf(id)}.1` });
const keyOf = (id: string): MessageKey => `${running.tenant}.${id}` as MessageKey;
const asksFor = (vendorMessageId: string) => asked.filter(({ ids }) => ids?.includes(vendorMessageId));
const read = (id: string) => running.bus.call(dispatcherContracts.messages.read, { tenant: running.tenant, id });
const statusOf = async (id: string) => (await read(id)).status;
const delivered = (vendor_message_id: string): Receipt => ({ vendor_message_id, status: 'DELIVERED' });

interface Sent {
  readonly id: string;
  readonly vendorMessageId: string;
}
async function sent(count = 1): Promise<Sent[]> {
  const { items } = await running.submit(Array.from({ length: count }, () => ({})));
  return Promise.all(
    items.map(async ({ id }) => {
      const view = await until('it is SENT', async () => {
        const seen = await read(id!);
        return seen.status === 'SENT' && seen;
      });
      return { id: id!, vendorMessageId: view.attempts[0]!.vendor_message_id! };
    }),
  );
}

test('an accepted message is asked for by its id, less and less often, until it has a receipt', async () => {
  const [one] = await sent();
  const { vendorMessageId: id } = one!;
  const stored = (await rowOf(one!.id))!;

  await until('it was asked for twice', () => asksFor(id).length >= 2);
  const [first, second] = asksFor(id);
  expect(first!.at - stored.at.getTime()).toBeGreaterThanOrEqual(500);
  expect(second!.at - first!.at).toBeGreaterThanOrEqual(1_500);
  expect(first).toMatchObject({ account: running.route, since: stored.at.getTime(), ids: [id] });
  await until('both are counted', async () => (await rowOf(one!.id))!.asked === 2);
  expect(await statusOf(one!.id)).toBe('SENT');

  answer = ({ ids = [] }) => ({ receipts: ids.map(delivered) });
  await until('it is DELIVERED', async () => (await statusOf(one!.id)) === 'DELIVERED');
  await until('nothing is awaited', async () => (await rowOf(one!.id)) === null);
}, 40_000);

test('many are asked for in as many calls as the vendor needs, and one without result does not hold up the others', async () => {
  const all = await sent(7);
  const late = all[3]!;
  answer = ({ ids = [] }) => ({ receipts: ids.filter((id) => id !== late.vendorMessageId).map(delivered) });

  for (const { id } of all.filter((it) => it !== late))
    await until('it is DELIVERED', async () => (await statusOf(id)) === 'DELIVERED');

  expect(asked.every(({ ids = [] }) => ids.length <= 3)).toBe(true);
  expect(await statusOf(late.id)).toBe('SENT');
  await until('one is still awaited', async () => (await rows().countDocuments()) === 1);
  expect(await rowOf(late.id)).not.toBeNull();
}, 40_000);

test('a vendor that is away is asked again after a minute, and the message waits no longer for that', async () => {
  const [one] = await sent();
  answer = () => {
    throw new PostriderError('service_unavailable', 'The vendor is away.');
  };
  await until('it was asked twice', () => asksFor(one!.vendorMessageId).length >= 2);
  const [first, second] = asksFor(one!.vendorMessageId);
  expect(second!.at - first!.at).toBeGreaterThanOrEqual(2_900);
  expect((await rowOf(one!.id))!.asked).toBe(0);

  answer = ({ ids = [] }) => ({ receipts: ids.map(delivered) });
  await until('it is DELIVERED', async () => (await statusOf(one!.id)) === 'DELIVERED');
}, 40_000);

test('an id that the vendor does not know is given up when its window ends, and the message stays SENT', async () => {
  const [one] = await sent();
  await until('it was asked', () => asksFor(one!.vendorMessageId).length === 1);
  await rows().updateOne({ _id: `${keyOf(one!.id)}.1` }, { $set: { until: new Date(), due: new Date() } });
  const [other] = await sent();

  await until('another one was asked twice', () => asksFor(other!.vendorMessageId).length >= 2);

  expect(asksFor(one!.vendorMessageId)).toHaveLength(1);
  expect(await statusOf(one!.id)).toBe('SENT');
}, 40_000);

test('nothing is awaited of a message that a vendor calls back for', async () => {
  const other = await running.addRoute({ receipts: 'callback', key: 'calls-back' });
  const { items } = await running.submit([{ route: other }]);
  await until('it is SENT', async () => (await statusOf(items[0]!.id!)) === 'SENT');

  expect(await rowOf(items[0]!.id!)).toBeNull();
});

/** A change whose process died: its outbox document is old, the other steps were done up to some point. */
const leaveBehind = (id: string) =>
  running.db.collection('dispatcher_outbox').insertOne({
    _id: `${String(Date.now() - 3_600_000).padStart(15, '0')}left`,
    ids: [keyOf(id)],
    at: new Date(clock.now() - 3_600_000),
  } as never);
const rested = () =>
  until('the sweep is done', async () => (await running.db.collection('dispatcher_outbox').countDocuments()) === 0);

async function acceptedBy(died: 'after_evidence' | 'after_awaiting'): Promise<string> {
  running.vendor.deliver = async function* () {};
  const { items } = await running.submit([{}]);
  const id = items[0]!.id!;
  await until('it is in the air', async () => (await statusOf(id)) === 'SENDING');
  const outcome = { id, fence: 1, outcome: 'accepted' as const, vendor_message_id: `V-${id}` };
  const row = answerRow({ key: keyOf(id), fence: 1 }, { id: running.route, vendor: 'fake' }, outcome, clock.now());
  await running.db.collection<EvidenceDocument>('sms_evidence').insertOne(row);
  const made = awaitedFrom([row], { id: running.route, ...BY_ID }, 20);
  if (died === 'after_awaiting') await rows().insertMany(made.map((it) => ({ ...it, asked: 3 })));
  await leaveBehind(id);
  return id;
}

test('4.7 a process that died after the evidence leaves a message that the sweep lets be asked for', async () => {
  const id = await acceptedBy('after_evidence');

  await until('it is asked for', () => asksFor(`V-${id}`).length > 0);

  expect(await statusOf(id)).toBe('SENT');
}, 40_000);

test('4.7 a process that died before the move leaves what is awaited as it was', async () => {
  const id = await acceptedBy('after_awaiting');

  await until('the sweep has moved it', async () => (await statusOf(id)) === 'SENT');
  await rested();

  expect((await rowOf(id))!.asked).toBeGreaterThanOrEqual(3);
}, 40_000);

test('4.7 repeating a change after the receipt does not ask for it again', async () => {
  const [one] = await sent();
  answer = ({ ids = [] }) => ({ receipts: ids.map(delivered) });
  await until('nothing is awaited', async () => (await rowOf(one!.id)) === null);
  const before = asksFor(one!.vendorMessageId).length;

  await leaveBehind(one!.id);
  await rested();
  // This one is asked for after any that was due before it.
  const [other] = await sent();
  await until('the other is asked for', () => asksFor(other!.vendorMessageId).length > 0);

  expect(asksFor(one!.vendorMessageId)).toHaveLength(before);
}, 40_000);

test('a refresh asks for messages that are not due, of the named requests alone', async () => {
  const [one] = await sent();
  const [other] = await sent();
  const later = { $set: { due: new Date(Date.now() + 3_600_000) } };
  await rows().updateMany({}, later);
  asked.length = 0;
  answer = ({ ids = [] }) => ({ receipts: ids.map(delivered) });

  const ids = [one!.id.split('.')[0]!];
  const { items } = await running.bus.call(dispatcherContracts.requests.refresh, { tenant: running.tenant, ids });

  expect(items[0]!.counts).toEqual({ DELIVERED: 1 });
  expect(asked.flatMap((it) => it.ids)).toEqual([one!.vendorMessageId]);
  expect(await statusOf(other!.id)).toBe('SENT');
});
