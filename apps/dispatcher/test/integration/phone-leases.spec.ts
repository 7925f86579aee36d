// Real: two dispatchers, nats-server, mongod. Scripted: the vendor's adapter, on the real bus; phones are their calls.
import { dispatcherContracts, type EvidenceDocument, type SubmitItem } from '#libs/contracts';
import { sleep } from '#libs/kernel';
import { TestPhone } from '../builders/phones.ts';
import { runDispatcher, type RunningDispatcher } from '../builders/running-dispatcher.ts';

const { messages, phones } = dispatcherContracts;
let running: RunningDispatcher;
let other: Awaited<ReturnType<RunningDispatcher['another']>>;
beforeAll(async () => {
  running = await runDispatcher({ timeScale: 20 });
  other = await running.another();
}, 60_000);
afterAll(() => running?.close(), 30_000);

const phone = (canStart = true) => new TestPhone(running, canStart).save();
const send = async (route: string, count = 1, over: Partial<SubmitItem> = {}) => {
  const items = Array.from({ length: count }, (_, at) => ({ to: '+85251234567', text: `Text ${at}`, route, ...over }));
  const { items: accepted } = await running.submit(items);
  return accepted.map(({ id }) => id!);
};
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
  until(`${id} is ${status}`, async () => ((await read(id)).status === status ? read(id) : undefined));
const leased = (of: TestPhone, limit = 10) =>
  until('the phone gets messages', async () => {
    const { leases } = await of.lease({ limit });
    return leases.length > 0 && leases;
  });

test('a phone gets a text for it, starts, reports it sent and then delivered', async () => {
  const one = await phone();
  const [id] = await send(one.agent);

  const [lease] = await leased(one);
  expect(lease).toMatchObject({ message_id: id, to: '+85251234567', text: 'Text 0', fence: 1, attempt: 1, parts: 1 });
  expect(await read(id!)).toMatchObject({ status: 'ASSIGNED' });

  expect(await one.start(lease!)).toMatchObject({ applied: true });
  expect(await read(id!)).toMatchObject({ status: 'SENDING' });
  expect(await one.start(lease!)).toMatchObject({ applied: true });

  expect(await one.report({ ...grant(lease!), event: 'sent' })).toEqual([
    { message_id: id, applied: true, status: 'SENT' },
  ]);
  expect(await one.report({ ...grant(lease!), event: 'sent' })).toEqual([
    { message_id: id, applied: false, status: 'SENT', reason: 'already_known' },
  ]);
  expect(await one.report({ message_id: id!, event: 'delivered' })).toMatchObject([
    { applied: true, status: 'DELIVERED' },
  ]);
  expect(await one.report({ ...grant(lease!), event: 'failed' })).toMatchObject([
    { applied: false, status: 'DELIVERED', reason: 'not_allowed' },
  ]);
});

const grant = ({ message_id, lease_id, fence }: { message_id: string; lease_id: string; fence: number }) => ({
  message_id,
  lease_id,
  fence,
});

test('a phone sends the addresses of pictures with the text, if the message says so', async () => {
  const one = await phone();
  const media = { urls: ['https://a.test/1.png', 'https://a.test/2.png'], fallback: 'link' as const };
  await send(one.agent, 1, { media });

  const [lease] = await leased(one);

  expect(lease!.text).toBe('Text 0\nhttps://a.test/1.png\nhttps://a.test/2.png');
});

test('a lease that is never started is granted again, with a new fence, and the first phone can no longer start', async () => {
  const [one, two] = [await phone(), await phone()];
  const pool = (await running.bus.call(dispatcherContracts.pools.list, { tenant: running.tenant })).pools[0]!.id;
  const [id] = await send(pool);
  const [first] = await until('one has it', async () => {
    const { leases } = await one.lease({ lease_ms: 200 });
    return leases.length > 0 && leases;
  });

  const [second] = await leased(two);

  expect(second).toMatchObject({ message_id: id, fence: 2, attempt: 1 });
  expect(await one.start(first!)).toEqual({ applied: false, reason: 'stale_lease', send_within_ms: 0 });
  expect(await two.start(second!)).toMatchObject({ applied: true });
  expect(await two.report({ ...grant(second!), event: 'sent' })).toMatchObject([{ applied: true, status: 'SENT' }]);
  expect(await one.report({ ...grant(first!), event: 'failed' })).toMatchObject([
    { applied: false, reason: 'stale_lease', status: 'SENT' },
  ]);
  expect((await read(id!)).attempts).toHaveLength(2);
});

