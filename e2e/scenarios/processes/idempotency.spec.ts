// Everything is real except the vendor and the phones, which the sandbox plays.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newApiKey } from '#libs/kernel';
import { freePort } from '#libs/servers';
import { Api } from '../../harness/api.ts';
import { startService } from '../../harness/processes.ts';
import { everyPromiseHolds, Scene } from '../../harness/scene.ts';
import { sharedTarget } from '../../harness/target.ts';
import { until } from '../../harness/wait.ts';

let scene: Scene;
beforeAll(async () => (scene = await Scene.open(sharedTarget(), 'idempotency', 1)));
afterAll(() => scene.close());

const anyGateway = (at: number) => scene.apis[at % scene.apis.length]!;
const requestsWith = (key: string) => scene.ledger.countRequests({ idempotency_key: key });

test('fifty equal calls at once, over every gateway, make one message and one text', async () => {
  const [key, to] = [scene.key(), scene.numbers.next()];

  const calls = Array.from({ length: 50 }, (_, at) => scene.send({ to, text: 'At once' }, key, anyGateway(at)));
  const answers = await Promise.all(calls);
  const later = await until('the call is accepted', async () => {
    const answer = await scene.send({ to, text: 'At once' }, key);
    return answer.status === 202 && answer;
  });
  const accepted = [...answers, later].filter(({ status }) => status === 202);
  const others = answers.filter(({ status }) => status !== 202);
  await scene.reaches(later.body.id, 'DELIVERED');

  expect(new Set(accepted.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  // A busy machine may answer 503, also to the call that made the message: then all others are replays.
  const first = accepted.filter(({ headers }) => !headers.has('idempotent-replayed')).length;
  const unavailable = others.filter(({ status }) => status === 503).length;
  expect(first).toBeLessThanOrEqual(1);
  expect(first + unavailable).toBeGreaterThan(0);
  for (const { status, headers } of others) {
    expect([409, 503]).toContain(status);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  }
  expect(await requestsWith(key)).toBe(1);
  expect(await scene.sandbox.textsTo(to)).toHaveLength(1);
});

test('the same call later gets the first answer, marked as a replay, and sends nothing', async () => {
  const [key, to] = [scene.key(), scene.numbers.next()];
  const first = await scene.send({ to, text: 'Once' }, key);
  await scene.reaches(first.body.id, 'DELIVERED');

  const later = await scene.send({ text: 'Once', to }, key, anyGateway(1));

  expect(later.status).toBe(202);
  expect(later.body).toEqual(first.body);
  expect([first, later].map(({ headers }) => headers.get('idempotent-replayed'))).toEqual([null, 'true']);
  expect(await scene.sandbox.textsTo(to)).toHaveLength(1);
});

test('a batch is replayed as a whole', async () => {
  const [key, numbers] = [scene.key(), scene.numbers.take(20)];
  const messages = [...numbers.map((to) => ({ to, text: 'Once each' })), { to: 'nobody', text: 'Refused' }];
  const first = await scene.sendBatch(messages, { key });
  for (const { id } of first.body.items) if (id !== undefined) await scene.reaches(id, 'DELIVERED');

  const later = await scene.sendBatch(messages, { key, api: anyGateway(1) });

  expect(later.body).toEqual(first.body);
  expect(later.headers.get('idempotent-replayed')).toBe('true');
  const texts = await scene.textsByNumber();
  expect(numbers.map((number) => texts.get(number)?.length)).toEqual(numbers.map(() => 1));
});

test('the same key with another body is refused and sends nothing, whichever came first', async () => {
  const [key, to, another] = [scene.key(), ...scene.numbers.take(2)];
  const id = await scene.accepted({ to, text: 'First' }, key);

  const answers = [
    await scene.send({ to, text: 'Second' }, key),
    await scene.send({ to: another, text: 'First' }, key),
    await scene.send({ to, text: 'First', priority: 1 }, key, anyGateway(1)),
  ];
  await scene.reaches(id, 'DELIVERED');

  for (const { status, body } of answers) expect([status, body.code]).toEqual([422, 'idempotency_key_reused']);
  expect(await requestsWith(key)).toBe(1);
  expect((await scene.sandbox.textsTo(to!)).map(({ body }) => body)).toEqual(['First']);
  expect(await scene.sandbox.textsTo(another!)).toEqual([]);
});

test('a client that disconnects before the answer gets it by a repeat, and the message is sent once', async () => {
  const [key, to] = [scene.key(), scene.numbers.next()];
  const body = JSON.stringify({ to, text: 'Hung up on' });
  const headers = { 'x-api-key': scene.target.apiKey, 'content-type': 'application/json', 'idempotency-key': key };
  for (const afterMs of [1, 3, 6, 10]) {
    const signal = AbortSignal.timeout(afterMs);
    await fetch(`${scene.api.url}/api/v1/messages`, { method: 'POST', headers, body, signal }).catch(() => undefined);
  }

  const id = await scene.accepted({ to, text: 'Hung up on' }, key);
  await scene.reaches(id, 'DELIVERED');

  expect(await requestsWith(key)).toBe(1);
  expect(await scene.sandbox.textsTo(to)).toHaveLength(1);
});

test("another tenant's call with the same key is its own, and neither tenant reads the other's message", async () => {
  const logs = mkdtempSync(join(tmpdir(), 'postrider-e2e-tenant-'));
  const [key, to, apiKey] = [scene.key(), scene.numbers.next(), newApiKey('test').key];
  const PORT = String(await freePort());
  const password = randomBytes(16).toString('hex');
  const seeds = {
    SEED_TENANT: '00000002',
    SEED_API_KEY: apiKey,
    SEED_DESTINATIONS: 'US',
    SEED_ADMIN_USERNAME: 'other-admin',
    SEED_ADMIN_PASSWORD: password,
  };
  const gateway = await startService({ service: 'gateway', env: { ...scene.target.env, ...seeds, PORT }, logs });
  try {
    const other = new Api(`http://127.0.0.1:${PORT}`, apiKey);
    await addAccount(other.url, password);
    const ours = await scene.accepted({ to, text: 'Ours' }, key);
    const theirs = await other.send({ to, text: 'Theirs', valid_for_s: 1 }, key);

    expect(theirs.status).toBe(202);
    expect(theirs.headers.get('idempotent-replayed')).toBeNull();
    const across = [
      await other.call('GET', `/api/v1/messages/${ours}`),
      await scene.api.call('GET', `/api/v1/messages/${theirs.body.id}`),
      await scene.api.call('GET', '/api/v1/messages/01ARZ3NDEKTSV4RRFFQ69G5FAV.0000'),
    ];
    for (const { status, body } of across) expect([status, body['code']]).toEqual([404, 'not_found']);
  } finally {
    await gateway.stop();
    rmSync(logs, { recursive: true });
  }
}, 60_000);

/** The other tenant's messages would be refused without a vendor account. This one is disabled: it sends nothing. */
async function addAccount(url: string, password: string): Promise<void> {
  const call = async (method: string, path: string, body: object, headers: Record<string, string> = {}) => {
    const init = { method, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
    const answer = await fetch(`${url}/api/v1/${path}`, init);
    return { status: answer.status, body: (await answer.json()) as Record<string, string> };
  };
  const login = await call('POST', 'auth/login', { username: 'other-admin', password });
  const authorization = `Bearer ${login.body['access_token']}`;
  const {
    TWILIO_ACCOUNT_SID: account_sid,
    TWILIO_AUTH_TOKEN: auth_token,
    TWILIO_PHONE_NUMBER: sender,
  } = scene.target.env;
  const account = {
    name: 'Other',
    vendor: 'twilio',
    environment: 'test',
    settings: { account_sid, auth_token, sender },
  };
  const made = await call('POST', 'vendor-accounts', account, { authorization });
  const off = await call('POST', `vendor-accounts/${made.body['id']}/disable`, {}, { authorization });
  expect([login.status, made.status, off.status]).toEqual([200, 201, 200]);
}

everyPromiseHolds(() => scene);
