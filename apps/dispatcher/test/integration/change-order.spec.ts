// Real: dispatcher, nats-server, mongod. Scripted: the vendor's adapter, on the real bus.
import { type EvidenceDocument, type MessageDocument, type Receipt, dispatcherContracts } from '#libs/contracts';
import { clock, type MessageKey } from '#libs/kernel';
import { until } from '../../../../e2e/harness/wait.ts';
import { answerRow, orphanRow, receiptRow } from '../../src/domain/ledger/evidence.ts';
import { announcedSoFar } from '../builders/announced.ts';
import { acceptAll, runDispatcher, type RunningDispatcher } from '../builders/running-dispatcher.ts';

let running: RunningDispatcher;
const via = { id: '', vendor: 'fake' };
beforeAll(async () => {
  running = await runDispatcher({ timeScale: 5 });
  via.id = running.route;
}, 60_000);
afterAll(() => running?.close(), 30_000);
beforeEach(() => {
  running.vendor.deliver = acceptAll;
});

const collection = <T extends { _id: string }>(name: string) => running.db.collection<T>(name);
const read = async (id: string) => running.bus.call(dispatcherContracts.messages.read, { tenant: running.tenant, id });
const statusOf = async (id: string): Promise<string> => (await read(id)).status;
const keyOf = (id: string): MessageKey => `${running.tenant}.${id}` as MessageKey;

async function inTheAir(): Promise<string> {
  running.vendor.deliver = async function* () {};
  const { items } = await running.submit([{}]);
  const id = items[0]!.id!;
  await until('it is in the air', async () => (await statusOf(id)) === 'SENDING');
  return id;
}
async function sent(): Promise<{ id: string; vendorMessageId: string }> {
  const { items } = await running.submit([{}]);
  const id = items[0]!.id!;
  const view = await until('it is SENT', async () => {
    const seen = await read(id);
    return seen.status === 'SENT' && seen;
  });
  return { id, vendorMessageId: view.attempts[0]!.vendor_message_id! };
}
const hand = (...given: Receipt[]) =>
  running.bus.call(dispatcherContracts.receipts.record, {
    tenant: running.tenant,
    route: running.route,
    vendor: 'fake',
    receipts: given,
  });

/** A change whose process died: its outbox document is old, the other steps were done up to some point. */
const leaveBehind = (key: MessageKey) =>
  collection('dispatcher_outbox').insertOne({
    _id: `${String(Date.now() - 3_600_000).padStart(15, '0')}left`,
    ids: [key],
    at: new Date(clock.now() - 3_600_000),
  } as never);

test('4.7 a process that died after the evidence leaves a message that the sweep moves', async () => {
  const id = await inTheAir();
  const outcome = { id, fence: 1, outcome: 'accepted' as const, vendor_message_id: 'V-left' };
  const row = answerRow({ key: keyOf(id), fence: 1 }, via, outcome, clock.now());
  await collection<EvidenceDocument>('sms_evidence').insertOne(row);
  await leaveBehind(keyOf(id));

  await until('the sweep has moved it', async () => (await statusOf(id)) === 'SENT');
  await until(
    'the outbox document is gone',
    async () => (await collection('dispatcher_outbox').countDocuments()) === 0,
  );
});

test('4.7 a process that died before the adoption leaves an orphan that the sweep adopts', async () => {
  const id = await inTheAir();
  const receipt = { vendor_message_id: 'V-orphaned', status: 'DELIVERED' as const };
  const outcome = { id, fence: 1, outcome: 'accepted' as const, vendor_message_id: 'V-orphaned' };
  await collection<EvidenceDocument>('sms_evidence').insertMany([
    orphanRow(running.tenant, via, receipt, clock.now()),
    answerRow({ key: keyOf(id), fence: 1 }, via, outcome, clock.now()),
  ]);
  await leaveBehind(keyOf(id));

  await until('the sweep has moved it', async () => (await statusOf(id)) === 'DELIVERED');
});

test('4.7 SENT, UNDELIVERED and DELIVERED are written over any lower rank, whatever the fence', async () => {
  const { id, vendorMessageId } = await sent();
  const messages = collection<MessageDocument>('sms_messages');
  for (const lower of [
    'PENDING',
    'SENDING',
    'UNCONFIRMED',
    'CANCELED',
    'EXPIRED',
    'FAILED',
    'SENT',
    'UNDELIVERED',
  ] as const) {
    await messages.updateOne({ _id: keyOf(id) }, { $set: { status: lower, fence: 7 } });
    await hand({ message: keyOf(id), fence: 1, vendor_message_id: vendorMessageId, status: 'DELIVERED' });
    expect(await statusOf(id)).toBe('DELIVERED');
  }
  await hand({ message: keyOf(id), fence: 1, vendor_message_id: vendorMessageId, status: 'UNDELIVERED' });
  expect(await statusOf(id)).toBe('DELIVERED');
});

