// Everything is real but the vendor and the phones. All times of an attempt run twenty times as fast.
import { timesScaledBy } from '#libs/kernel';
import { everyPromiseHolds, Scene } from '../harness/scene.ts';
import { startTarget, type Target } from '../harness/target.ts';
import { until } from '../harness/wait.ts';

const TIME_SCALE = 20;
const { graceMs } = timesScaledBy(TIME_SCALE);
/** Where no other replica is, the one that died has to start first. */
const STARTS_WITHIN_MS = 15_000;

let target: Target;
let scene: Scene;
beforeAll(async () => {
  target = await startTarget({ timeScale: TIME_SCALE });
  scene = await Scene.open(target, 'dying');
}, 120_000);
afterAll(async () => {
  await scene.close();
  await target.stop();
}, 60_000);

/** The dispatcher in whose hands a message is. */
async function holder(): Promise<string | undefined> {
  for (const name of target.processesOf('dispatcher')) {
    const page = await (await fetch(`${target.ops[name]}/metrics`)).text();
    if (/^postrider_route_slots_in_use\{.*\} [1-9]/m.test(page)) return name;
  }
  return undefined;
}

/** Sends a text that the vendor never answers, and catches the dispatcher that waits for it. */
async function sendAndCatch(recorded: boolean): Promise<{ id: string; to: string; dispatcher: string }> {
  for (;;) {
    const to = scene.numbers.next();
    await scene.sandbox.fault({ fault: { kind: 'hang', recorded }, match: { to } });
    const id = await scene.accepted({ to, text: 'Held', category: 'alert' });
    const dispatcher = await until('a dispatcher holds it', holder, { withinMs: 400, everyMs: 5 }).catch(() => undefined);
    if (dispatcher !== undefined) return { id, to, dispatcher };
    await scene.reaches(id, 'SENT', 'DELIVERED');
  }
}

test.each([
  ['that the vendor never saw', false, 1],
  ['that the vendor took', true, 1],
])('a message %s, whose dispatcher died, is taken up by another', async (_, recorded, texts) => {
  const { id, to, dispatcher } = await sendAndCatch(recorded);

  const since = performance.now();
  const back = target.restart(dispatcher, 'SIGKILL');
  const startsMs = target.processesOf('dispatcher').length > 1 ? 0 : STARTS_WITHIN_MS;
  await until('it is sent', async () => ['SENT', 'DELIVERED'].includes((await scene.api.message(id)).status), {
    withinMs: startsMs + graceMs + 5_000,
  });
  const tookMs = performance.now() - since;
  await back;
  console.log(recorded, tookMs);

  expect(await scene.sandbox.textsTo(to)).toHaveLength(texts);
}, 60_000);

everyPromiseHolds(() => scene);
