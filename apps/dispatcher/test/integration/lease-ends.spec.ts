// Real: dispatcher, nats-server, mongod. Scripted: the vendor's adapter, on the real bus.
import { createHash } from 'node:crypto';
import { type EvidenceDocument, type MessageDocument, dispatcherContracts } from '#libs/contracts';
import { clock, type MessageKey } from '#libs/kernel';
import { until } from '../../../../e2e/harness/wait.ts';
import { answerRow } from '../../src/domain/ledger/evidence.ts';
import { announcedSoFar } from '../builders/announced.ts';
import {
  accepted,
  newAccount,
  runDispatcher,
  type Options,
  type RunningDispatcher,
} from '../builders/running-dispatcher.ts';

let running: RunningDispatcher;
const start = async (options: Options): Promise<void> => {
  running = await runDispatcher(options);
};
afterEach(() => running?.close(), 30_000);

const stored = async (id: string): Promise<MessageDocument> =>
  (await running.messages()).find(({ _id }) => _id.endsWith(id))!;
const statusOf = async (id: string): Promise<string> => (await stored(id)).status;
const keyOf = (id: string): MessageKey => `${running.tenant}.${id}` as MessageKey;
const rowsOf = async (id: string): Promise<EvidenceDocument[]> =>
  (await running.evidence()).filter(({ message }) => message === keyOf(id));

async function submitted(): Promise<string> {
  const { items } = await running.submit([{ text: 'The same text', to: '+85251234567' }]);
  return items[0]!.id!;
}

test('4.6 a look-up that finds the text of another message of ours proves nothing', async () => {
  await start({ lookup: 'search' });
  const first = await submitted();
  await until('the first is SENT', async () => (await statusOf(first)) === 'SENT');
  const [{ vendor_message_id } = {}] = await rowsOf(first);
  running.vendor.deliver = async function* () {};
  running.vendor.lookUp = async (items) =>
    items.map(({ id, fence }) => ({ id, fence, result: 'found', vendor_message_id: vendor_message_id! }));

  const second = await submitted();

  await until('its lease has ended', async () => (await statusOf(second)) === 'UNCONFIRMED');
  const rows = await rowsOf(second);
  expect(rows.map(({ kind, lookup }) => lookup ?? kind)).toEqual(['inconclusive', 'silence']);
  expect(rows.every((row) => row.vendor_message_id === undefined)).toBe(true);
}, 60_000);

test('4.6 a text that is found for two messages at once proves nothing for either', async () => {
  await start({ lookup: 'search' });
  running.vendor.deliver = async function* () {};
  running.vendor.lookUp = async (items) =>
    items.map(({ id, fence }) => ({ id, fence, result: 'found', vendor_message_id: 'V-one' }));

  const { items } = await running.submit([{ text: 'Nearly one text' }, { text: 'Nearly one text.' }]);

  for (const { id } of items) await until('its lease has ended', async () => (await statusOf(id!)) === 'UNCONFIRMED');
}, 60_000);

test('4.6 a look-up waits a while for a missing adapter', async () => {
  await start({ lookup: 'search', timeScale: 5 });
  running.vendor.deliver = async function* () {};
  running.vendor.lookUp = async (items) =>
    items.map(({ id, fence }) => ({ id, fence, result: 'found', vendor_message_id: 'V-found' }));
  const id = await submitted();
  await until('the vendor has it', () => running.vendor.delivered.length === 1);
  await running.stopVendor();
  await until('its lease has ended', async () => (await stored(id)).wake_at!.getTime() + 500 < clock.now());

  await running.startVendor();

  await until('it is found', async () => (await statusOf(id)) === 'SENT');
  expect((await rowsOf(id)).map(({ kind, lookup }) => lookup ?? kind)).toEqual(['found']);
}, 60_000);