test('started and silent: an at-most-once message is never leased again, and a late report still counts', async () => {
  const one = await phone();
  const [id] = await send(one.agent);
  const [lease] = await until('it has it', async () => {
    const { leases } = await one.lease({ lease_ms: 300 });
    return leases.length > 0 && leases;
  });
  await one.start(lease!);

  expect(await hasStatus(id!, 'UNCONFIRMED')).toMatchObject({ reason: 'OUTCOME_UNKNOWN' });
  expect((await one.lease()).leases).toEqual([]);
  expect(await one.report({ ...grant(lease!), event: 'sent' })).toMatchObject([{ applied: true, status: 'SENT' }]);
});

test('a phone without start: the lease is the intent, and its silence is not granted again', async () => {
  const old = await phone(false);
  const [id] = await send(old.agent);
  await until('it has it', async () => (await old.lease({ lease_ms: 300 })).leases.length > 0);
  expect(await read(id!)).toMatchObject({ status: 'SENDING' });

  await hasStatus(id!, 'UNCONFIRMED');
  expect((await old.lease()).leases).toEqual([]);
  expect(await old.report({ message_id: id!, event: 'sent' })).toMatchObject([{ applied: true, status: 'SENT' }]);
});

test('FAILED of a phone that names no lease ends the message', async () => {
  const old = await phone(false);
  const [id] = await send(old.agent);
  await leased(old);

  expect(await old.report({ message_id: id!, event: 'failed', code: 'NO_CREDIT' })).toMatchObject([
    { applied: true, status: 'FAILED' },
  ]);
  expect(await read(id!)).toMatchObject({ status: 'FAILED', reason: 'NO_CREDIT' });
  expect(await old.report({ message_id: id!, event: 'sent' })).toMatchObject([
    { applied: false, reason: 'not_allowed' },
  ]);
});

test('a fault of the phone sends the message by the next route in the same step', async () => {
  const one = await phone();
  const rules = [{ routes: [one.agent, running.route] }];
  const policy = { tenant: running.tenant, environment: 'test' as const };
  const { version } = await running.bus.call(dispatcherContracts.policies.read, policy);
  await running.bus.call(dispatcherContracts.policies.save, { ...policy, by: 'user:u', version, rules });
  const { items } = await running.submit([{ to: '+85251234567', text: 'By a phone first' }]);
  const [lease] = await leased(one);
  await one.start(lease!);

  const failed = { event: 'failed', outcome: 'vendor_fault', fault: 'down', code: 'NO_SERVICE' } as const;
  await one.report({ ...grant(lease!), ...failed });

  expect(await hasStatus(items[0]!.id!, 'SENT')).toMatchObject({
    attempts: [{ outcome: 'vendor_fault' }, { outcome: 'accepted', route: running.route }],
  });
  const metrics = await (await fetch(`http://127.0.0.1:${running.first.ports.ops}/metrics`)).text();
  const others = await (await fetch(`http://127.0.0.1:${running.opsPorts()[1]}/metrics`)).text();
  expect(metrics + others).toMatch(/postrider_fallbacks_total\{[^}]*from="phone"/);
  expect(metrics + others).not.toContain(one.agent);
});

test('unstarted work of a phone that is away goes to the vendor behind it, and pinned messages stay', async () => {
  const one = await phone();
  const rules = [{ routes: [one.agent, running.route] }];
  const policy = { tenant: running.tenant, environment: 'test' as const };
  const { version } = await running.bus.call(dispatcherContracts.policies.read, policy);
  await running.bus.call(dispatcherContracts.policies.save, { ...policy, by: 'user:u', version, rules });
  const { items } = await running.submit([1, 2, 3].map((at) => ({ to: '+85251234567', text: `Away ${at}` })));
  const [pinned] = await send(one.agent);
  await until('it holds two', async () => (await one.lease({ limit: 2 })).leases.length === 2);

  await one.save({ online: false });

  for (const { id } of items)
    expect((await hasStatus(id!, 'SENT')).attempts.at(-1)).toMatchObject({ route: running.route });
  expect(await read(pinned!)).toMatchObject({ status: 'PENDING' });
  await one.save();
  const [lease] = await leased(one);
  expect(lease!.message_id).toBe(pinned);
});

