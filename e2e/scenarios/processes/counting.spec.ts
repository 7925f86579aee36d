// Everything is real except the vendor and the phones; no other spec uses this system, so that only the sending is
// counted.
import { sleep } from '#libs/kernel';
import { commandsDuring, type Profiled } from '../../harness/commands.ts';
import { everyPromiseHolds, Scene } from '../../harness/scene.ts';
import { startTarget } from '../../harness/start-target.ts';
import type { Target } from '../../harness/target.ts';
import { until } from '../../harness/wait.ts';

const CALLERS = 64;
const IDLE_MS = 5_000;

let target: Target;
let scene: Scene;
/** The commands of the services while nothing is sent. */
let idlePerMs: number;
beforeAll(async () => {
  target = await startTarget();
  scene = await Scene.open(target, 'counting');
  await scene.sandbox.receipts({ mode: 'off' });
  await sendSingles(100);
  idlePerMs = (await commandsDuring(scene.ledger.db, () => sleep(IDLE_MS))).length / IDLE_MS;
}, 120_000);
afterAll(async () => {
  await scene.close();
  await target.stop();
}, 60_000);

let sent = 0;
const allAreSent = () => scene.ledger.countMessages({ status: 'SENT' }).then((count) => count === sent);

/** By this many callers at once, each of whom waits for the answer to its last call. */
async function sendSingles(count: number): Promise<void> {
  const numbers = scene.numbers.take(count);
  sent += count;
  const caller = async (_: unknown, at: number): Promise<void> => {
    for (let to = numbers.pop(); to; to = numbers.pop())
      await scene.send({ to, text: 'Counted' }, undefined, scene.apis[at % scene.apis.length]);
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  await until('all are sent', allAreSent, { withinMs: 60_000, everyMs: 100 });
}

async function sendBatch(count: number): Promise<void> {
  sent += count;
  await scene.sendBatch(scene.numbers.take(count).map((to) => ({ to, text: 'Counted' })));
  await until('all are sent', allAreSent, { withinMs: 60_000, everyMs: 100 });
}

interface Counted {
  readonly seen: readonly Profiled[];
  /** Without the commands of an idle system: a busy machine only takes longer, so that more of those are counted. */
  readonly perMessage: number;
}

async function counted(send: (count: number) => Promise<void>, count: number): Promise<Counted> {
  const since = performance.now();
  const seen = await commandsDuring(scene.ledger.db, () => send(count));
  const background = idlePerMs * (performance.now() - since);
  return { seen, perMessage: (seen.length - background) / count };
}

test('a batch of 2,000 takes at most 0.15 MongoDB commands per message to SENT', async () => {
  const { seen, perMessage } = await counted(sendBatch, 2_000);

  expect(seen).not.toEqual([]);
  expect(perMessage).toBeLessThanOrEqual(0.15);
}, 90_000);

test('1,000 single messages from 64 callers take at most 3 MongoDB commands each', async () => {
  const { seen, perMessage } = await counted(sendSingles, 1_000);

  expect(seen).not.toEqual([]);
  expect(perMessage).toBeLessThanOrEqual(3);
}, 90_000);

test('no write on the way to SENT is for one document only', async () => {
  const seen = await commandsDuring(scene.ledger.db, async () => {
    await sendSingles(300);
    await sendBatch(300);
  });

  const ofLedger = seen.filter(({ ns }) => /\.(sms_\w+|dispatcher_outbox)$/.test(ns));
  const updates = ofLedger.filter(({ op }) => op === 'update');
  const insertedInto = new Set(ofLedger.filter(({ op }) => op === 'insert').map(({ ns }) => ns.split('.')[1]));
  expect(insertedInto).toEqual(new Set(['dispatcher_outbox', 'sms_evidence', 'sms_messages', 'sms_requests']));
  expect(updates.length).toBeGreaterThan(0);
  expect(updates.filter(({ command }) => command.multi !== true)).toEqual([]);
  const single = seen.filter(({ command }) => command.findAndModify ?? command.findandmodify);
  expect(single.filter(({ ns }) => !ns.endsWith('.quotas'))).toEqual([]);
  // One for all calls that wait for a counter.
  expect(single.length).toBeLessThan(301);
}, 90_000);

everyPromiseHolds(() => scene);
