// Real: the loop and the accounts. The spec acts as the vendor and the dispatcher.
import { jest } from '@jest/globals';
import { clock } from '#libs/kernel';
import type { DeliverItem, ItemOutcome, OutcomeBatch } from '#libs/contracts';
import { silentLog } from '#libs/observability';
import type { ItemAnswer, SendContext, VendorAdapter } from './adapter.ts';
import { DeliverLoop } from './deliver-loop.ts';
import type { ProviderBus } from './ports.ts';
import { seal } from './sealing.ts';
import { VendorAccounts } from './vendor-accounts.ts';
import { ANY_SENDER } from '../testing/builders.ts';

const VENDOR_KEY = Buffer.alloc(32, 7);
const CHECKPOINT = Symbol.for('postrider.checkpoint');
const ACCEPTED: ItemAnswer = { outcome: 'accepted', vendor_message_id: 'v1' };
const tick = () => new Promise(setImmediate);

const item = (n: number, over: Partial<DeliverItem> = {}): DeliverItem => ({
  id: `abcdefgh.01JCZ6W8V9Q0T2Y4X6R8P0N2M4.${String(n).padStart(4, '0')}`,
  fence: 1,
  to: '+15005550100',
  text: 'hello',
  send_before: clock.now() + 60_000,
  valid_for_s: 600,
  ...over,
});
const items = (count: number) => Array.from({ length: count }, (_, n) => item(n));

type Send = (item: DeliverItem, context: SendContext) => Promise<ItemAnswer>;
interface Begun {
  readonly item: DeliverItem;
  readonly context: SendContext;
  readonly answer: (answer: ItemAnswer) => void;
}

/** A vendor whose answers the test gives one by one. */
function scriptedVendor() {
  const begun: Begun[] = [];
  const send: Send = (it, context) => new Promise((answer) => begun.push({ item: it, context, answer }));
  return { begun, send };
}

function loopWith(send: Send, over: { maxInFlight?: number; itemOutcomeMs?: number; observe?: () => void } = {}) {
  const adapter: VendorAdapter<string> = {
    vendor: 'acme',
    lookup: 'none',
    receipts: 'callback',
    carries: { text: true },
    senders: ANY_SENDER,
    order: 10,
    account: () => {
      throw new Error('not asked');
    },
    check: async () => ({ ok: true }),
    parseSecrets: String,
    send: (it, _secrets, context) => send(it, context),
    readCallback: () => ({}),
  };
  const sealed = seal(VENDOR_KEY, 'acme', JSON.stringify({ key: 'k', secrets: 's' }));
  const reply = { account: 'acc', route: 'route', tenant: 'abcdefgh', sealed };
  const bus: ProviderBus = { call: () => Promise.resolve({ ...reply, now: clock.now() } as never) };
  const http = { vet: () => undefined };
  const accounts = new VendorAccounts({
    bus,
    adapter,
    vendorKey: VENDOR_KEY,
    publicUrl: 'https://sms.example.test',
    http,
  });
  const { maxInFlight = 400, itemOutcomeMs = 60_000, observe = () => {} } = over;
  return new DeliverLoop({ adapter, accounts, times: { itemOutcomeMs }, maxInFlight, log: silentLog(), observe });
}

const deliver = (loop: DeliverLoop<string>, of: DeliverItem[]) => loop.deliver({ account: 'acc', items: of });

async function all(stream: AsyncIterable<OutcomeBatch>): Promise<ItemOutcome[]> {
  const outcomes: ItemOutcome[] = [];
  for await (const batch of stream) outcomes.push(...batch.outcomes);
  return outcomes;
}

async function begunAre(vendor: { begun: Begun[] }, count: number): Promise<void> {
  while (vendor.begun.length < count) await tick();
}

test('every item is begun at once, with its own callback address', async () => {
  const vendor = scriptedVendor();
  const done = all(deliver(loopWith(vendor.send), items(100)));
  await begunAre(vendor, 100);

  expect(new Set(vendor.begun.map((it) => it.context.callbackUrl)).size).toBe(100);
  expect(vendor.begun[7]!.context.callbackUrl).toMatch(
    /^https:\/\/sms\.example\.test\/callbacks\/acme\/[\w-]{43}\?m=01JCZ6W8V9Q0T2Y4X6R8P0N2M4\.0007\.1$/,
  );

  for (const it of vendor.begun) it.answer(ACCEPTED);
  expect(await done).toHaveLength(100);
});

test('outcomes are sent as they come: those of one turn together, a late one later', async () => {
  const vendor = scriptedVendor();
  const stream = deliver(loopWith(vendor.send), items(100))[Symbol.asyncIterator]();
  const first = stream.next();
  await begunAre(vendor, 100);

  const held = vendor.begun.splice(42, 1)[0]!;
  for (const it of vendor.begun) it.answer(ACCEPTED);
  expect((await first).value?.outcomes).toHaveLength(99);

  held.answer({ outcome: 'rejected', vendor_code: '7' });
  expect((await stream.next()).value?.outcomes).toEqual([
    { id: held.item.id, fence: 1, outcome: 'rejected', vendor_code: '7' },
  ]);
  expect((await stream.next()).done).toBe(true);
});

test('a batch without items ends at once and leaves no timer behind', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((it) => it === 'Timeout').length;
  const before = timers();

  expect(await all(deliver(loopWith(scriptedVendor().send), []))).toEqual([]);

  expect(timers()).toBe(before);
});