test('4.7 a rejection after a regrant is settled the slow way: an unresolved first attempt makes it UNCONFIRMED', async () => {
  running.vendor.deliver = async function* (items) {
    yield items.map(({ id, fence }) => ({ id, fence, outcome: fence === 1 ? 'unknown' : 'rejected' }));
  };
  const { items } = await running.submit([{ category: 'reminder' }]);

  await until('it has ended', async () => (await statusOf(items[0]!.id!)) === 'UNCONFIRMED');
});

test('4.8 each accepted and closed state is announced once, with ids alone', async () => {
  const { id, vendorMessageId } = await sent();
  await hand({ message: keyOf(id), fence: 1, vendor_message_id: vendorMessageId, status: 'DELIVERED' });

  const announced = await until('both states are announced', async () => {
    const changes = (await announcedSoFar(running)).filter((change) => change.id === keyOf(id));
    return changes.length >= 2 && changes;
  });

  expect(announced).toEqual([
    { id: keyOf(id), status: 'SENT' },
    { id: keyOf(id), status: 'DELIVERED' },
  ]);
});

test('4.10 a receipt finds its message by the id that the vendor gave it', async () => {
  const { id, vendorMessageId } = await sent();

  await hand({ vendor_message_id: vendorMessageId, status: 'DELIVERED' });

  expect(await statusOf(id)).toBe('DELIVERED');
});

test('4.10 a receipt that arrives before the answer is stored as an orphan and adopted', async () => {
  let answer = (): void => undefined;
  const answered = new Promise<void>((resolve) => (answer = resolve));
  running.vendor.deliver = async function* (items) {
    await answered;
    yield items.map(({ id, fence }) => ({ id, fence, outcome: 'accepted', vendor_message_id: 'V-overtaken' }));
  };
  const { items } = await running.submit([{}]);
  await hand({ vendor_message_id: 'V-overtaken', status: 'DELIVERED' });
  expect(
    await collection<EvidenceDocument>('sms_evidence').countDocuments({
      kind: 'orphan',
      vendor_message_id: 'V-overtaken',
    }),
  ).toBe(1);

  answer();

  await until('it is DELIVERED', async () => (await statusOf(items[0]!.id!)) === 'DELIVERED');
});

test('4.10 a receipt whose address names the message is used though the answer was lost', async () => {
  const id = await inTheAir();

  await hand({ message: keyOf(id), fence: 1, vendor_message_id: 'V-lost', status: 'DELIVERED' });

  expect(await statusOf(id)).toBe('DELIVERED');
});

test('4.10 a receipt that names a message of another tenant does not change it', async () => {
  const { id } = await sent();
  const foreign = { tenant: 'zzzzzzzz', route: running.route, vendor: 'fake' };
  const receipt = { message: keyOf(id), fence: 1, vendor_message_id: 'V-foreign', status: 'DELIVERED' as const };

  await running.bus.call(dispatcherContracts.receipts.record, { ...foreign, receipts: [receipt] });

  expect(await statusOf(id)).toBe('SENT');
});

test('4.10 the same receipt a hundred times is one row and one effect', async () => {
  const { id, vendorMessageId } = await sent();
  const receipt = {
    message: keyOf(id),
    fence: 1,
    vendor_message_id: vendorMessageId,
    status: 'DELIVERED' as const,
  };

  await Promise.all(Array.from({ length: 100 }, () => hand(receipt)));

  expect((await read(id)).timeline.map(({ kind }) => kind)).toEqual(['accepted', 'answer', 'receipt']);
});

test('4.10 after receipts in any order the message has the highest status', async () => {
  const { id, vendorMessageId } = await sent();
  const named = { message: keyOf(id), fence: 1, vendor_message_id: vendorMessageId };

  await hand({ ...named, status: 'DELIVERED' }, { ...named, status: 'UNDELIVERED' });

  expect(await statusOf(id)).toBe('DELIVERED');
  expect(receiptRow({ key: keyOf(id), fence: 1 }, via, { ...named, status: 'DELIVERED' }, 0)._id).toBe(
    `${keyOf(id)}.1.receipt.DELIVERED`,
  );
});
