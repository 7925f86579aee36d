// Everything is real but the vendors and the phones, which the sandbox plays: a product of its own, with two vendors.
import { Scene, everyPromiseHolds } from '../../harness/scene.ts';
import { startTarget } from '../../harness/start-target.ts';
import type { Target } from '../../harness/target.ts';
import { until } from '../../harness/wait.ts';

interface Vendor {
  readonly vendor: string;
  readonly routes: readonly { readonly route: string; readonly state: { readonly throttle?: { until: string } } }[];
}
interface Call {
  readonly at: number;
  readonly vendor: string;
  readonly operation: string;
  readonly status: number | null;
}

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
/** What was sent to Twilio since the last call of this. */
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
/** A busy machine may answer with 503, which asks for the same call again. */
async function accepted(item: object): Promise<string> {
  const [message, key] = [{ to: scene.numbers.next(), text: 'Hello', ...item }, scene.key()];
  const { body } = await until('it is accepted', async () => {
    const answer = await scene.send(message, key);
    return answer.status === 202 && answer;
  });
  return body.id;
}
/** `forMs`: so much of the pause is left. */
async function throttledAndKnown(form: object, forMs?: number): Promise<void> {
  await scene.sandbox.fault(throttle(form));
  await accepted({ category: 'otp' });
  await until('it is known', async () => {
    const known = (await twilio()).state.throttle;
    return known !== undefined && (forMs === undefined || Date.parse(known.until) > Date.now() + forMs);
  });
  await callsOfTwilio();
}
/** Codes do not wait: they show where the next message goes. */
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
  'a pause told in %s: codes go by SNS, and nobody calls Twilio',
  async (retryAfterAs) => {
    await throttledAndKnown({ retryAfterS: 30, retryAfterAs }, 15_000);
    const route = (await twilio()).route;

    const ids: string[] = [];
    for (let n = 0; n < 8; n++) ids.push(await accepted({ category: 'otp' }));
    ids.push(await accepted({ valid_for_s: 60 }));
    const pinned = await accepted({ valid_for_s: 2, route });

    for (const id of ids) await scene.reaches(id, 'SENT', 'DELIVERED');
    await scene.reaches(pinned, 'EXPIRED');
    for (const id of ids) expect((await vendorsOf(id)).at(-1)).toBe('sns');
    expect((await callsOfTwilio()).length).toBeLessThanOrEqual(2);

    await scene.sandbox.clearFaults();
    await isUsedAgain();
  },
  240_000,
);

test('a vendor that throttles for ever without a word is asked ever more rarely', async () => {
  await throttledAndKnown({ retryAfterAs: 'nothing' });

  const messages = scene.numbers.take(100).map((to) => ({ to, text: 'Patient', valid_for_s: 200 }));
  const { body } = await scene.sendBatch(messages);
  await haveLeft(body.request_id, 100);

  expect((await callsOfTwilio()).length).toBeLessThan(150);
}, 240_000);

test('under a limit of its vendor a route carries all it may, and few are refused on the way', async () => {
  await isUsedAgain();
  await scene.sandbox.settings({ maxPerSecond: 20 });
  await callsOfTwilio();
  const route = (await twilio()).route;

  const messages = scene.numbers.take(400).map((to) => ({ to, text: 'Many of us', route }));
  const { body } = await scene.sendBatch(messages);
  await haveLeft(body.request_id, 400);

  const calls = await callsOfTwilio();
  expect(calls.filter(({ status }) => status === 201)).toHaveLength(400);
  expect(calls.filter(({ status }) => status === 429).length).toBeLessThan(400);
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
