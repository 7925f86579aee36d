// Everything is real except the vendor and the phones. This system is stopped and crashed, and no other spec uses it.
// Its times are divided by four, so that a request whose dispatcher lost it is swept within the test.
import { freeze } from '../../../libs/servers/testing/index.ts';
import type { Api } from '../../harness/api.ts';
import { everyPromiseHolds, Scene } from '../../harness/scene.ts';
import { startTarget } from '../../harness/start-target.ts';
import type { Target } from '../../harness/target.ts';
import { until } from '../../harness/wait.ts';

const TEXT = 'In spite of it';

let target: Target;
let scene: Scene;
beforeAll(async () => {
  target = await startTarget({ timeScale: 4 });
  scene = await Scene.open(target, 'outages');
}, 120_000);
afterAll(async () => {
  await scene.close();
  await target.stop();
}, 60_000);

interface Sending {
  readonly to: string;
  readonly key: string;
}

const newSending = (): Sending => ({ to: scene.numbers.next(), key: scene.key() });

/** A well-behaved client: the same call again, at one gateway after the other, until one accepts it. */
async function untilAccepted({ to, key }: Sending): Promise<string> {
  let turn = 0;
  return until('the call is accepted', async () => {
    const { status, body } = await scene.send({ to, text: TEXT }, key, apiAt(turn++));
    return status === 202 && body.id;
  });
}

async function allAreSent(ids: readonly string[]): Promise<void> {
  const filter = { _id: { $in: ids.map((id) => `${target.tenant}.${id}`) }, status: { $in: ['SENT', 'DELIVERED'] } };
  const isSo = async (): Promise<boolean> => (await scene.ledger.countMessages(filter)) === ids.length;
  await until('all are sent', isSo, { withinMs: 25_000, everyMs: 100 });
}

const apiAt = (turn: number): Api => scene.apis[turn % scene.apis.length]!;

async function textsTo(sendings: readonly Sending[]): Promise<(number | undefined)[]> {
  const texts = await scene.textsByNumber();
  return sendings.map(({ to }) => texts.get(to)?.length);
}

const onceEach = (sendings: readonly Sending[]): number[] => sendings.map(() => 1);

async function isPaused<T>(server: 'nats-server' | 'mongod', meanwhile: () => Promise<T>): Promise<T> {
  await freeze(target.pids[server]!);
  try {
    return await meanwhile();
  } finally {
    process.kill(target.pids[server]!, 'SIGCONT');
  }
}

describe.each(['nats-server', 'mongod'] as const)('while %s is frozen', (server) => {
  const during: Sending[] = [];
  let before: Target['pids'];

  /** Sends to every gateway at once; returns the answers with their times. */
  async function sendAll(): Promise<{ ms: number; status: number; headers: Headers; code: string | undefined }[]> {
    const wave = Array.from({ length: 8 }, newSending);
    during.push(...wave);
    const calls = wave.map(async ({ to, key }, at) => {
      const since = performance.now();
      const { status, headers, body } = await scene.send({ to, text: TEXT }, key, apiAt(at));
      return { ms: performance.now() - since, status, headers, code: body.code };
    });
    return Promise.all(calls);
  }

  test('sends are refused with 503 and Retry-After within 5 s at every gateway, at first and later', async () => {
    before = target.pids;

    const waves = await isPaused(server, async () => [await sendAll(), await sendAll()]);

    for (const { ms, status, headers, code } of waves.flat()) {
      expect([status, code]).toEqual([503, 'service_unavailable']);
      expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      expect(ms).toBeLessThan(8_000); // On a busy machine a caller gets the answer late.
    }
    for (const wave of waves) expect(Math.min(...wave.map(({ ms }) => ms))).toBeLessThan(5_000);
  }, 30_000);

  test('and afterwards the same calls are accepted and arrive once, without a restart', async () => {
    const ids = await Promise.all(during.map(untilAccepted));
    await allAreSent(ids);

    expect(await textsTo(during)).toEqual(onceEach(during));
    expect(target.pids).toEqual(before);
  }, 60_000);
});

test('of the calls in progress when mongod stops, none is accepted without its document, and each text arrives once', async () => {
  const sendings = Array.from({ length: 200 }, newSending);
  let paused: Promise<void> | undefined;
  const work = sendings.map(async (sending, at) => {
    await new Promise((resolve) => setTimeout(resolve, at * 10));
    if (at === 50) paused = isPaused('mongod', () => new Promise((resolve) => setTimeout(resolve, 2_000)));
    return untilAccepted(sending);
  });

  const ids = await Promise.all(work);
  await paused;
  await allAreSent(ids);

  expect(await textsTo(sendings)).toEqual(onceEach(sendings));
  const documents = await scene.ledger.countRequests({ idempotency_key: { $in: sendings.map(({ key }) => key) } });
  expect(documents).toBe(sendings.length);
}, 60_000);

test('a gateway is killed during calls: the repeats have the same ids, and each text arrives once', async () => {
  const [gateway] = target.processesOf('gateway');
  const sendings: Sending[] = [];
  const known = new Map<string, string>();
  /** Calls one after the other, until one fails. */
  const caller = async (): Promise<void> => {
    while (sendings.length < 2_000) {
      const sending = newSending();
      sendings.push(sending);
      const { status, body } = await scene.send({ to: sending.to, text: TEXT }, sending.key, apiAt(0));
      if (status === 202) known.set(sending.key, body.id);
    }
  };
  const callers = Array.from({ length: 16 }, caller);
  await until('some are answered', () => known.size > 50, { everyMs: 1 });
  const back = target.restart(gateway!, 'SIGKILL');
  const ends = await Promise.allSettled(callers);

  const ids = await Promise.all(sendings.map(untilAccepted));
  await back;
  await allAreSent(ids);

  expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(16);
  expect(sendings.filter(({ key }, at) => known.has(key) && known.get(key) !== ids[at])).toEqual([]);
  expect(await textsTo(sendings)).toEqual(onceEach(sendings));
}, 120_000);

everyPromiseHolds(() => scene);
