// Everything is real except the vendors and the phones, which the sandbox plays: a system of its own, with two vendors.
import type { Api } from '../../harness/api.ts';
import { Scene, everyPromiseHolds } from '../../harness/scene.ts';
import { startTarget } from '../../harness/start-target.ts';
import type { Target } from '../../harness/target.ts';
import { until } from '../../harness/wait.ts';

interface Route {
  readonly id: string;
  readonly vendor: string;
  readonly state: { readonly breaker: string };
}

interface Moved {
  readonly what: string;
  readonly to: string;
  readonly reason: string;
  readonly by: string;
}

interface Plan {
  readonly routes: readonly string[];
  readonly skipped: readonly { readonly reason: string }[];
}

let target: Target;
let scene: Scene;
let api: Api;
beforeAll(async () => {
  // Not faster: a vendor's answer of one second must not count as a fault.
  target = await startTarget({ timeScale: 4, twoVendors: true });
  scene = await Scene.open(target, 'vendors-fail');
  api = scene.api;
  await everyDispatcher('every dispatcher knows both vendors', (plan) => plan.routes.length === 2);
}, 90_000);
afterAll(async () => {
  await scene?.close();
  await target?.stop();
}, 60_000);

const routes = async (): Promise<Route[]> => (await api.call<{ data: Route[] }>('GET', '/api/v1/routes')).body.data;
const twilio = async (): Promise<Route> => (await routes()).find(({ vendor }) => vendor === 'twilio')!;
/** Any dispatcher may answer: each has done so after twenty times in a row. */
async function everyDispatcher(what: string, says: (plan: Plan) => boolean): Promise<Plan> {
  const item = { to: scene.numbers.next(), text: 'What if' };
  let inARow = 0;
  return until(what, async () => {
    const { body } = await api.call<{ explanation: Plan }>('POST', '/api/v1/simulate', { body: item });
    inARow = says(body.explanation) ? inARow + 1 : 0;
    return inARow === 20 && body.explanation;
  });
}
const takesTwilio = ({ routes: [first = ''] }: Plan): boolean => first.startsWith('twilio');
const always = (fault: Record<string, unknown>) => ({ fault, match: { operation: 'create' }, count: 'always' });
const historyOf = async (id: string): Promise<{ data: Moved[] }> =>
  (await api.call<{ data: Moved[] }>('GET', `/api/v1/routes/${id}/history`)).body;
const vendorsOf = async (id: string): Promise<string[]> => {
  const { attempts } = await api.message(id);
  return attempts.map((attempt) => (attempt as unknown as { vendor: string }).vendor);
};

test('Twilio dies, SNS takes over, Twilio returns', async () => {
  await scene.sandbox.fault(always({ kind: 'unavailable' }));
  const numbers = scene.numbers.take(60);

  const ids: string[] = [];
  for (const to of numbers) ids.push(await scene.accepted({ to, text: 'Your code is 123456.', category: 'otp' }));
  for (const id of ids) await scene.reaches(id, 'SENT', 'DELIVERED');

  const tried = (await Promise.all(ids.map(vendorsOf))).filter((vendors) => vendors[0] === 'twilio');
  expect(tried.length).toBeGreaterThanOrEqual(10);
  expect(tried.length).toBeLessThan(45);
  const { data } = await historyOf((await twilio()).id);
  expect(data.some(({ what, to }) => what === 'breaker' && to === 'open')).toBe(true);

  await scene.sandbox.clearFaults();
  await until('Twilio is trusted again', async () => (await twilio()).state.breaker === 'closed', {
    withinMs: 120_000,
  });
  await everyDispatcher('every dispatcher takes Twilio', takesTwilio);
  const back = await scene.accepted({ to: scene.numbers.take(1)[0]!, text: 'Back again' });
  await scene.reaches(back, 'SENT', 'DELIVERED');
  expect(await vendorsOf(back)).toEqual(['twilio']);
}, 300_000);

test('an operator forces a route open, and it is not used until the override is removed', async () => {
  const { id } = await twilio();
  const force = (body: object) => api.call('POST', `/api/v1/routes/${id}/force`, { body });

  expect((await force({ force: 'open', for_s: 600, reason: 'planned work' })).status).toBe(200);
  const isForced = ({ skipped }: Plan): boolean => skipped.some(({ reason }) => reason === 'forced_open');
  expect((await everyDispatcher('every dispatcher leaves it out', isForced)).routes).toHaveLength(1);
  const message = await scene.accepted({ to: scene.numbers.take(1)[0]!, text: 'Around it' });
  await scene.reaches(message, 'SENT', 'DELIVERED');
  expect(await vendorsOf(message)).toEqual(['sns']);

  expect((await force({ force: 'auto', reason: 'work is done' })).status).toBe(200);
  const words = (await historyOf(id)).data.filter(({ what }) => what === 'override');
  expect(words).toHaveLength(2);
  expect(words.at(-1)).toMatchObject({ reason: 'planned work', by: expect.stringMatching(/^key:/) });
}, 150_000);

