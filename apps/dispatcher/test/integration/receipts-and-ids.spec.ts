// Real: two dispatchers, nats-server, mongod. Scripted: the vendor's adapter, on the real bus.
import { type EvidenceDocument, type Receipt, dispatcherContracts } from '#libs/contracts';
import type { MessageKey } from '#libs/kernel';
import { until } from '../../../../e2e/harness/wait.ts';
import { acceptAll, answering, runDispatcher, type RunningDispatcher } from '../builders/running-dispatcher.ts';

let running: RunningDispatcher;
let other: string;
beforeAll(async () => {
  running = await runDispatcher({ timeScale: 5 });
  await running.another();
  other = await running.addRoute({ key: 'other' });
}, 60_000);
afterAll(() => running?.close(), 30_000);
beforeEach(() => {
  running.vendor.deliver = acceptAll;
});

const read = (id: string) => running.bus.call(dispatcherContracts.messages.read, { tenant: running.tenant, id });
const statusOf = async (id: string): Promise<string> => (await read(id)).status;
const keyOf = (id: string): MessageKey => `${running.tenant}.${id}` as MessageKey;
const rows = (filter: Partial<EvidenceDocument>): Promise<EvidenceDocument[]> =>
  running.db.collection<EvidenceDocument>('sms_evidence').find(filter).toArray();
const orphansOf = (vendor_message_id: string) => rows({ kind: 'orphan', vendor_message_id });

/** A message that is SENT, or was handed over and got no answer. */
async function message(status: 'SENT' | 'SENDING'): Promise<{ id: string; key: MessageKey; vendorId: string }> {
  if (status === 'SENDING') running.vendor.deliver = async function* () {};
  const { items } = await running.submit([{}]);
  const id = items[0]!.id!;
  const { attempts } = await until(`it is ${status}`, async () => {
    const seen = await read(id);
    return seen.status === status && seen;
  });
  return { id, key: keyOf(id), vendorId: attempts[0]?.vendor_message_id ?? '' };
}
const hand = (given: Partial<Receipt>, route = running.route) =>
  running.bus.call(dispatcherContracts.receipts.record, {
    tenant: running.tenant,
    route,
    vendor: 'fake',
    receipts: [{ vendor_message_id: 'V', status: 'DELIVERED', ...given }],
  });

test('a receipt with another id does not change the message that its address names, and is kept as an orphan of its own id', async () => {
  const { id, key } = await message('SENT');

  await hand({ message: key, fence: 1, vendor_message_id: 'V-another' });

  expect(await statusOf(id)).toBe('SENT');
  expect(await orphansOf('V-another')).toMatchObject([{ route: running.route, receipt: 'DELIVERED' }]);
  expect(await rows({ message: key, kind: 'receipt' })).toEqual([]);
});

test('a receipt with the id of another message changes that message, whatever its address names', async () => {
  const [named, owner] = [await message('SENT'), await message('SENT')];

  await hand({ message: named.key, fence: 1, vendor_message_id: owner.vendorId });

  expect([await statusOf(named.id), await statusOf(owner.id)]).toEqual(['SENT', 'DELIVERED']);
  expect(await orphansOf(owner.vendorId)).toEqual([]);
});

test('the same is true for the id of a message whose answer was lost: no other message gets its receipt', async () => {
  const owner = await message('SENT');
  const lost = await message('SENDING');

  await hand({ message: lost.key, fence: 1, vendor_message_id: owner.vendorId });

  expect([await statusOf(lost.id), await statusOf(owner.id)]).toEqual(['SENDING', 'DELIVERED']);
});

test.each<[string, (key: MessageKey) => Partial<Receipt>, boolean]>([
  ['a message that never was', (key) => ({ message: key.replace(/\d{4}$/, '4999'), fence: 1 }), false],
  ['a grant that never was', (key) => ({ message: key, fence: 2 }), false],
  ['a message of another account', (key) => ({ message: key, fence: 1 }), true],
  ['a message of another tenant', (key) => ({ message: `zzzzzzzz${key.slice(8)}`, fence: 1 }), false],
])('a receipt that names %s changes nothing and writes to no message', async (name, receipt, isElsewhere) => {
  const { id, key } = await message('SENDING');
  const vendor_message_id = `V ${name}`;

  await hand({ ...receipt(key), vendor_message_id }, isElsewhere ? other : running.route);

  expect(await statusOf(id)).toBe('SENDING');
  expect(await rows({ kind: 'receipt', vendor_message_id })).toEqual([]);
  expect(await orphansOf(vendor_message_id)).toHaveLength(1);
});

test('if the answer was lost the address joins them, and the grant then has only that id', async () => {
  const { id, key } = await message('SENDING');
  const named = { message: key, fence: 1 };

  await hand({ ...named, vendor_message_id: 'V-joined', status: 'UNDELIVERED' });
  expect(await statusOf(id)).toBe('UNDELIVERED');

  await hand({ ...named, vendor_message_id: 'V-second' });
  expect(await statusOf(id)).toBe('UNDELIVERED');
  expect(await orphansOf('V-second')).toHaveLength(1);

  await hand({ vendor_message_id: 'V-joined' });
  expect(await statusOf(id)).toBe('DELIVERED');
});

test('of two ids that come for one lost answer at the same moment, the first is its own', async () => {
  const { id, key } = await message('SENDING');
  const of = (vendor_message_id: string, status: Receipt['status']): Receipt => ({
    message: key,
    fence: 1,
    vendor_message_id,
    status,
  });

  const { tenant, route } = running;
  const both = [of('V-first', 'UNDELIVERED'), of('V-late', 'DELIVERED')];
  await running.bus.call(dispatcherContracts.receipts.record, { tenant, route, vendor: 'fake', receipts: both });

  expect(await statusOf(id)).toBe('UNDELIVERED');
  expect(await orphansOf('V-late')).toHaveLength(1);
});

test('an answer without an id, such as a time-out, is joined by the address as well', async () => {
  running.vendor.deliver = answering({ outcome: 'unknown' });
  const { items } = await running.submit([{}]);
  const id = items[0]!.id!;
  await until('the answer is stored', async () => (await rows({ message: keyOf(id), kind: 'answer' })).length === 1);

  await hand({ message: keyOf(id), fence: 1, vendor_message_id: 'V-timed-out' });

  expect(await statusOf(id)).toBe('DELIVERED');
});

test('receipts that do not fit their address are counted', async () => {
  const { key } = await message('SENT');
  await hand({ message: key, fence: 1, vendor_message_id: 'V-counted' });

  const counted = await Promise.all(
    running.opsPorts().map((ops) => fetch(`http://127.0.0.1:${ops}/metrics`).then((answer) => answer.text())),
  );
  expect(counted.join('\n')).toMatch(/postrider_receipts_apart_total\{vendor="fake",why="another_id",[^}]*\} [1-9]/);
});