test('what waits in a pool for the only phone that texts a country moves on when that phone is away', async () => {
  const [vn, hk] = [await phone(), await phone()];
  await vn.save({ countries: ['VN'] });
  await hk.save({ countries: ['HK'] });
  const of = { tenant: running.tenant, environment: 'test' as const, by: 'user:u' };
  const fields = { name: 'Two countries', agents: [vn.agent, hk.agent] };
  const { id: pool } = await running.bus.call(dispatcherContracts.pools.create, { ...of, fields });
  const { version } = await running.bus.call(dispatcherContracts.policies.read, of);
  const rules = [{ routes: [pool, running.route] }];
  await running.bus.call(dispatcherContracts.policies.save, { ...of, version, rules });
  const { items } = await running.submit(['+85251234567', '+84901234567'].map((to) => ({ to, text: 'Two countries' })));

  await hk.save({ online: false, countries: ['HK'] });

  expect(await hasStatus(items[0]!.id!, 'SENT')).toMatchObject({ attempts: [{ route: running.route }] });
  expect(await leased(vn)).toMatchObject([{ message_id: items[1]!.id }]);
  await running.bus.call(dispatcherContracts.policies.save, { ...of, version: version + 1, rules: [] });
});

test('what waits for phones that do not fetch it moves on to the next route', async () => {
  const one = await phone();
  const rules = [{ routes: [one.agent, running.route] }];
  const policy = { tenant: running.tenant, environment: 'test' as const };
  const { version } = await running.bus.call(dispatcherContracts.policies.read, policy);
  await running.bus.call(dispatcherContracts.policies.save, { ...policy, by: 'user:u', version, rules });

  const { items } = await running.submit([{ to: '+85251234567', text: 'Code 1234', category: 'otp' }]);

  await hasStatus(items[0]!.id!, 'SENT');
  expect((await one.lease()).leases).toEqual([]);
});

test('100 phones that poll at once over two dispatchers never get the same message', async () => {
  const all = await Promise.all(
    Array.from({ length: 100 }, (_, at) =>
      new TestPhone({ tenant: running.tenant, bus: at % 2 ? running.bus : other.bus }).save(),
    ),
  );
  const pool = await running.bus.call(dispatcherContracts.pools.create, {
    tenant: running.tenant,
    environment: 'test',
    by: 'user:u',
    fields: { name: 'hundred', agents: all.map(({ agent }) => agent) },
  });
  const ids = await send(pool.id, 300);
  await until(
    'all wait',
    async () => (await running.messages()).filter(({ pool: at }) => at === pool.id).length === 300,
  );

  const got: string[] = [];
  for (let round = 0; round < 8; round++) {
    const answers = await Promise.all(all.map((it) => it.lease({ limit: 1 })));
    got.push(...answers.flatMap(({ leases }) => leases.map(({ message_id }) => message_id)));
  }

  expect(new Set(got).size).toBe(got.length);
  expect(got.toSorted()).toEqual(ids.toSorted());
}, 60_000);

test('the same lease asked for again answers the same messages, also to another dispatcher', async () => {
  const one = await phone();
  const elsewhere = new TestPhone({ tenant: running.tenant, bus: other.bus });
  Object.assign(elsewhere, { agent: one.agent });
  await send(one.agent, 4);
  const lease_id = '0123456789abcdefLEASE';
  const first = await until('it has some', async () => {
    const reply = await one.lease({ lease_id, limit: 2 });
    return reply.leases.length === 2 && reply;
  });

  const again = await elsewhere.lease({ lease_id, limit: 2 });

  const names = ({ leases }: typeof first) =>
    leases.map(grant).toSorted((a, b) => (a.message_id < b.message_id ? -1 : 1));
  expect(names(again)).toEqual(names(first));
  const use = await running.bus.call(phones.leases, {
    tenant: running.tenant,
    agent: one.agent,
    lease_ids: [lease_id],
  });
  expect(use.leases).toMatchObject([{ lease_id, messages: 2, parts: 2, open: true }]);
  expect(await running.bus.call(phones.held, { tenant: running.tenant, agents: [one.agent] })).toMatchObject({
    agents: [{ assigned: 2, sending: 0, waiting: 2 }],
  });
});

const usesOf = async (of: TestPhone, ...lease_ids: string[]) =>
  (await running.bus.call(phones.leases, { tenant: running.tenant, agent: of.agent, lease_ids })).leases;

