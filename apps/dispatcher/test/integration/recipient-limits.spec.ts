// Real: dispatchers, nats-server, mongod, opossum. Scripted: the vendor's adapter, on the real bus, with two accounts.
import { type ItemOutcome, type MessageView, dispatcherContracts } from '#libs/contracts';
import { until } from '../../../../e2e/harness/wait.ts';
import { acceptAll, answering, runDispatcher, type RunningDispatcher } from '../builders/running-dispatcher.ts';

let running: RunningDispatcher;
let first: string;
let second: string;
beforeEach(async () => {
  running = await runDispatcher({ timeScale: 20 });
  first = running.route;
  second = await running.addRoute({ key: 'second' });
}, 60_000);
afterEach(() => running?.close(), 30_000);

const CANNOT_REACH = { outcome: 'vendor_fault', fault: 'recipient' } as const;
const by = 'user:1';

/** The answers of routes; those not named accept. */
const routesAnswer = (answers: Record<string, Partial<ItemOutcome>>): void => {
  running.vendor.deliver = (items, account) => {
    const answer = answers[account];
    return (answer ? answering(answer) : acceptAll)(items);
  };
};
const read = (id: string): Promise<MessageView> =>
  running.bus.call(dispatcherContracts.messages.read, { tenant: running.tenant, id });
const submitOne = async (item = {}): Promise<string> => (await running.submit([item])).items[0]!.id!;
const ends = (id: string, status: string): Promise<MessageView> =>
  until(`it is ${status}`, async () => {
    const view = await read(id);
    return view.status === status && view;
  });
const outcomesOf = ({ attempts }: MessageView) => attempts.map(({ route, outcome, code }) => [route, outcome, code]);

test('if one route cannot reach the recipient, the next is tried in the same step', async () => {
  routesAnswer({ [first]: { ...CANNOT_REACH, vendor_code: '21612' } });

  const view = await ends(await submitOne(), 'SENT');

  expect(outcomesOf(view)).toEqual([
    [first, 'vendor_fault', '21612'],
    [second, 'accepted', undefined],
  ]);
  const [refusal] = (await running.evidence()).filter(({ outcome }) => outcome === 'vendor_fault');
  expect(refusal).toMatchObject({ kind: 'answer', fence: 1, fault: 'recipient', route: first, vendor_code: '21612' });
});

test("if no route reaches the recipient, the message ends at once with the first route's answer, as a dead letter", async () => {
  routesAnswer({
    [first]: { ...CANNOT_REACH, vendor_code: '21612' },
    [second]: { ...CANNOT_REACH, vendor_code: 'InvalidParameter' },
  });

  const id = await submitOne();
  const view = await ends(id, 'FAILED');

  expect(view.reason).toBe('21612');
  expect(outcomesOf(view).map(([route]) => route)).toEqual([first, second]);
  expect(view.timeline.at(-1)).toMatchObject({ kind: 'closed', status: 'FAILED', code: '21612' });
  const { items } = await running.bus.call(dispatcherContracts.deadLetters.list, { tenant: running.tenant, limit: 10 });
  expect(items).toMatchObject([{ id, status: 'FAILED', code: '21612', attempts: 2, may_be_duplicate: false }]);

  routesAnswer({ [first]: { ...CANNOT_REACH, vendor_code: '21612' } });
  const policy = { destinations: ['*'] };
  const as = { tenant: running.tenant, by, accept_duplicate: false, policy };
  const { retried_as } = await running.bus.call(dispatcherContracts.deadLetters.retry, { ...as, id });
  expect((await ends(retried_as, 'SENT')).retry_of).toBe(id);
});

test('every route is tried, however many there are', async () => {
  const others = await Promise.all(['third', 'fourth', 'fifth'].map((key) => running.addRoute({ key, order: 30 })));
  const last = [...others].sort().at(-1)!;
  const refusing = [first, second, ...others].filter((id) => id !== last);
  routesAnswer(Object.fromEntries(refusing.map((id) => [id, CANNOT_REACH])));

  const view = await ends(await submitOne(), 'SENT');

  expect(view.attempts.at(-1)).toMatchObject({ route: last, outcome: 'accepted' });
  expect(view.attempts).toHaveLength(5);
});

