// Everything is real except the vendor and the phones, in a system of its own with two agent-leases and two dispatchers.
// Its times are a tenth: a phone is away 9 s after its last call.
import { administratorOf } from '../../harness/administrator.ts';
import { FakePhone, type Lease } from '../../harness/phone.ts';
import { everyPromiseHolds, Scene } from '../../harness/scene.ts';
import { startTarget } from '../../harness/start-target.ts';
import type { Target } from '../../harness/target.ts';
import { TermuxPhone } from '../../harness/termux-phone.ts';
import { until } from '../../harness/wait.ts';

const LEASE_S = 8;
/** A lease, the time after it, and the time until it is looked at. */
const LEASE_OVER = { withinMs: 40_000, everyMs: 200 };
const POLICY = '/api/v1/routing-policies/test';

let target: Target;
let scene: Scene;
let pool: string;
let twilio: string;
beforeAll(async () => {
  target = await startTarget({
    timeScale: 10,
    replicas: { 'agent-lease': 2, gateway: 1, dispatcher: 2, 'provider-twilio': 1 },
    env: { LEASE_SECONDS: String(LEASE_S), AGENT_RATE_LIMIT_PER_MIN: '0' },
  });
  scene = await Scene.open(target, 'phones');
  await phone();
  const found = await until('the pool is there', () => scene.ledger.db.collection('phone_pools').findOne());
  pool = String(found._id);
  const { body } = await scene.api.call<{ data: { id: string; vendor: string }[] }>('GET', '/api/v1/routes');
  twilio = body.data.find(({ vendor }) => vendor === 'twilio')!.id;
}, 180_000);
afterAll(async () => {
  await scene?.close();
  await target?.stop();
}, 60_000);

/** A new phone, by either agent-lease. */
function phone(more: { canStart?: boolean; at?: number } = {}): Promise<FakePhone> {
  const { at = 0, ...registration } = more;
  const secret = target.env.AGENT_REGISTRATION_SECRET!;
  return FakePhone.register(target.agents[at]!, { secret, ...registration }, scene.radio);
}

const text = (more: Record<string, unknown>) => ({ to: scene.numbers.next(), text: 'By a phone', ...more });
const statusOf = async (id: string): Promise<string> => (await scene.api.message(id)).status;

/** It stays online by its heartbeats, and names no lease. */
async function silently<T>(phones: readonly FakePhone[], work: () => Promise<T>): Promise<T> {
  const beats = setInterval(() => phones.forEach((it) => void it.heartbeat().catch(() => undefined)), 2_000);
  try {
    return await work();
  } finally {
    clearInterval(beats);
  }
}

test('a text for one phone goes by that phone, and one for the pool by any of its phones, once', async () => {
  const [one, other] = [await phone(), await phone({ at: 1 })];
  const own = await scene.accepted(text({ route: one.id }));

  expect(await other.next({ wait: 1 })).toEqual([]);
  const [lease] = await one.some();
  expect(lease).toMatchObject({ message_id: own, fence: 1, text: 'By a phone' });
  await one.deliver(lease!);
  await scene.reaches(own, 'SENT');

  const shared = await scene.accepted(text({ route: pool }));
  const leases = (await Promise.all([one.next({ wait: 2 }), other.next({ wait: 2 })])).flat();
  expect(leases.map(({ message_id }) => message_id)).toEqual([shared]);
  await until('a phone has delivered it', async () => (await one.deliver(leases[0]!)) || other.deliver(leases[0]!));
  await scene.reaches(shared, 'SENT');
}, 60_000);

test('an idle phone gets an urgent text by the call that it holds, at either agent-lease', async () => {
  const waiting = await phone();
  for (const url of target.agents) {
    const held = waiting.at(url).next({ wait: 20 });
    const began = performance.now();
    const id = await scene.accepted(text({ route: pool, category: 'otp' }));

    const leases = await held;

    expect(leases.map(({ message_id }) => message_id)).toEqual([id]);
    expect(performance.now() - began).toBeLessThan(15_000);
    await waiting.deliver(leases[0]!);
  }
}, 60_000);

