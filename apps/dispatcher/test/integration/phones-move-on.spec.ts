// Real: two dispatchers, nats-server, mongod. Scripted: the vendor's adapter, on the real bus; phones are their calls.
import { dispatcherContracts, type SubmitItem } from '#libs/contracts';
import { sleep } from '#libs/kernel';
import { TestPhone } from '../builders/phones.ts';
import { acceptAll, answering, runDispatcher, type RunningDispatcher } from '../builders/running-dispatcher.ts';

const { messages, optOuts, policies, pools } = dispatcherContracts;
let running: RunningDispatcher;
beforeAll(async () => {
  running = await runDispatcher({ timeScale: 20 });
  await running.another();
}, 60_000);
afterAll(() => running?.close(), 30_000);

const phone = () => new TestPhone(running).save();
const of = () => ({ tenant: running.tenant, environment: 'test' as const, by: 'user:u' });
const usePolicy = async (routes: string[]) => {
  const { version } = await running.bus.call(policies.read, of());
  await running.bus.call(policies.save, { ...of(), version, rules: [{ routes }] });
};
const poolOf = async (name: string, ...phones: TestPhone[]) =>
  (await running.bus.call(pools.create, { ...of(), fields: { name, agents: phones.map(({ agent }) => agent) } })).id;
const send = async (over: Partial<SubmitItem> = {}) =>
  (await running.submit([{ to: '+85251234567', text: 'A text', ...over }])).items[0]!.id!;
const read = (id: string) => running.bus.call(messages.read, { tenant: running.tenant, id, reads_content: true });
const until = async <T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> => {
  for (let at = 0; at < 200; at++) {
    const found = await look();
    if (found) return found;
    await sleep(50);
  }
  throw new Error(`It did not come to pass: ${what}`);
};
const hasStatus = (id: string, status: string) =>
  until(`${id} is ${status}`, async () => {
    const found = await read(id);
    return found.status === status && found;
  });
const leased = (of: TestPhone, countries = ['HK']) =>
  until('the phone gets messages', async () => {
    const { leases } = await of.lease({ countries });
    return leases.length > 0 && leases;
  });

test('what no phone of several routes fetches reaches the vendor behind them all', async () => {
  const [one, two] = [await phone(), await phone()];
  await usePolicy([one.agent, two.agent, running.route]);

  const id = await send({ category: 'otp' });

  expect((await hasStatus(id, 'SENT')).attempts).toMatchObject([{ route: running.route }]);
});

test('what waits in the queue of phones that are away is looked at when another pool has a phone for its country', async () => {
  const [away, hk, vn] = [await phone(), await phone(), await phone()];
  await away.save({ online: false });
  await hk.save({ countries: ['HK'] });
  await vn.save({ countries: ['VN'], online: false });
  const [first, second] = [await poolOf('Away', away), await poolOf('Two countries', hk, vn)];
  await usePolicy([first, second]);
  const id = await send({ to: '+84901234567' });
  await until('it waits', async () => {
    const [waiting] = (await running.messages()).filter((it) => it._id.endsWith(id));
    return waiting?.pool === first;
  });

  await vn.save({ countries: ['VN'] });

  expect(await leased(vn, ['VN'])).toMatchObject([{ message_id: id }]);
});

test('a message whose recipient opts out while a phone has it is not started', async () => {
  const one = await phone();
  const id = await send({ route: one.agent, to: '+85251239999', category: 'alert' });
  const [lease] = await leased(one);
  const opt_out = { number: '+85251239999', scope: 'all', source: 'call' } as const;
  await running.bus.call(optOuts.add, { tenant: running.tenant, by: 'user:u', opt_out });

  expect(await one.start(lease!)).toMatchObject({ applied: false, send_within_ms: 0 });
  expect(await hasStatus(id, 'CANCELED')).toMatchObject({ reason: 'OPTED_OUT' });
});

test('what another dispatcher queues for a phone just after it is known to be away moves on too', async () => {
  const one = await phone();
  await usePolicy([one.agent, running.route]);
  const first = await send();
  const late = await send({ send_at: new Date(Date.now() + 3_600_000).toISOString() });
  await until('it waits for the phone', async () =>
    (await running.messages()).some(({ _id, pool }) => _id.endsWith(first) && pool === one.agent),
  );
  await one.save({ online: false });
  await hasStatus(first, 'SENT');

  const wake_at = new Date(Date.now() + 3_600_000);
  const queue = { pool: one.agent, pool_weight: 4, wake_at };
  const { matchedCount } = await running.db
    .collection('sms_messages')
    .updateOne({ _id: { $regex: `${late}$` } } as never, { $set: queue, $unset: { send_at: '' } });
  expect(matchedCount).toBe(1);

  await hasStatus(late, 'SENT');
});

test('while a vendor rests a message waits for the phones behind it, and is sent as soon as the vendor is back', async () => {
  const { vendor, route: first } = running;
  const one = await phone();
  const second = await running.addRoute({ key: 'second' });
  await usePolicy([first, one.agent, second]);
  let isDead = true;
  const down = answering({ outcome: 'vendor_fault', fault: 'down' });
  vendor.deliver = (items, account) => (isDead && account === first ? down : acceptAll)(items);
  vendor.check = async () => ({ ok: !isDead });
  await until('the vendor rests', async () => {
    await send({ category: 'alert', route: first });
    return (await running.routeState(first)).breaker === 'open';
  });
  const id = await send({ category: 'general' });
  const waiting = async () =>
    (await running.messages()).find(({ _id, pool }) => _id.endsWith(id) && pool === one.agent);
  const before = await until('it waits for the phone', waiting);
  await until('it is looked at again', async () => (await waiting())?.wake_at!.getTime() !== before.wake_at!.getTime());
  expect(await read(id)).toMatchObject({ status: 'PENDING' });

  isDead = false;

  expect((await hasStatus(id, 'SENT')).attempts).toMatchObject([{ route: first }]);
});
