// Real: a dispatcher, nats-server, mongod. Scripted: the vendor's adapter, on the real bus, with two accounts.
import { type PolicyRule, dispatcherContracts } from '#libs/contracts';
import { until } from '../../../../e2e/harness/wait.ts';
import { acceptAll, answering, runDispatcher, type RunningDispatcher } from '../builders/running-dispatcher.ts';

let running: RunningDispatcher;
let first: string;
let second: string;
beforeAll(async () => {
  running = await runDispatcher({ timeScale: 20 });
  first = running.route;
  second = await running.addRoute({ key: 'second' });
}, 60_000);
afterAll(() => running?.close(), 30_000);
beforeEach(() => {
  running.vendor.deliver = acceptAll;
});

const by = 'user:1';
let version = 0;
const save = async (rules: PolicyRule[]): Promise<void> => {
  const of = { tenant: running.tenant, environment: 'test' as const };
  version = (await running.bus.call(dispatcherContracts.policies.save, { ...of, by, version, rules })).version;
};
const explained = async (item: object) =>
  running.bus.call(dispatcherContracts.messages.simulate, {
    tenant: running.tenant,
    environment: 'test',
    policy: { destinations: ['*'] },
    item: { to: '+85251234567', text: 'Hello', ...item },
  });
const sent = async (item: object) => {
  const { items } = await running.submit([item]);
  const id = items[0]!.id!;
  return until('it is SENT', async () => {
    const message = await running.bus.call(dispatcherContracts.messages.read, { tenant: running.tenant, id });
    return message.status === 'SENT' && message;
  });
};

test('a policy applies within moments, and a simulation says the same as the message that follows', async () => {
  await save([{ name: 'codes', categories: ['otp'], routes: [second] }, { routes: [first] }]);
  await until('the policy is known', async () => (await explained({})).explanation?.policy === version);

  const told = await explained({ category: 'otp' });
  const message = await sent({ category: 'otp' });

  expect(told).toMatchObject({ blocks: [], category: 'otp', lane: 'urgent', segments: 1, country: 'HK' });
  expect(told.explanation).toEqual({ policy: version, rule: 0, rule_name: 'codes', routes: [second], skipped: [] });
  expect(message.explanation).toEqual(told.explanation);
  expect(message.attempts).toMatchObject([{ route: second, outcome: 'accepted' }]);
  expect((await sent({})).attempts).toMatchObject([{ route: first }]);
});

test('a simulation sends nothing, and says why a send would be refused', async () => {
  const before = running.vendor.delivered.length;

  expect(await explained({ to: '12' })).toMatchObject({ blocks: [{ code: 'invalid_number' }] });
  expect(await explained({ sender: 'ACME' })).toMatchObject({ blocks: [{ code: 'sender_not_owned' }] });
  await explained({});

  expect(running.vendor.delivered).toHaveLength(before);
});

test('the simulation and the explanation of a message whose route is switched off say that it will expire', async () => {
  const off = await running.addRoute({ key: 'off' });
  await running.bus.call(dispatcherContracts.routes.change, {
    tenant: running.tenant,
    id: off,
    by,
    change: { enabled: false },
  });
  const told = await explained({ route: off });

  const { items } = await running.submit([{ route: off }]);

  expect(told).toMatchObject({
    blocks: [],
    no_route: { reason: 'disabled', detail: expect.stringContaining('enable') },
  });
  expect(await explained({})).not.toHaveProperty('no_route');
  const waiting = await until('somebody has looked', async () => {
    const message = await running.bus.call(dispatcherContracts.messages.read, {
      tenant: running.tenant,
      id: items[0]!.id!,
    });
    return message.no_route && message;
  });
  expect(waiting).toMatchObject({ status: 'PENDING', no_route: told.no_route });
  const metrics = await (await fetch(`http://127.0.0.1:${running.first.ports.ops}/metrics`)).text();
  expect(metrics).toMatch(/postrider_messages_waiting_without_route\{[^}]*reason="disabled"[^}]*\} 1/);
  expect(metrics).toMatch(/postrider_messages_without_route_total\{[^}]*reason="disabled"[^}]*\} [1-9]/);
});