test('a pinned message whose route cannot reach it ends at once', async () => {
  routesAnswer({ [first]: { ...CANNOT_REACH, vendor_code: '21408' } });

  const view = await ends(await submitOne({ route: first }), 'FAILED');

  expect(view.reason).toBe('21408');
  expect(running.sentOn(second)).toEqual([]);
});

test('while another route may come back it waits, and never tries again the one that refused it', async () => {
  const force = (id: string, word: 'open' | 'auto') =>
    running.bus.call(dispatcherContracts.routes.force, {
      tenant: running.tenant,
      id,
      by,
      force: word,
      for_s: 600,
      reason: 'a test',
    });
  routesAnswer({ [first]: CANNOT_REACH });
  await force(second, 'open');

  const id = await submitOne();
  await until('the first route refused it', async () => (await read(id)).attempts.length === 1);
  await until('somebody has looked at it again', async () => {
    const [message] = await running.messages();
    return message!.status === 'PENDING' && message!.wake_at!.getTime() > message!.created_at.getTime() + 1_000;
  });
  await force(second, 'auto');

  expect(outcomesOf(await ends(id, 'SENT')).map(([route]) => route)).toEqual([first, second]);
  expect(running.sentOn(first)).toHaveLength(1);
});

test('if the route that it waited for is removed, it does not wait for its deadline', async () => {
  routesAnswer({ [first]: { ...CANNOT_REACH, vendor_code: '21408' } });
  const of = { tenant: running.tenant, id: second, by };
  await running.bus.call(dispatcherContracts.routes.force, { ...of, force: 'open', for_s: 600, reason: 'a test' });
  const id = await submitOne();
  await until('the first route refused it', async () => (await read(id)).attempts.length === 1);

  await running.bus.call(dispatcherContracts.routes.change, { ...of, change: { enabled: false } });

  expect((await ends(id, 'FAILED')).reason).toBe('21408');
  expect(running.sentOn(first)).toHaveLength(1);
});

test('a route that only failed is tried again after another could not reach it', async () => {
  let asked = 0;
  running.vendor.deliver = (items, account) => {
    if (account === second) return answering(CANNOT_REACH)(items);
    return asked++ === 0 ? answering({ outcome: 'vendor_fault', fault: 'request' })(items) : acceptAll(items);
  };

  const view = await ends(await submitOne(), 'SENT');

  expect(view.attempts.map(({ route }) => route)).toEqual([first, second, first]);
});

test('a route that cannot reach some recipients stays healthy', async () => {
  routesAnswer({ [first]: CANNOT_REACH });

  await running.submit(Array.from({ length: 40 }, () => ({})));
  await until('all are SENT', async () => {
    const messages = await running.messages();
    return messages.length === 40 && messages.every(({ status }) => status === 'SENT');
  });

  expect(running.sentOn(first)).toHaveLength(40);
  expect((await running.routeState(first)).breaker).toBe('closed');
  const health = await until('its health is known', async () => {
    const { routes } = await running.bus.call(dispatcherContracts.routes.health, { tenant: running.tenant });
    const found = routes.find(({ route }) => route === first)?.windows[0];
    return found?.outcomes['recipient'] === 40 && found;
  });
  expect(health).not.toHaveProperty('success');
});

test('three routes that cannot reach it do not use the tries of a fourth that fails', async () => {
  const [third, fourth] = await Promise.all(
    [30, 40].map((order) => running.addRoute({ key: `no-${order}`, callback_key: `no-${order}`, order })),
  );
  let asked = 0;
  running.vendor.deliver = (items, account) => {
    if (account !== fourth) return answering(CANNOT_REACH)(items);
    return asked++ < 2 ? answering({ outcome: 'vendor_fault', fault: 'request' })(items) : acceptAll(items);
  };

  const view = await ends(await submitOne({ category: 'otp' }), 'SENT');

  expect(view.attempts.map(({ route }) => route)).toEqual([first, second, third, fourth, fourth, fourth]);
});