test('an unknown outcome is not guessed: a code that hung is UNCONFIRMED, and its receipt still raises it', async () => {
  const [hung, died] = scene.numbers.take(2) as [string, string];
  await everyDispatcher('every dispatcher takes Twilio', takesTwilio);
  await scene.sandbox.fault({ fault: { kind: 'hang', recorded: false }, match: { to: hung } });
  await scene.sandbox.fault({ fault: { kind: 'reset-after-accept' }, match: { to: died } });

  const lost = await scene.accepted({ to: hung, text: 'Your code is 1.', category: 'otp' });
  const taken = await scene.accepted({ to: died, text: 'Your code is 2.', category: 'otp' });

  await scene.reaches(lost, 'UNCONFIRMED');
  await scene.reaches(taken, 'DELIVERED');
  expect(await vendorsOf(lost)).toEqual(['twilio']);
  expect(await scene.sandbox.textsTo(hung)).toEqual([]);
  expect(await scene.sandbox.textsTo(died)).toHaveLength(1);
}, 150_000);

test('a scheduled text waits for its time, a canceled one is never sent', async () => {
  const [later, never] = scene.numbers.take(2) as [string, string];
  const send_at = new Date(Date.now() + 4_000).toISOString();

  const scheduled = await scene.accepted({ to: later, text: 'Later', send_at });
  const canceled = await scene.accepted({ to: never, text: 'Never', send_at });
  const { status, body } = await api.call('POST', `/api/v1/messages/${canceled}/cancel`);

  expect([status, body]).toEqual([200, { id: canceled, status: 'CANCELED' }]);
  await scene.reaches(scheduled, 'SENT', 'DELIVERED');
  const [text] = await scene.sandbox.textsTo(later);
  expect(text!.at).toBeGreaterThanOrEqual(Date.parse(send_at) - 50);
  expect(await scene.sandbox.textsTo(never)).toEqual([]);
  expect((await api.call('POST', `/api/v1/messages/${scheduled}/cancel`)).status).toBe(409);
}, 150_000);

test("a number that Twilio cannot reach is sent through SNS at once, and one that neither reaches ends with Twilio's code", async () => {
  const [abroad, nowhere] = scene.numbers.take(2) as [string, string];
  await everyDispatcher('every dispatcher takes Twilio', takesTwilio);
  const number = `Invalid parameter: PhoneNumber Reason: ${nowhere} is not valid to publish to`;
  const refused = { kind: 'error', code: 'InvalidParameter', status: 400, message: number };
  await scene.sandbox.fault(
    { fault: { kind: 'error', code: 21408, status: 403 }, match: { to: abroad } },
    { fault: { kind: 'error', code: 21612 }, match: { to: nowhere } },
  );
  await scene.sandbox.call('POST', 'sns/faults', [{ fault: refused, match: { to: nowhere } }]);

  const reached = await scene.accepted({ to: abroad, text: 'By another way' });
  const ended = await scene.accepted({ to: nowhere, text: 'By no way' });

  await scene.reaches(reached, 'SENT', 'DELIVERED');
  await scene.reaches(ended, 'FAILED');
  expect(await vendorsOf(reached)).toEqual(['twilio', 'sns']);
  expect(await vendorsOf(ended)).toEqual(['twilio', 'sns']);
  expect((await api.message(ended)).reason).toBe('21612');
  expect(await scene.sandbox.textsTo(abroad)).toHaveLength(1);
  expect(await scene.sandbox.textsTo(nowhere)).toEqual([]);
}, 150_000);

test('a dead letter is listed, retried once however often the call is repeated, and then no longer pending', async () => {
  const to = scene.numbers.take(1)[0]!;
  const { id: route } = await twilio();
  await scene.sandbox.fault({ fault: { kind: 'error', code: 21606, status: 400 }, match: { to }, count: 3 });
  const dead = await scene.accepted({ to, text: 'Tried in vain', route });
  await scene.reaches(dead, 'FAILED');

  const listed = await until('it is listed', async () => {
    const { body } = await api.call<{ data: { id: string; state: string }[] }>(
      'GET',
      '/api/v1/dead-letters?state=pending',
    );
    return body.data.find(({ id }) => id === dead);
  });
  // A busy machine may answer with 503; then the same call is repeated.
  const retry = () =>
    until('it is retried', async () => {
      const path = `/api/v1/dead-letters/${dead}/retry`;
      const answer = await api.call<{ retried_as: string }>('POST', path, { body: {} });
      return answer.status === 202 && answer;
    });
  const answers = await Promise.all([retry(), retry(), retry()]);

  expect(listed).toMatchObject({ state: 'pending' });
  expect(new Set(answers.map(({ body }) => body.retried_as)).size).toBe(1);
  const again = answers[0]!.body.retried_as;
  scene.retried.push(dead);
  await scene.reaches(again, 'SENT', 'DELIVERED');
  expect(await scene.sandbox.textsTo(to)).toHaveLength(1);
}, 150_000);

everyPromiseHolds(() => scene);