test('an item whose time has passed is not begun', async () => {
  const vendor = scriptedVendor();
  const outcomes = await all(deliver(loopWith(vendor.send), [item(1, { send_before: clock.now() })]));

  expect(outcomes).toMatchObject([{ outcome: 'not_started', vendor_code: 'too_late' }]);
  expect(vendor.begun).toHaveLength(0);
});

test('an item without a free slot is not begun, and a slot is free again when its send has ended', async () => {
  const vendor = scriptedVendor();
  const loop = loopWith(vendor.send, { maxInFlight: 2 });
  const stream = deliver(loop, items(5))[Symbol.asyncIterator]();

  const refused = (await stream.next()).value?.outcomes;
  expect(refused?.map((it) => `${it.outcome} ${it.vendor_code}`)).toEqual(Array(3).fill('not_started no_free_slot'));

  for (const it of vendor.begun) it.answer(ACCEPTED);
  expect((await stream.next()).value?.outcomes).toHaveLength(2);
  const next = all(deliver(loop, [item(9)]));
  await begunAre(vendor, 3);
  vendor.begun[2]!.answer(ACCEPTED);
  expect(await next).toMatchObject([{ outcome: 'accepted' }]);
});

test('an item without a clear answer in time is unknown, its signal is aborted, and its slot stays taken until it ends', async () => {
  const vendor = scriptedVendor();
  const observe = jest.fn();
  const loop = loopWith(vendor.send, { maxInFlight: 1, itemOutcomeMs: 20, observe });

  expect(await all(deliver(loop, [item(1)]))).toMatchObject([{ outcome: 'unknown', vendor_code: 'no_outcome' }]);
  expect(vendor.begun[0]!.context.signal.aborted).toBe(true);
  expect(await all(deliver(loop, [item(2)]))).toMatchObject([{ outcome: 'not_started' }]);

  vendor.begun[0]!.answer(ACCEPTED);
  await tick();
  expect(loop.inFlight).toBe(0);
  expect(observe).toHaveBeenCalledTimes(2);
});

test('an adapter that throws leaves the outcome unknown and affects no other item', async () => {
  const loop = loopWith((it) => (it.fence === 1 ? Promise.resolve(ACCEPTED) : Promise.reject(new Error('broken'))));

  const outcomes = await all(deliver(loop, [item(1, { fence: 2 }), item(2)]));

  expect(outcomes.map((it) => it.outcome).sort()).toEqual(['accepted', 'unknown']);
});

test('a grant that comes twice is sent once, and both calls get the same answer', async () => {
  const vendor = scriptedVendor();
  const loop = loopWith(vendor.send);
  const first = all(deliver(loop, [item(1), item(1)]));
  const second = all(deliver(loop, [item(1)]));
  await begunAre(vendor, 1);
  await tick();

  vendor.begun[0]!.answer(ACCEPTED);
  const answer = { id: item(1).id, fence: 1, ...ACCEPTED };
  expect(await first).toEqual([answer, answer]);
  expect(await second).toEqual([answer]);
  expect(await all(deliver(loop, [item(1)]))).toEqual([answer]);
  expect(vendor.begun).toHaveLength(1);
});

test('the next grant of the same message is sent', async () => {
  let sent = 0;
  const loop = loopWith(() => Promise.resolve({ outcome: 'accepted', vendor_message_id: String(++sent) }));

  await all(deliver(loop, [item(1)]));
  await all(deliver(loop, [item(1, { fence: 2 })]));

  expect(sent).toBe(2);
});

test('draining begins no item and waits for those in the air', async () => {
  const vendor = scriptedVendor();
  const loop = loopWith(vendor.send);
  const done = all(deliver(loop, [item(1)]));
  await begunAre(vendor, 1);

  const drained = loop.drain();
  expect(await all(deliver(loop, [item(2)]))).toMatchObject([{ outcome: 'not_started', vendor_code: 'draining' }]);

  vendor.begun[0]!.answer(ACCEPTED);
  await drained;
  expect(await done).toMatchObject([{ outcome: 'accepted' }]);
  await loop.drain();
});

test('a send does not end when its caller goes away', async () => {
  const vendor = scriptedVendor();
  const loop = loopWith(vendor.send);
  const stream = deliver(loop, items(2))[Symbol.asyncIterator]();
  const first = stream.next();
  await begunAre(vendor, 2);
  vendor.begun[0]!.answer(ACCEPTED);
  await first;

  await stream.return();

  expect(vendor.begun[1]!.context.signal.aborted).toBe(false);
  vendor.begun[1]!.answer(ACCEPTED);
  await tick();
  expect(loop.inFlight).toBe(0);
});

test('a batch passes the kill points between its outcomes', async () => {
  const vendor = scriptedVendor();
  const passed: string[] = [];
  const done = all(deliver(loopWith(vendor.send), items(2)));
  await begunAre(vendor, 2);
  Object.assign(globalThis, { [CHECKPOINT]: (name: string) => passed.push(name) });
  for (const it of vendor.begun) {
    it.answer(ACCEPTED);
    await tick();
    await tick();
  }
  await done;
  Object.assign(globalThis, { [CHECKPOINT]: undefined });

  expect(passed).toEqual([
    'provider.deliver.before_reply',
    'provider.deliver.mid_batch',
    'provider.deliver.before_reply',
  ]);
});
