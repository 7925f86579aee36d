// Everything is real but the vendor and the phones. Nobody else uses this system, whose services all end and start again.
import { everyPromiseHolds, Scene } from '../harness/scene.ts';
import { startTarget, type Target } from '../harness/target.ts';
import { until } from '../harness/wait.ts';

const SENDS = 500;
const CALLERS = 8;

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

/** What callers were told, besides 202: a status, or how the connection failed. */
const otherAnswers = new Map<string, number>();

async function untilAccepted(to: string, first: number): Promise<string> {
  const key = scene.key();
  let turn = first;
  return until(
    'the call is accepted',
    async () => {
      const api = scene.apis[turn++ % scene.apis.length];
      const answer = await scene.send({ to, text: 'While restarting' }, key, api).catch((error: unknown) => {
        return { status: causeOf(error), body: { id: '' } };
      });
      if (answer.status === 202) return answer.body.id;
      otherAnswers.set(String(answer.status), (otherAnswers.get(String(answer.status)) ?? 0) + 1);
      return undefined;
    },
    { withinMs: 40_000, everyMs: 50 },
  );
}

const causeOf = (error: unknown): string => {
  const { cause } = error as { cause?: { code?: string } };
  return cause?.code ?? String(error);
};

test('SIGTERM to one service after the other under load loses nothing and sends nothing twice', async () => {
  const services = (['gateway', 'dispatcher', 'provider-twilio'] as const).flatMap((it) => target.processesOf(it));
  await scene.sandbox.settings({ latencyMs: 100 });
  let restarted = false;
  const sent: { to: string; id: string }[] = [];
  const caller = async (_: unknown, at: number): Promise<void> => {
    while (!restarted || sent.length < SENDS) {
      const to = scene.numbers.next();
      sent.push({ to, id: await untilAccepted(to, at) });
    }
  };
  const callers = Promise.all(Array.from({ length: CALLERS }, caller));

  for (const name of new Set(services)) { const t = performance.now(); await target.restart(name, 'SIGTERM'); console.log(name, performance.now() - t); }
  restarted = true;
  await callers;
  console.log(sent.length, otherAnswers);

  for (const { id } of sent) await scene.reaches(id, 'SENT', 'DELIVERED');
  const texts = await scene.textsByNumber();
  expect(sent.filter(({ to }) => texts.get(to)?.length !== 1)).toEqual([]);
}, 120_000);

everyPromiseHolds(() => scene);