test('a poll that is repeated with its id answers the same leases, also at the other agent-lease', async () => {
  const asking = await phone();
  for (let n = 0; n < 4; n++) await scene.accepted(text({ route: asking.id }));
  const query = { limit: 2, lease_request_id: 'poll-1' };

  const first = await until('both are leased', async () => {
    const leases = await asking.next(query);
    return leases.length > 0 && leases;
  });
  const again = await asking.at(target.agents[1]!).next(query);

  const known = ({ message_id, lease_id, fence }: Lease) => ({ message_id, lease_id, fence });
  expect(again.map(known)).toEqual(first.map(known));
  for (const lease of first) await asking.deliver(lease);
  await until('the rest is delivered', async () => {
    for (const lease of await asking.next({ limit: 10 })) await asking.deliver(lease);
    return (await scene.ledger.countMessages({ pool: asking.id, status: 'PENDING' })) === 0;
  });
}, 60_000);

test('a hundred phones that poll at once never get the same message', async () => {
  const MESSAGES = 200;
  const phones = await Promise.all(Array.from({ length: 100 }, (_, n) => phone({ at: n % 2 })));
  const { status, body } = await scene.sendBatch(
    scene.numbers.take(MESSAGES).map((to) => ({ to, text: 'Of many' })),
    {
      defaults: { route: pool },
    },
  );
  expect(status).toBe(202);
  const ids = new Set(body.items.map(({ id }) => id));
  const given: string[] = [];
  const drain = async (one: FakePhone): Promise<void> => {
    for (const lease of await one.next({ limit: 5, wait: 1 })) {
      given.push(`${lease.message_id} ${lease.fence}`);
      await one.deliver(lease);
    }
  };
  const sent = (): number => scene.radio.filter(({ messageId }) => ids.has(messageId)).length;

  await until(
    'all are sent',
    async () => {
      await Promise.all(phones.map(drain));
      return sent() >= MESSAGES;
    },
    { withinMs: 90_000 },
  );

  expect(sent()).toBe(MESSAGES);
  // A lease whose phone was too slow is given again, at another fence.
  expect(new Set(given).size).toBe(given.length);
}, 150_000);

test('what a phone has not started goes by the next route once it is away; what is for it alone waits for it', async () => {
  const rules = [{ name: 'phones first', routes: [pool, twilio] }];
  const { status } = await scene.api.call('PUT', POLICY, { body: { rules }, headers: { 'if-match': '*' } });
  expect(status).toBe(200);
  try {
    const away = await phone();
    const pinned = await scene.accepted(text({ route: away.id }));
    await until('it is waiting', async () => (await scene.ledger.countMessages({ pool: away.id })) === 1);
    const freeTo = scene.numbers.next();
    const free = await scene.accepted({ to: freeTo, text: 'By a phone' });
    const leases = await until('the phone holds both', async () => {
      const more = await away.next({ limit: 5, wait: 1, lease_request_id: 'both' });
      return more.length > 0 && more;
    });
    expect(leases.map(({ message_id }) => message_id)).toContain(pinned);

    await scene.reaches(free, 'DELIVERED', 'SENT');

    expect((await scene.arrived(freeTo)).vendor).toBe('twilio');
    await until('the pinned one waits again', async () => (await statusOf(pinned)) === 'PENDING', LEASE_OVER);
    for (const lease of leases) expect((await away.start(lease)).body).toMatchObject({ send_within_ms: 0 });
    const [again] = await away.some();
    expect(again).toMatchObject({ message_id: pinned });
    await away.deliver(again!);
    await scene.reaches(pinned, 'SENT');
  } finally {
    await scene.api.call('PUT', POLICY, { body: { rules: [] }, headers: { 'if-match': '*' } });
  }
}, 120_000);

test('a phone that was stopped past its lease may not start it; the phone that has it now sends the one text', async () => {
  const [stopped, next] = [await phone(), await phone({ at: 1 })];
  const id = await scene.accepted(text({ route: pool, guarantee: 'at_most_once' }));
  const [old] = await stopped.some();
  expect(old).toMatchObject({ message_id: id, fence: 1 });

  const [regranted] = await silently([stopped], () =>
    until(
      'it is leased again',
      async () => {
        const leases = await next.next({ wait: 2 });
        return leases.length > 0 && leases;
      },
      LEASE_OVER,
    ),
  );

  expect(regranted).toMatchObject({ message_id: id, fence: 2 });
  const answers = await Promise.all([stopped.start(old!), next.deliver(regranted!)]);
  expect(answers[0].body).toMatchObject({ applied: false, reason: 'stale_lease', send_within_ms: 0 });
  const { body } = await stopped.report({ message_id: id, lease_id: old!.lease_id, fence: 1, status: 'FAILED' });
  expect(body.messages).toEqual([expect.objectContaining({ applied: false, reason: 'stale_lease', status: 'SENT' })]);
  expect(scene.radio.filter(({ messageId }) => messageId === id)).toHaveLength(1);
}, 90_000);

