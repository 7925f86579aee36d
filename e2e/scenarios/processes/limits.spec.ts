// Everything is real except the vendor and the phones. Three gateways and two dispatchers, which this spec kills.
import { Api, type Answer, type Sent } from '../../harness/api.ts';
import { openLedger, type LedgerReader } from '../../harness/ledger.ts';
import { Numbers } from '../../harness/numbers.ts';
import { Sandbox } from '../../harness/sandbox.ts';
import { startSystem, type System } from '../../harness/system.ts';
import { until } from '../../harness/wait.ts';

const CALLERS = 50;
const PRELOAD = new URL('../../drills/checkpoint-preload.mjs', import.meta.url).href;
const POINTS = ['after_guard', 'before_insert'];

let system: System;
let ledger: LedgerReader;
let owner: Readonly<Record<string, string>>;
let sandbox: Sandbox;
const numbers = new Numbers(0);
beforeAll(async () => {
  system = await startSystem({ timeScale: 4, replicas: { gateway: 3, dispatcher: 2, 'provider-twilio': 1 } });
  ledger = await openLedger(system.mongoUri, system.database);
  sandbox = new Sandbox(system.sandbox);
  const login = await api(0).call('POST', '/api/v1/auth/login', { body: system.admin });
  owner = { authorization: `Bearer ${String(login.body['access_token'])}` };
  await manage('PATCH', 'tenant', { duplicate_window_minutes: 60 }, 200);
}, 120_000);
afterAll(async () => {
  await ledger.close();
  await system.stop();
}, 60_000);

const api = (at: number, key = system.apiKey): Api => new Api(system.gateways[at % system.gateways.length]!, key);

/** As the owner, without a key. */
async function manage(method: string, path: string, body: object, expected: number): Promise<Record<string, unknown>> {
  const headers = { ...owner, 'content-type': 'application/json', 'if-match': '*' };
  const init = { method, headers, body: JSON.stringify(body) };
  const answer = await fetch(`${system.gateways[0]}/api/v1/${path}`, init);
  expect([path, answer.status]).toEqual([path, expected]);
  return (await answer.json()) as Record<string, unknown>;
}

async function newKey(daily_limit: number): Promise<string> {
  const wanted = { name: 'Limited', environment: 'test', scopes: ['messages:send', 'messages:read'], daily_limit };
  return String((await manage('POST', 'api-keys', wanted, 201))['key']);
}

type Accepted = Answer<Sent & { code?: string; reason?: string }>;
const atOnce = (key: string, messageOf: (caller: number) => { to: string; text: string }): Promise<Accepted[]> =>
  Promise.all(Array.from({ length: CALLERS }, (_, caller) => api(caller, key).send(messageOf(caller))));
const withStatus = (answers: readonly Accepted[], status: number): Accepted[] =>
  answers.filter((answer) => answer.status === status);
const storedWith = (key: string): Promise<number> => ledger.countRequests({ created_by: `key:${key.split('_')[2]}` });

test('fifty callers at once fill the daily limit of a key exactly, and a restart frees none of it', async () => {
  const key = await newKey(30);
  const mine = numbers.take(CALLERS);

  const answers = await atOnce(key, (caller) => ({ to: mine[caller]!, text: 'Limited' }));

  const [accepted, refused, unavailable] = [202, 429, 503].map((status) => withStatus(answers, status).length);
  expect(accepted! + refused! + unavailable!).toBe(CALLERS);
  expect(accepted).toBeLessThanOrEqual(30);
  // A call that got no answer may have used its room.
  expect(accepted! + unavailable!).toBeGreaterThanOrEqual(30);
  expect(await storedWith(key)).toBeLessThanOrEqual(30);
  for (const { headers, body } of withStatus(answers, 429)) {
    expect(body.code).toBe('quota_exceeded');
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect([headers.get('ratelimit-limit'), headers.get('ratelimit-remaining')]).toEqual(['30', '0']);
  }

  await system.services.get('dispatcher-1')!.stop();
  await system.services.get('dispatcher-2')!.stop();
  await Promise.all([system.restart('dispatcher-1'), system.restart('dispatcher-2')]);
  const later = await until('it is answered', async () => {
    const answer = await api(1, key).send({ to: numbers.next(), text: 'Limited' });
    return answer.status !== 503 && answer;
  });
  expect(later.status).toBe(429);
}, 90_000);

test('of fifty equal texts at once one is sent, and the others are recorded', async () => {
  const to = numbers.next();

  const answers = await atOnce(system.apiKey, () => ({ to, text: 'Equal' }));

  const accepted = withStatus(answers, 202);
  expect(accepted.length + withStatus(answers, 503).length).toBe(CALLERS);
  expect(accepted.filter(({ body }) => body.status === 'PENDING').length).toBeLessThanOrEqual(1);
  for (const { body } of accepted.filter(({ body: { status } }) => status !== 'PENDING'))
    expect(body).toMatchObject({ status: 'CANCELED', reason: 'DUPLICATE_RECENT' });
  const ends = await until('all are closed', async () => {
    const all = await Promise.all(accepted.map(({ body }) => api(0).message(body.id)));
    return all.every(({ status }) => ['CANCELED', 'SENT', 'DELIVERED'].includes(status)) && all;
  });
  expect(ends.filter(({ status }) => status === 'CANCELED')).toHaveLength(accepted.length - 1);
  expect(await sandbox.textsTo(to)).toHaveLength(1);
}, 60_000);

test.each(POINTS)(
  'a dispatcher that is killed %s frees neither a duplicate nor a quota',
  async (point) => {
    const key = await newKey(12);
    const mine = numbers.take(4);
    const name = `dispatcher.submit.${point}`;
    await system.services.get('dispatcher-1')!.stop();
    const armed = await system.restart('dispatcher-1', {
      env: { DRILL_CHECKPOINT: name },
      nodeOptions: [`--import=${PRELOAD}`],
    });
    let isKilled = false;
    void armed.exited.then(() => (isKilled = true));

    await until('it is killed', async () => {
      await Promise.all(mine.map((to, at) => api(at, key).send({ to, text: point })));
      return isKilled;
    });
    const again = await atOnce(key, (caller) => ({ to: mine[caller % mine.length]!, text: point }));
    await system.restart('dispatcher-1');

    expect(withStatus(again, 202).length + withStatus(again, 429).length + withStatus(again, 503).length).toBe(CALLERS);
    const texts = await until(
      'all are closed',
      async () => {
        const open = await ledger.countMessages({ wake_at: { $exists: true } });
        const fanningOut = await ledger.countRequests({ wake_at: { $exists: true } });
        return open + fanningOut === 0 && (await sandbox.texts());
      },
      { withinMs: 60_000 },
    );
    for (const to of mine) expect(texts.filter((text) => text.to === to).length).toBeLessThanOrEqual(1);
    expect(texts.filter(({ to }) => mine.includes(to)).length).toBeLessThanOrEqual(12);
  },
  120_000,
);
