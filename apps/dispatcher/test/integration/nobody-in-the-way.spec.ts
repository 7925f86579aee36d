// Real: dispatcher, nats-server, mongod. Scripted: the vendor's adapter, on the real bus.
import { type MessageDocument, type RequestDocument, dispatcherContracts } from '#libs/contracts';
import { clock, newRequestId, requestKey, type RequestKey, type TenantId } from '#libs/kernel';
import { until } from '../../../../e2e/harness/wait.ts';
import { backoffOf } from '../../src/domain/ledger/backoff.ts';
import { inserted } from '../../src/outbound/mongo/moves.ts';
import { ago, grantedMessage, newMessageKey, waitingMessage } from '../builders/ledger-documents.ts';
import {
  acceptAll,
  accepted,
  newAccount,
  runDispatcher,
  type RunningDispatcher,
} from '../builders/running-dispatcher.ts';

let running: RunningDispatcher;
beforeAll(async () => {
  running = await runDispatcher();
}, 60_000);
afterAll(() => running?.close(), 30_000);
beforeEach(() => {
  running.vendor.deliver = acceptAll;
});

const collection = <T extends { _id: string }>(name: string) => running.db.collection<T>(name);
const ledger = () => collection<MessageDocument>('sms_messages');
const countOf = (request: string, status: string) =>
  ledger().countDocuments({ _id: { $regex: request } as never, status: status as never });
const batchOf = (count: number, over = {}) =>
  running.submit(
    Array.from({ length: count }, () => ({})),
    over,
  );
const allAreSent = ({ request_id, total }: { request_id: string; total: number }): Promise<boolean> =>
  until('all are SENT', async () => (await countOf(request_id, 'SENT')) === total);

test('4.4 messages without a route delay no other, and are looked at less and less often', async () => {
  const elsewhere = 'zzzzzzzz' as TenantId;
  const stranded = Array.from({ length: 1_200 }, (_, at) =>
    inserted(waitingMessage({ _id: newMessageKey(elsewhere, at), wakeAt: ago(60_000), created_at: ago(60_000) })),
  );
  await ledger().insertMany(stranded);

  await allAreSent(await batchOf(150));

  await until('nobody looks at them for now', async () => {
    const due = { tenant: elsewhere, status: 'PENDING' as const, wake_at: { $lte: new Date(clock.now()) } };
    return (await ledger().countDocuments(due)) === 0;
  });
  await ledger().deleteMany({ tenant: elsewhere });
}, 40_000);

test('4.4 a message that cannot be read harms no other, and ends FAILED', async () => {
  const key = newMessageKey(running.tenant);
  await ledger().insertOne(inserted(waitingMessage({ _id: key, wakeAt: ago(60_000) })));

  await allAreSent(await batchOf(150));

  await until('it is FAILED', async () => (await ledger().findOne({ _id: key }))?.status === 'FAILED');
  expect(await ledger().findOne({ _id: key })).toMatchObject({ fence: 0 });
});

test('4.3 requests that cannot be fanned out do not delay the others', async () => {
  const { request_id } = await batchOf(2);
  await until('both are SENT', async () => (await countOf(request_id, 'SENT')) === 2);
  const requests = collection<RequestDocument>('sms_requests');
  const { wake_at: _, ...whole } = (await requests.findOne({ _id: `${running.tenant}.${request_id}` as RequestKey }))!;
  const copy = (payload: Uint8Array, wakeAt: Date): RequestDocument => ({
    ...whole,
    _id: requestKey(running.tenant, newRequestId()),
    payload,
    wake_at: wakeAt,
  });
  const broken = Array.from({ length: 25 }, () => copy(new Uint8Array([1, 2, 3]), ago(60_000)));
  const good = copy(whole.payload, ago(50_000));

  await requests.insertMany([...broken, good]);

  await until('the good one is SENT', async () => (await countOf(good._id, 'SENT')) === 2);
  await until('what cannot be fanned out is FAILED', async () =>
    (await Promise.all(broken.map(({ _id }) => countOf(_id, 'FAILED')))).every((count) => count === 2),
  );
});

test('4.7 the sweep reaches every unfinished change, however many there are', async () => {
  const { request_id } = await batchOf(1);
  await until('it is SENT', async () => (await countOf(request_id, 'SENT')) === 1);
  const key = `${running.tenant}.${request_id}.0000`;
  const handle = (at: number, name: string): string => `${at.toString(16).padStart(12, '0')}.${name}`;
  const at = clock.now() - 5_000;
  const others = Array.from({ length: 45 }, (_, n) => ({
    _id: handle(at - 100 + n, `other${n}`),
    ids: [newMessageKey(running.tenant)],
    at: new Date(at),
  }));
  await ledger().updateOne(
    { _id: key as never },
    { $set: { status: 'SENDING', wake_at: new Date(clock.now() + 60_000) } },
  );

  await collection('dispatcher_outbox').insertMany([
    ...others,
    { _id: handle(at, 'this'), ids: [key], at: new Date(at) },
  ] as never);

  await until('its evidence has moved it', async () => (await countOf(request_id, 'SENT')) === 1, { withinMs: 10_000 });
});

