// Real: gateway, HTTP, and servers of its own that this spec ends: mongod and nats-server.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unavailable } from '#libs/kernel';
import { startNats } from '#libs/servers';
import { ownMongod } from '../../../../libs/persistence/testing/index.ts';
import { freeze } from '../../../../libs/servers/testing/index.ts';
import { GatewayUnderTest, type Answer } from './gateway-under-test.ts';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
});
afterAll(() => gateway.close());

/** What a test started; it is ended also if the test fails half way. */
const started: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of started.splice(0)) await end();
});

const GOOD = { to: '+12025550123', text: 'Hello' };

/** Two tries of two seconds each, or the six of a callback, and the delay of a busy machine. */
const WITHIN_MS = 12_000;

async function timed(
  call: () => Promise<Answer>,
): Promise<{ status: number; code: unknown; retryAfter: string | null }> {
  const startedAt = performance.now();
  const { status, body, headers } = await call();
  expect(performance.now() - startedAt).toBeLessThan(WITHIN_MS);
  return { status, code: body.code, retryAfter: headers.get('retry-after') };
}

const AWAY = { status: 503, code: 'service_unavailable', retryAfter: '2' };

test('calls that are answered 503 for one cause are one line, which names the cause', async () => {
  const lines = gateway.captureLog();
  // A send asks twice.
  gateway.dispatcher.messages.submit.saysNext(...Array<Error>(6).fill(unavailable('The database')));

  const answers = [await gateway.send(GOOD), await gateway.send(GOOD), await gateway.send(GOOD)];

  expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
  const failures = lines.map((line) => JSON.parse(line) as { level: string }).filter(({ level }) => level !== 'debug');
  expect(failures).toEqual([
    expect.objectContaining({
      level: 'warn',
      event: 'http.unavailable',
      trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      err: expect.objectContaining({ code: 'service_unavailable' }),
    }),
  ]);
});

test('without a dispatcher, and then without a broker, a send is 503 and may be repeated', async () => {
  const storeDir = await mkdtemp(join(tmpdir(), 'postrider-outage-'));
  const nats = await startNats({ storeDir });
  started.push(
    () => nats.stop(),
    () => rm(storeDir, { recursive: true, force: true }),
  );
  gateway.url = await gateway.startReplica({ NATS_URL: nats.url });
  expect(await timed(() => gateway.send(GOOD))).toEqual(AWAY);
  expect(await timed(() => gateway.call('/callbacks/acme/secret', { method: 'POST' }))).toEqual(AWAY);

  nats.kill('SIGKILL');
  await nats.exited;

  expect(await timed(() => gateway.send(GOOD))).toEqual(AWAY);
  expect(await timed(() => gateway.call('/callbacks/acme/secret', { method: 'POST' }))).toEqual(AWAY);
  expect((await gateway.call('/health/live')).status).toBe(200);
});

test('without a database an uncached key and a login are 503, and a refusal is still a refusal', async () => {
  const mongod = await ownMongod();
  started.push(() => {
    process.kill(mongod.pid, 'SIGCONT');
    return mongod.stop();
  });
  gateway.url = await gateway.startReplica({ MONGODB_URI: mongod.uri });
  expect((await gateway.send(GOOD)).status).toBe(202);
  const stranger = await gateway.addKey();

  await freeze(mongod.pid);

  expect(await timed(() => gateway.send(GOOD, { 'x-api-key': stranger.key }))).toEqual(AWAY);
  expect(
    await timed(() => gateway.call('/api/v1/auth/login', { method: 'POST', body: { username: 'a', password: 'b' } })),
  ).toEqual(AWAY);
  expect(await timed(() => gateway.call('/api/v1/auth/me'))).toMatchObject({ status: 401 });
});