test('what came back unstarted is no longer of a lease; what was started and silent is', async () => {
  const one = await phone();
  const lease_id = '0123456789RETURNEDlease';
  await send(one.agent, 2, { guarantee: 'at_least_once' });
  const [started] = await until('it has both', async () => {
    const { leases } = await one.lease({ lease_id, limit: 2, lease_ms: 300 });
    return leases.length === 2 && leases;
  });
  await one.start(started!);

  const [use] = await until('both went on', async () => {
    const uses = await usesOf(one, lease_id);
    return !uses[0]!.open && uses;
  });
  expect(use).toEqual({ lease_id, messages: 1, parts: 1, recipients: [started!.recipient], open: false });
});

test('what came back unstarted is not of its lease, also if the phone said so at the same time; a proof that it was sent counts', async () => {
  const one = await phone();
  const lease_id = '0123456789BOTHofThem';
  await send(one.agent);
  await until('it has it', async () => (await one.lease({ lease_id, limit: 1, lease_ms: 300 })).leases.length === 1);
  const evidence = running.db.collection<EvidenceDocument>('sms_evidence');
  const returned = await until('it came back', async () => (await evidence.findOne({ lease: lease_id })) ?? undefined);
  const used = async () => (await usesOf(one, lease_id))[0]!.messages;
  const { event: _, ...grant } = returned;
  const row = (kind: 'answer' | 'phone', more: object) =>
    evidence.insertOne({ ...grant, _id: `${grant.message}.${grant.fence}.${kind}.test`, kind, ...more });

  await row('answer', { outcome: 'not_started' });
  expect(await used()).toBe(0);
  await row('phone', { event: 'sent', outcome: 'accepted' });
  expect(await used()).toBe(1);
});

test('the uses of many full leases are told whole', async () => {
  const one = await phone();
  await send(one.agent, 600);
  const ids: string[] = [];
  for (let at = 0; at < 12; at++) {
    const lease_id = `0123456789abcdef${at}`;
    await until(
      '50 more',
      async () => (await one.lease({ lease_id, limit: 50, lease_ms: 60_000 })).leases.length === 50,
    );
    ids.push(lease_id);
  }

  expect((await usesOf(one, ...ids)).map(({ messages }) => messages)).toEqual(ids.map(() => 50));
}, 60_000);

test('a lease is prolonged up to its cap, by the right lease and fence alone', async () => {
  const one = await phone();
  const [id] = await send(one.agent);
  const [lease] = await leased(one);

  expect(await one.renew([lease!], 15_000, 60_000)).toEqual({ extended: [id], revoked: [] });
  expect(await one.renew([{ ...lease!, fence: 7 }], 15_000, 60_000)).toEqual({ extended: [], revoked: [id] });
  expect(await one.renew([lease!], 15_000, 10_000)).toEqual({ extended: [], revoked: [] });
});

test('a cancelled message is not started, and is closed at once', async () => {
  const one = await phone();
  const [id] = await send(one.agent);
  const [lease] = await leased(one);
  await running.bus.call(messages.cancel, { tenant: running.tenant, id: id! } as never);

  expect(await one.start(lease!)).toMatchObject({ applied: false, reason: 'expired' });
  await hasStatus(id!, 'CANCELED');
});

test.each([0, -1, 2 ** 53])('a report at fence %s changes nothing', async (fence) => {
  const one = await phone();
  const [id] = await send(one.agent);
  const [lease] = await leased(one);

  expect(await one.report({ ...grant(lease!), fence, event: 'sent' })).toMatchObject([
    { applied: false, reason: 'stale_lease', status: 'ASSIGNED' },
  ]);
  const stranger = await phone();
  expect(await stranger.report({ message_id: id!, event: 'sent' })).toEqual([
    { message_id: id, applied: false, reason: 'not_found' },
  ]);
});

test('higher priority goes first, then the kind of message, then age', async () => {
  const one = await phone();
  const [old] = await send(one.agent);
  const [code] = await send(one.agent, 1, { category: 'otp' });
  const [wanted] = await send(one.agent, 1, { priority: 9 });
  await until('all wait', async () => (await running.messages()).filter(({ pool }) => pool === one.agent).length === 3);

  const { leases } = await one.lease();

  expect(leases.map(({ message_id }) => message_id)).toEqual([wanted, code, old]);
});