test.each([
  ['leaves it out', () => Promise.resolve([])],
  ['fails', () => Promise.reject(new Error('429'))],
])(
  '4.6 a look-up that %s is repeated: it proves nothing',
  async (_, inVain) => {
    await start({ lookup: 'search', timeScale: 10 });
    running.vendor.deliver = async function* () {};
    let asked = 0;
    running.vendor.lookUp = async (items) =>
      ++asked === 1
        ? inVain()
        : items.map(({ id, fence }) => ({ id, fence, result: 'found', vendor_message_id: 'V-found' }));

    const id = await submitted();

    await until('it is found', async () => (await statusOf(id)) === 'SENT');
    expect((await rowsOf(id)).map(({ kind, lookup }) => lookup ?? kind)).toEqual(['found']);
  },
  60_000,
);

test('4.6 an attempt about which the vendor cannot be asked ends in silence after a while', async () => {
  await start({ lookup: 'search', timeScale: 20 });
  running.vendor.deliver = async function* () {};
  const id = await submitted();
  await until('the vendor has it', () => running.vendor.delivered.length === 1);

  await running.stopVendor();

  await until('its lease has ended in silence', async () => (await statusOf(id)) === 'UNCONFIRMED');
  expect((await rowsOf(id)).map(({ kind }) => kind)).toEqual(['silence']);
}, 60_000);

test('4.6 a look-up’s answer about another grant counts for nothing', async () => {
  await start({ lookup: 'client_reference' });
  running.vendor.deliver = async function* () {};
  running.vendor.lookUp = async (items) => items.map(({ id }) => ({ id, fence: 7, result: 'nothing' }));

  const id = await submitted();

  await until('its lease has ended', async () => (await statusOf(id)) === 'UNCONFIRMED');
  expect(await stored(id)).toMatchObject({ fence: 1 });
}, 60_000);

test('4.6 a message that a look-up has freed goes to that route again, though another one comes first now', async () => {
  await start({ lookup: 'client_reference' });
  running.vendor.deliver = async function* (items) {
    yield items.map((item) => (item.fence === 1 ? { ...accepted(item), outcome: 'unknown' as const } : accepted(item)));
  };
  running.vendor.lookUp = async (items) => items.map(({ id, fence }) => ({ id, fence, result: 'nothing' }));
  const id = await submitted();
  const account = newAccount({ environment: 'test', callback_key: 'e' });
  const { route: first } = await running.bus.call(dispatcherContracts.vendorAccounts.register, {
    ...account,
    key: keyBefore(running.route),
    lookup: 'none',
  });
  expect(first < running.route).toBe(true);

  await until('it is SENT', async () => (await statusOf(id)) === 'SENT');

  expect(await stored(id)).toMatchObject({ fence: 2, route: running.route });
}, 60_000);

test('4.7 a waiting message that a late answer had ended is closed at its wake, and that is announced', async () => {
  await start({});
  running.vendor.deliver = async function* (items) {
    yield items.map(({ id, fence }) => ({ id, fence, outcome: 'throttled', retry_after_ms: 60_000 }));
  };
  const id = await submitted();
  await until('it waits again', async () => (await statusOf(id)) === 'PENDING');
  const messages = running.db.collection<MessageDocument>('sms_messages');
  const rejected = { id: keyOf(id), fence: 0, outcome: 'rejected' as const, vendor_code: '21211' };
  const row = answerRow({ key: keyOf(id), fence: 0 }, { id: running.route, vendor: 'fake' }, rejected, clock.now());
  await running.db.collection<EvidenceDocument>('sms_evidence').insertOne(row);

  await messages.updateOne({ _id: keyOf(id) }, { $set: { wake_at: new Date(0) } });

  await until('it is announced', async () => {
    const changes = await announcedSoFar(running);
    return changes.some((change) => change.id === keyOf(id) && change.status === 'FAILED');
  });
  expect(await statusOf(id)).toBe('FAILED');
}, 60_000);

/** The key of an account whose route comes before this one by name. */
function keyBefore(route: string): string {
  const routeOf = (key: string): string => {
    const digest = createHash('sha256').update(`fake\n${key}\ntest`).digest('hex');
    return `fake-${digest.slice(0, 8)}`;
  };
  return Array.from({ length: 1_000 }, (_, at) => `key-${at}`).find((key) => routeOf(key) < route)!;
}