test('4.7 an invalid answer does not affect the others', async () => {
  running.vendor.deliver = async function* (items) {
    yield items.map((item, at) => (at === 0 ? { ...accepted(item), outcome: 'nonsense' as never } : accepted(item)));
  };
  const { request_id } = await batchOf(50);

  await until('49 are SENT', async () => (await countOf(request_id, 'SENT')) === 49);

  await until('the lease of the other has ended', async () => (await countOf(request_id, 'UNCONFIRMED')) === 1);
});

test('4.2 a request that was stored by a process that died is fanned out at the repeated call', async () => {
  const { request_id } = await batchOf(1);
  await until('it is SENT', async () => (await countOf(request_id, 'SENT')) === 1);
  const requests = collection<RequestDocument>('sms_requests');
  const whole = (await requests.findOne({ _id: `${running.tenant}.${request_id}` as RequestKey }))!;
  const stored = newRequestId();
  const inAnHour = new Date(clock.now() + 3_600_000);
  await requests.insertOne({ ...whole, _id: requestKey(running.tenant, stored), wake_at: inAnHour });

  await running.submit([{}], { request_id: stored });

  await until('it is SENT', async () => (await countOf(stored, 'SENT')) === 1);
});

test('4.6 while no adapter runs nothing is granted, so that no message uses up its tries', async () => {
  await running.stopVendor();
  const batch = await batchOf(30);
  await until('all are PENDING again', async () => (await countOf(batch.request_id, 'PENDING')) === 30);
  const longest = clock.now() + backoffOf('general', 20).baseMs * 4;
  await until('all their waits are over', () => clock.now() > longest);

  await running.startVendor();

  await allAreSent(batch);
  const tried = await ledger().distinct('attempt', { _id: { $regex: batch.request_id } as never });
  expect(Math.max(...tried)).toBeLessThanOrEqual(2);
}, 40_000);

test('4.4 a vendor that does not answer delays no message of another route', async () => {
  // Its route opens only after 25 s, so that urgent messages depend on the window.
  const slow = await runDispatcher({ timeScale: 0.2 });
  const account = newAccount({ key: 'live', environment: 'live', callback_key: 'd' });
  await slow.bus.call(dispatcherContracts.vendorAccounts.register, { ...account, lookup: 'none' });
  const sent = (request: string): Promise<number> =>
    slow.db.collection('sms_messages').countDocuments({ _id: { $regex: request } as never, status: 'SENT' });
  let let_go = (): void => undefined;
  const held = new Promise<void>((resolve) => (let_go = resolve));
  try {
    const items = (count: number) => Array.from({ length: count }, () => ({}));
    slow.vendor.deliver = async function* (given) {
      if (given[0]!.text === 'Held') await held;
      yield given.map(accepted);
    };
    await slow.submit(
      items(300).map(() => ({ text: 'Held' })),
      { environment: 'live' },
    );
    await until('the window is full', () => slow.vendor.delivered.length >= 100);

    const other = await slow.submit(items(150));
    await until('all of the other route are SENT', async () => (await sent(other.request_id)) === 150, {
      withinMs: 8_000,
    });

    const code = await slow.submit([{ category: 'otp' }], { environment: 'live' });
    await until('the urgent one is SENT', async () => (await sent(code.request_id)) === 1, { withinMs: 8_000 });
  } finally {
    let_go();
    await slow.close();
  }
}, 60_000);

test('4.6 a vendor whose look-ups are slow delays no message', async () => {
  const asking = await runDispatcher({ timeScale: 1, lookup: 'search' });
  const stored = asking.db.collection<MessageDocument>('sms_messages');
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  let asked = 0;
  try {
    await asking.submit([{}]);
    const { content } = await until('one is SENT', () => stored.findOne({ status: 'SENT' }));
    asking.vendor.lookUp = async (items) => {
      asked += items.length;
      await held;
      return [];
    };
    const overdue = Array.from({ length: 300 }, (_, at) =>
      grantedMessage({ _id: newMessageKey(asking.tenant, at), route: asking.route, wakeAt: ago(60_000), content }),
    );
    await stored.insertMany(overdue.map(inserted));
    await until('the vendor is asked', () => asked >= 100);

    const { request_id } = await asking.submit(Array.from({ length: 150 }, () => ({})));
    const sent = { _id: { $regex: request_id } as never, status: 'SENT' as const };
    await until('all are SENT', async () => (await stored.countDocuments(sent)) === 150, { withinMs: 8_000 });
    expect(asked).toBeLessThanOrEqual(300);
  } finally {
    letGo();
    await asking.close();
  }
}, 60_000);
