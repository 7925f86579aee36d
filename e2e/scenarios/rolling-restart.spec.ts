// Everything is real except the vendor and the phones. No other spec uses this system, whose services all end and
// restart.
import { everyPromiseHolds, Scene } from '../harness/scene.ts';
import { startTarget } from '../harness/start-target.ts';
import type { Target } from '../harness/target.ts';
import { until } from '../harness/wait.ts';

const SENDS = 300;
const CALLERS = 16;
/** Of each caller, so that the total load stays below what two cores can carry besides starting services. */
const PACE_MS = 500;

let target: Target;
let scene: Scene;
beforeAll(async () => {
  target = await startTarget();
  scene = await Scene.open(target, 'rolling');
}, 120_000);
afterAll(async () => {
  await scene.close();
  await target.stop();
}, 60_000);

/** Results of callers other than a first 202: a status, how the connection failed, or a 202 that had been lost. */
const otherAnswers = new Set<string>();
/** A closed port, and an idle connection that the server closed: in both cases the call was not taken. */
const CONNECTION_FAILED = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'];

async function untilAccepted(to: string, first: number): Promise<string> {
  const key = scene.key();
  let turn = first;
  return until(
    'the call is accepted',
    async () => {
      const api = scene.apis[turn++ % scene.apis.length];
      const answer = await scene.send({ to, text: 'While restarting' }, key, api).catch(failureOf);
      if ('failed' in answer || answer.status !== 202) {
        otherAnswers.add('failed' in answer ? answer.failed : String(answer.status));
        return undefined;
      }
      if (answer.headers.has('idempotent-replayed')) otherAnswers.add('replayed');
      return answer.body.id;
    },
    { withinMs: 40_000, everyMs: 50 },
  );
}

function failureOf(error: unknown): { failed: string } {
  const { cause } = error as { cause?: { code?: string } };
  return { failed: cause?.code ?? String(error) };
}

test('SIGTERM to one service after the other under load loses nothing and sends nothing twice', async () => {
  const services = (['gateway', 'dispatcher', 'provider-twilio'] as const).flatMap((it) => target.processesOf(it));
  // If one process hosts all dispatchers, none answers while it restarts.
  const expected = new Set([...CONNECTION_FAILED, ...(target.processesOf('dispatcher').length === 1 ? ['503'] : [])]);
  await scene.sandbox.settings({ latencyMs: 300 });
  let restarted = false;
  const sent: { to: string; id: string }[] = [];
  const caller = async (_: unknown, at: number): Promise<void> => {
    while (!restarted || sent.length < SENDS) {
      const to = scene.numbers.next();
      const pace = new Promise((resolve) => setTimeout(resolve, PACE_MS));
      sent.push({ to, id: await untilAccepted(to, at) });
      await pace;
    }
  };
  const callers = Promise.all(Array.from({ length: CALLERS }, caller));

  for (const name of new Set(services)) await target.restart(name, 'SIGTERM');
  restarted = true;
  await callers;

  for (const { id } of sent) await scene.reaches(id, 'SENT', 'DELIVERED');
  // A service that drains gets the outcome of everything it began: no text needs its receipt or a look-up.
  const rows = await scene.ledger.evidence();
  const answered = new Set<unknown>(rows.filter(({ outcome }) => outcome === 'accepted').map(({ message }) => message));
  expect(sent.filter(({ id }) => !answered.has(`${target.tenant}.${id}`))).toEqual([]);
  expect([...otherAnswers].filter((it) => !expected.has(it))).toEqual([]);
  const texts = await scene.textsByNumber();
  expect(sent.filter(({ to }) => texts.get(to)?.length !== 1)).toEqual([]);
}, 300_000);

everyPromiseHolds(() => scene);
