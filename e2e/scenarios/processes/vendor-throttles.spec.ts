// Everything is real except the vendors and the phones, which the sandbox plays: a system of its own, with two vendors.
import { Scene, everyPromiseHolds } from '../../harness/scene.ts';
import { startTarget } from '../../harness/start-target.ts';
import type { Target } from '../../harness/target.ts';
import { until } from '../../harness/wait.ts';

interface Vendor {
  readonly vendor: string;
  readonly routes: readonly { readonly route: string; readonly state: { readonly throttle?: { until: string } } }[];
}
interface Simulated {
  readonly explanation: { readonly skipped: readonly { readonly reason: string }[] };
}
interface Call {
  readonly at: number;
  readonly vendor: string;
  readonly operation: string;
  readonly status: number | null;
}

const PAUSE_S = 12;

let target: Target;
let scene: Scene;
beforeAll(async () => {
  target = await startTarget({ timeScale: 4, twoVendors: true });
  scene = await Scene.open(target, 'vendor-throttles');
}, 90_000);
afterEach(async () => {
  await scene.sandbox.clearFaults();
  await scene.sandbox.settings({ maxPerSecond: null });
});
afterAll(async () => {
  await scene?.close();
  await target?.stop();
}, 60_000);

let asked = 0;
/** The calls to Twilio since the last call of this function. */
async function callsOfTwilio(): Promise<Call[]> {
  const calls: Call[] = [];
  for (;;) {
    const page = await scene.sandbox.call<{ rows: Call[]; next: number; more: boolean }>(
      'GET',
      `requests?after=${asked}&limit=1000&vendor=twilio`,
    );
    asked = page.next;
    calls.push(...page.rows.filter(({ operation }) => operation === 'create'));
    if (!page.more) return calls;
  }
}
const twilio = async () => {
  const { body } = await scene.api.call<{ data: Vendor[] }>('GET', '/api/v1/vendors');
  return body.data.find(({ vendor }) => vendor === 'twilio')!.routes[0]!;
};
const vendorsOf = async (id: string): Promise<string[]> => {
  const { attempts } = await scene.api.message(id);
  return attempts.map((attempt) => (attempt as unknown as { vendor: string }).vendor);
};
const throttle = (form: object) => ({
  fault: { kind: 'throttle', ...form },
  match: { operation: 'create' },
  count: 'always',
});
/** A busy machine may answer with 503; then the same call is repeated. */
async function accepted(item: object): Promise<string> {
  const [message, key] = [{ to: scene.numbers.next(), text: 'Hello', ...item }, scene.key()];
  const { body } = await until('it is accepted', async () => {
    const answer = await scene.send(message, key);
    return answer.status === 202 && answer;
  });
  return body.id;
}
/** Any dispatcher may answer: each has done so after twelve times in a row. */
async function everyDispatcherPauses(): Promise<unknown> {
  const item = { to: scene.numbers.next(), text: 'What if', category: 'otp' };
  let inARow = 0;
  return until('every dispatcher pauses', async () => {
    const { body } = await scene.api.call<Simulated>('POST', '/api/v1/simulate', { body: item });
    inARow = body.explanation.skipped.some(({ reason }) => reason === 'throttled') ? inARow + 1 : 0;
    return inARow === 12;
  });
}
async function throttled(form: object): Promise<void> {
  await scene.sandbox.fault(throttle(form));
  await accepted({ category: 'otp' });
  await until('it is known', async () => (await twilio()).state.throttle);
}
/** How many texts each dispatcher sent through SNS. */
const takenBySns = (): Promise<number[]> =>
  Promise.all(
    target.processesOf('dispatcher').map(async (name) => {
      const page = await (await fetch(`${target.ops[name]}/metrics`)).text();
      const taken = /^postrider_route_attempts_total\{.*vendor="sns",outcome="accepted".*\} (\d+)$/m.exec(page);
      return Number(taken?.[1] ?? 0);
    }),
  );
/** Codes do not wait: they show which route the next message takes. */
const isUsedAgain = (): Promise<unknown> =>
  until(
    'Twilio is used again',
    async () => {
      const id = await accepted({ category: 'otp' });
      await scene.reaches(id, 'SENT', 'DELIVERED');
      return (await vendorsOf(id))[0] === 'twilio';
    },
    { withinMs: 120_000, everyMs: 500 },
  );

test.each(['seconds', 'date'])(
  'a pause given in %s applies to both dispatchers: codes go through SNS, and Twilio gets no calls',
  async (retryAfterAs) => {
    await throttled({ retryAfterS: PAUSE_S, retryAfterAs });
    await everyDispatcherPauses();
    const { route, state } = await twilio();
    const before = await takenBySns();
    await callsOfTwilio();

    const ids: string[] = [];
    for (let n = 0; n < 12; n++) ids.push(await accepted({ category: 'otp' }));
    ids.push(await accepted({ valid_for_s: 20 }));
    const pinned = await accepted({ valid_for_s: 1, route });

    for (const id of ids) await scene.reaches(id, 'SENT', 'DELIVERED');
    await scene.reaches(pinned, 'EXPIRED');
    for (const id of ids) expect((await vendorsOf(id)).at(-1)).toBe('sns');
    const after = await takenBySns();
    expect(after.map((count, at) => count > before[at]!)).toEqual([true, true]);
    const calls = await callsOfTwilio();
    expect(calls.filter(({ at }) => at < Date.parse(state.throttle!.until))).toEqual([]);
    expect(calls.length).toBeLessThanOrEqual(2);

    await scene.sandbox.clearFaults();
    await isUsedAgain();
  },
  240_000,
);

test('a vendor that always throttles without a time gets calls less and less often', async () => {
  await throttled({ retryAfterAs: 'nothing' });
  await callsOfTwilio();

  const messages = scene.numbers.take(100).map((to) => ({ to, text: 'Patient', valid_for_s: 100 }));
  const { body } = await scene.sendBatch(messages);
  await haveLeft(body.request_id, 100);

  expect((await callsOfTwilio()).length).toBeLessThan(50);
}, 240_000);

test('under a limit of its vendor a route carries as much as allowed, and few messages are refused', async () => {
  await isUsedAgain();
  await scene.sandbox.settings({ maxPerSecond: 20 });
  await callsOfTwilio();
  const route = (await twilio()).route;

  const messages = scene.numbers.take(200).map((to) => ({ to, text: 'Many of us', route }));
  const { body } = await scene.sendBatch(messages);
  await haveLeft(body.request_id, 200);

  const calls = await callsOfTwilio();
  expect(calls.filter(({ status }) => status === 201)).toHaveLength(200);
  expect(calls.filter(({ status }) => status === 429).length).toBeLessThan(100);
}, 300_000);

const haveLeft = (request: string, count: number): Promise<unknown> =>
  until(
    `${count} have left`,
    async () => {
      const { counts } = await scene.api.request(request);
      return (counts['SENT'] ?? 0) + (counts['DELIVERED'] ?? 0) === count;
    },
    { withinMs: 150_000, everyMs: 500 },
  );

everyPromiseHolds(() => scene);