test('the price of the routes is given for all parts of a text, by currency', async () => {
  const price = (id: string, price_micros: number, currency: string) =>
    running.bus.call(dispatcherContracts.routes.change, {
      tenant: running.tenant,
      id,
      by,
      change: { price_micros, currency },
    });
  await save([{ routes: [first, second] }]);
  await price(first, 7_500, 'USD');
  await price(second, 6_450, 'USD');

  const prices = await until('prices are known', async () => {
    const told = (await explained({ text: 'x'.repeat(200) })).prices ?? [];
    return told[0]?.min_micros === 12_900 && told;
  });

  expect(prices).toEqual([{ currency: 'USD', min_micros: 12_900, max_micros: 15_000 }]);
});

test('a message with a sender only takes routes that have it, also when it falls back', async () => {
  await save([]);
  await running.bus.call(dispatcherContracts.senders.save, {
    tenant: running.tenant,
    sender: { value: 'ACME', routes: [second] },
  });

  const message = await sent({ sender: 'ACME' });

  expect(message).toMatchObject({ sender: 'ACME', attempts: [{ route: second }] });
  expect(running.sentOn(second).at(-1)).toMatchObject({ sender: 'ACME' });
});

test('a pinned message waits for its route and takes no other', async () => {
  running.vendor.deliver = (items, account) =>
    (account === first ? answering({ outcome: 'vendor_fault', fault: 'down' }) : acceptAll)(items);

  const { items } = await running.submit([{ route: first }]);

  await until('it was tried', () => running.sentOn(first).some(({ id }) => id.endsWith(items[0]!.id!)));
  expect(running.sentOn(second).some(({ id }) => id.endsWith(items[0]!.id!))).toBe(false);
});

test('a repeat on the same route beyond the budget waits, and is not lost', async () => {
  await running.bus.call(dispatcherContracts.routes.change, {
    tenant: running.tenant,
    id: second,
    by,
    change: { enabled: false },
  });
  await until('the route is off', async () => !(await explained({})).explanation?.routes.includes(second));
  const fault = answering({ outcome: 'vendor_fault', fault: 'request' });
  running.vendor.deliver = async function* (items) {
    for (const item of items) yield* (item.fence === 1 ? fault : acceptAll)([item]);
  };

  const { request_id } = await running.submit(Array.from({ length: 20 }, () => ({})));

  const mine = async () => (await running.messages()).filter(({ _id }) => _id.includes(request_id));
  const sent = async () => (await mine()).filter(({ status }) => status === 'SENT');
  await until('all are SENT', async () => (await sent()).length === 20, { withinMs: 60_000 });
  const repeats = running.vendor.delivered.filter(({ id, fence }) => id.includes(request_id) && fence > 1);
  expect(repeats).toHaveLength(20);
}, 90_000);

test('a vendor that does not take the sender is named in a simulation and in the message, and the sender cannot be saved for it', async () => {
  const sender_rule = { kinds: ['name' as const], signs: '', signs_inside: true, says: 'a name without signs' };
  const narrow = await running.addRoute({ vendor: 'narrow', sender_rule });
  const service = `MG${'0F'.repeat(16)}`;
  const value = service.replace(/F/g, 'f');
  const saving = (routes: string[]) =>
    running.bus.call(dispatcherContracts.senders.save, { tenant: running.tenant, sender: { value: service, routes } });

  await save([]);

  expect(await saving([first])).toEqual({ value, routes: [first] });
  const skipped = { route: narrow, reason: 'sender_not_possible', detail: 'Its vendor takes a name without signs.' };
  expect((await explained({ sender: service })).explanation?.skipped).toContainEqual(skipped);
  const message = await sent({ sender: service });
  expect(message).toMatchObject({ sender: value, attempts: [{ route: first }] });
  expect(message.explanation?.skipped).toContainEqual(skipped);
  await expect(saving([first, narrow])).rejects.toMatchObject({
    code: 'invalid_sender',
    detail: `${narrow} cannot show it: its vendor takes a name without signs. Leave that route out.`,
  });
});