test('a text that was started and never reported is in doubt, is resent to nobody, and is proven by a late report', async () => {
  const silent = await phone();
  const id = await scene.accepted(text({ route: pool, guarantee: 'at_most_once' }));
  const [lease] = await silent.some();
  await silent.start(lease!);
  silent.send(lease!);

  await silently([silent], () => scene.reaches(id, 'UNCONFIRMED'));

  expect(await silent.next({ wait: 2 })).toEqual([]);
  const { message_id, lease_id, fence } = lease!;
  const report = { message_id, lease_id, fence, status: 'SENT' };
  const first = await silent.report(report);
  const repeated = await silent.at(target.agents[1]!).report(report, report);
  expect(first.body.messages[0]).toMatchObject({ applied: true, status: 'SENT' });
  expect(repeated.body.messages.map(({ status }) => status)).toEqual(['SENT', 'SENT']);
  expect(await statusOf(id)).toBe('SENT');
}, 90_000);

test('an at-least-once text in doubt goes to another phone, and says that it may be a duplicate', async () => {
  const [silent, next] = [await phone(), await phone({ at: 1 })];
  const id = await scene.accepted(text({ route: pool, guarantee: 'at_least_once' }));
  const [lease] = await silent.some();
  await silent.start(lease!);
  silent.send(lease!);

  const again = await silently([silent, next], () =>
    until(
      'it is leased again',
      async () => (await next.next({ wait: 2 })).find(({ message_id }) => message_id === id),
      LEASE_OVER,
    ),
  );
  await next.deliver(again);

  await scene.reaches(id, 'SENT');
  expect((await scene.api.message(id)).possible_duplicate).toBe(true);
}, 90_000);

test('a phone that only polls and reports sends each text once; a lease of it that ends in silence is in doubt', async () => {
  const legacy = await phone({ canStart: false });
  const told = await scene.accepted(text({ route: legacy.id }));
  const [lease] = await legacy.some();
  legacy.send(lease!);
  const { body } = await legacy.report({ message_id: told, status: 'SENT' });
  expect(body.messages).toEqual([expect.objectContaining({ message_id: told, applied: true, status: 'SENT' })]);

  const silent = await scene.accepted(text({ route: legacy.id, guarantee: 'at_most_once' }));
  const [held] = await legacy.some();
  legacy.send(held!);
  await silently([legacy], () => scene.reaches(silent, 'UNCONFIRMED'));

  expect(await legacy.next({ wait: 2 })).toEqual([]);
  expect(scene.radio.filter(({ messageId }) => messageId === silent)).toHaveLength(1);
}, 90_000);

test('a phone that is stopped past its lease: another sends the text, and when the first goes on the doubt is declared', async () => {
  const stopped = new TermuxPhone();
  try {
    const ask = await administratorOf(target);
    const { code } = await ask<{ code: string }>('POST', 'agents/enrolment-codes', {});
    const agent = stopped.start(code, target.agents[0]!);
    const other = await phone({ at: 1 });
    const words = text({ route: pool, guarantee: 'at_least_once', text: 'Stopped in the air' });
    const id = await scene.accepted(words);
    await until('its radio has the text', () => stopped.sent.length > 0);
    stopped.signal('SIGSTOP');
    scene.radio.push({ at: Date.now(), agent, messageId: id, fence: 1, to: words.to, text: words.text });

    const again = await silently([other], () =>
      until(
        'it is leased again',
        async () => (await other.next({ wait: 2 })).find(({ message_id }) => message_id === id),
        LEASE_OVER,
      ),
    );
    await other.deliver(again);
    stopped.endSending();
    stopped.signal('SIGCONT');

    await scene.reaches(id, 'SENT');
    await until('the first has reported', async () => (await scene.api.message(id)).attempts.length > 1);
    expect(stopped.sent).toEqual(['Stopped in the air']);
    expect(scene.radio.filter(({ messageId }) => messageId === id)).toHaveLength(2);
    expect((await scene.api.message(id)).possible_duplicate).toBe(true);
  } finally {
    stopped.close();
  }
}, 90_000);

everyPromiseHolds(() => scene);
