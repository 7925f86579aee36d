// Everything is real except the vendor and the phones. All times of an attempt are divided by twenty.
import { timesScaledBy } from '#libs/kernel';
import { everyPromiseHolds, Scene } from '../harness/scene.ts';
import { startTarget } from '../harness/start-target.ts';
import type { Target } from '../harness/target.ts';
import { until } from '../harness/wait.ts';

const TIME_SCALE = 20;
const { graceMs, vendorHttpMs } = timesScaledBy(TIME_SCALE);
/** Due messages are looked for ten times a second at any scale; a busy machine pauses at times. */
const SLACK_MS = 6_000;
/** Without another replica, the one that died has to start first. */
const STARTS_WITHIN_MS = 15_000;

let target: Target;
let scene: Scene;
beforeAll(async () => {
  target = await startTarget({ timeScale: TIME_SCALE });
  scene = await Scene.open(target, 'dying');
  await scene.sandbox.receipts({ mode: 'off' });
}, 120_000);
afterAll(async () => {
  await scene.close();
  await target.stop();
}, 60_000);

/** The dispatcher that holds a message. */
async function holder(): Promise<string | undefined> {
  for (const name of target.processesOf('dispatcher')) {
    const page = await (await fetch(`${target.ops[name]}/metrics`)).text();
    if (/^postrider_route_slots_in_use\{.*\} [1-9]/m.test(page)) return name;
  }
  return undefined;
}

interface Held {
  readonly id: string;
  readonly to: string;
  readonly dispatcher: string;
}

/** Sends a text that the vendor never answers, and finds the dispatcher that waits for the answer. */
async function sendAndCatch(recorded: boolean): Promise<Held> {
  for (;;) {
    const to = scene.numbers.next();
    const { ids } = await scene.sandbox.fault({ fault: { kind: 'hang', recorded }, match: { to } });
    const id = await scene.accepted({ to, text: 'Held', category: 'alert' });
    await until('the vendor has it', async () => (await firedTimes(ids[0])) === 1, { everyMs: 2 });
    const dispatcher = await until('a dispatcher waits', holder, { withinMs: vendorHttpMs / 2, everyMs: 2 }).catch(
      () => undefined,
    );
    if (dispatcher !== undefined) return { id, to, dispatcher };
    await sentAt(id);
  }
}

async function firedTimes(id: unknown): Promise<number | undefined> {
  const { rules } = await scene.sandbox.call<{ rules: { id: unknown; fired: number }[] }>('GET', 'twilio/faults');
  return rules.find((rule) => rule.id === id)?.fired;
}

/** Waits on the ledger itself: the dispatcher that dies may be handling a reader's call. */
async function sentAt(id: string, withinMs = STARTS_WITHIN_MS): Promise<number> {
  const filter = { _id: `${target.tenant}.${id}`, status: 'SENT' };
  await until('it is sent', async () => (await scene.ledger.countMessages(filter)) === 1, { withinMs });
  return performance.now();
}

async function sentAfterDeath({ id, dispatcher }: Held): Promise<number> {
  const since = performance.now();
  const back = target.restart(dispatcher, 'SIGKILL');
  const tookMs = (await sentAt(id, STARTS_WITHIN_MS + graceMs)) - since;
  await back;
  return tookMs;
}

interface Batch {
  count(filter: object): Promise<number>;
  waiting(): Promise<number>;
  sent(): Promise<number>;
}

async function batchOf(numbers: readonly string[]): Promise<Batch> {
  const messages = numbers.map((to) => ({ to, text: `Queued for ${to}` }));
  const { body } = await scene.sendBatch(messages, { defaults: { category: 'reminder' } });
  const _id = { $regex: `^${target.tenant}\\.${body.request_id}` };
  const count = (filter: object): Promise<number> => scene.ledger.countMessages({ _id, ...filter });
  return {
    count,
    waiting: () => count({ status: 'PENDING' }),
    // A vendor with receipts may have confirmed messages already.
    sent: () => count({ status: { $in: ['SENT', 'DELIVERED'] } }),
  };
}

// This test comes first: after an urgent message a batch is sent in small pieces, so that none of it waits.
test('the store of JetStream is lost while 2,000 messages wait: all arrive, and only those resent as unknown arrive twice', async () => {
  for (const to of scene.numbers.take(40))
    await sentAt(await scene.accepted({ to, text: 'Fast', category: 'reminder' }));
  // No more is sent at once to a vendor that became slower, so most of the batch waits.
  await scene.sandbox.settings({ latencyMs: 200 });
  const numbers = scene.numbers.take(2_000);
  const batch = await batchOf(numbers);
  const manyWait = async (): Promise<boolean> => (await batch.waiting()) > 1_000 && (await batch.sent()) > 0;
  await until('the first are sent and many wait', manyWait);

  await target.emptyNatsStore();
  await scene.sandbox.settings({ latencyMs: 0 });
  await until('all are sent', async () => (await batch.sent()) === 2_000, { withinMs: 120_000, everyMs: 200 });

  const texts = await scene.textsByNumber();
  expect(numbers.filter((to) => !texts.has(to))).toEqual([]);
  const twice = numbers.filter((to) => texts.get(to)!.length > 1);
  expect(twice.length).toBeLessThanOrEqual(await batch.count({ possible_duplicate: true }));
}, 200_000);

const limitMs = (): number => graceMs + SLACK_MS + (target.processesOf('dispatcher').length > 1 ? 0 : STARTS_WITHIN_MS);

test('a message of a dispatcher that is killed is sent by another after the grace, once', async () => {
  const held = await sendAndCatch(false);

  const tookMs = await sentAfterDeath(held);

  expect(tookMs).toBeLessThan(limitMs());
  expect(await scene.sandbox.textsTo(held.to)).toHaveLength(1);
  const { attempts, possible_duplicate } = await scene.api.message(held.id);
  expect(attempts.map(({ outcome }) => outcome)).toEqual(['unknown', 'accepted']);
  expect(possible_duplicate).toBe(true);
}, 60_000);

test('a message that the vendor accepted before the dispatcher died is found by a look-up, and not sent again', async () => {
  const held = await sendAndCatch(true);

  const tookMs = await sentAfterDeath(held);

  expect(tookMs).toBeLessThan(limitMs());
  const [text, another] = await scene.sandbox.textsTo(held.to);
  expect(another).toBeUndefined();
  const { timeline } = await scene.api.message(held.id);
  // If the kill came late, the time-out of the vendor's call came before.
  const kinds = timeline.map(({ kind }) => kind).filter((kind) => kind !== 'answer');
  expect(kinds).toEqual(['accepted', 'lookup']);
  const found = await scene.ledger.db.collection('sms_evidence').findOne({ vendor_message_id: text!.sid });
  expect(found).toMatchObject({ kind: 'lookup', lookup: 'found', fence: 1 });
}, 60_000);

everyPromiseHolds(() => scene);
