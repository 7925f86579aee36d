// Real: dispatchers, nats-server, mongod. Scripted: the vendor's adapter, on the real bus, with two accounts.
import {
  type DeliverItem,
  type EvidenceDocument,
  type ItemOutcome,
  type MessageDocument,
  dispatcherContracts,
} from '#libs/contracts';
import { clock } from '#libs/kernel';
import { until } from '../../../../e2e/harness/wait.ts';
import { inserted } from '../../src/outbound/mongo/moves.ts';
import { newMessageKey, waitingMessage } from '../builders/ledger-documents.ts';
import {
  acceptAll,
  accepted,
  answering,
  runDispatcher,
  type RunningDispatcher,
} from '../builders/running-dispatcher.ts';

let running: RunningDispatcher;
let first: string;
beforeEach(async () => {
  running = await runDispatcher({ timeScale: 10 });
  first = running.route;
}, 60_000);
afterEach(() => running?.close(), 30_000);

const THROTTLED = { outcome: 'throttled', vendor_code: '20429' } as const;
const batch = (count: number, item = {}) => running.submit(Array.from({ length: count }, () => item));
const callsOn = (route: string): number => running.sentOn(route).length;
const countOf = async (status: string): Promise<number> =>
  (await running.messages()).filter((it) => it.status === status).length;
const allAreSent = (count: number, withinMs = 110_000): Promise<unknown> =>
  until(`${count} are SENT`, async () => (await countOf('SENT')) === count, { withinMs });
/** The first route answers by the script, all others accept. */
const firstRoute = (script: (items: readonly DeliverItem[]) => AsyncIterable<ItemOutcome[]>): void => {
  running.vendor.deliver = (items, account) => (account === first ? script : acceptAll)(items);
};
/** Accepts this many a second, and throttles the rest. */
function takingPerSecond(perSecond: number, retry_after_ms: number) {
  let second = 0;
  let taken = 0;
  return async function* (items: readonly DeliverItem[]): AsyncIterable<ItemOutcome[]> {
    yield items.map((item) => {
      const now = Math.floor(clock.now() / 1_000);
      if (now !== second) [second, taken] = [now, 0];
      return ++taken > perSecond ? { id: item.id, fence: item.fence, ...THROTTLED, retry_after_ms } : accepted(item);
    });
  };
}

test('a throttle slows the route for all its messages, not each message by itself', async () => {
  firstRoute(takingPerSecond(40, 1_000));

  await batch(400);
  await allAreSent(400);

  expect(callsOn(first)).toBeLessThan(800);
  const messages = await running.messages();
  expect(messages.every(({ attempt }) => attempt === 1)).toBe(true);
  const evidence = await running.evidence();
  expect(evidence.filter(({ outcome }) => outcome === 'throttled').length).toBeLessThan(400);
}, 150_000);

test('a pausing route gets no calls; messages that only it may carry are sent when the pause is over', async () => {
  const pauseMs = 4_000;
  let pausedAt = 0;
  firstRoute(async function* (items) {
    if (pausedAt === 0) {
      pausedAt = clock.now();
      return yield* answering({ ...THROTTLED, retry_after_ms: pauseMs })(items);
    }
    early ||= clock.now() < pausedAt + pauseMs - 50;
    yield* acceptAll(items);
  });
  let early = false;
  await batch(1);
  await until('it pauses', () => pausedAt > 0);

  await batch(150);
  await batch(1, { category: 'otp' });
  await allAreSent(152);

  expect(early).toBe(false);
  expect(callsOn(first)).toBe(153);
  expect(Math.max(...(await running.messages()).map(({ fence }) => fence))).toBeLessThanOrEqual(2);
}, 150_000);

test('codes take the next route at once, others after a share of their validity', async () => {
  const second = await running.addRoute({ key: 'second' });
  firstRoute(answering({ ...THROTTLED, retry_after_ms: 600_000 }));
  await batch(1, { category: 'otp' });
  await until('it is SENT', async () => (await countOf('SENT')) === 1);
  const before = callsOn(first);

  await batch(1, { category: 'otp' });
  await allAreSent(2);
  await batch(40, { valid_for_s: 60 });
  await batch(1, { valid_for_s: 86_400, text: 'Patient' });
  await allAreSent(42);

  expect(callsOn(first)).toBe(before);
  const sent = (await running.evidence()).filter(({ outcome, route }) => outcome === 'accepted' && route === second);
  const messages = new Map((await running.messages()).map((it) => [it._id, it]));
  const waits = sent.map(({ message, at }) => at.getTime() - messages.get(message!)!.created_at.getTime());
  expect(waits.filter((ms) => ms >= 3_000)).toHaveLength(40);
  expect((await running.messages()).find(({ status }) => status === 'PENDING')).toMatchObject({ fence: 0 });
}, 150_000);

test('a message that waits for a long pause takes another route once that is back', async () => {
  const second = await running.addRoute({ key: 'second' });
  const force = (word: 'open' | 'auto') => {
    const of = { tenant: running.tenant, id: second, by: 'user:u', reason: 'a test', for_s: 600 };
    return running.bus.call(dispatcherContracts.routes.force, { ...of, force: word });
  };
  await force('open');
  firstRoute(answering({ ...THROTTLED, retry_after_ms: 600_000 }));
  await batch(1, { category: 'otp', valid_for_s: 40 });
  await until('it pauses', async () => (await running.routeState(first)).throttle !== undefined);
  await batch(20, { valid_for_s: 40 });
  await batch(1, { category: 'otp', valid_for_s: 40 });
  await until('all wait', async () => {
    const all = await running.messages();
    return all.length === 22 && all.every(({ waits_for }) => waits_for?.routes.includes(first));
  });

  await force('auto');

  await allAreSent(22, 10_000);
}, 150_000);

test('a code that no other route may carry waits for the end of the pause, and is not looked at before', async () => {
  const second = await running.addRoute({ key: 'second' });
  firstRoute(answering({ ...THROTTLED, retry_after_ms: 600_000 }));
  await batch(1, { valid_for_s: 86_400 });
  const { throttle } = await until('it pauses', async () => {
    const state = await running.routeState(first);
    return state.throttle && state;
  });
  const [{ content }] = (await running.messages()) as [MessageDocument];
  /** Tried once, with the given evidence. */
  const tried = async (known: Partial<EvidenceDocument>) => {
    const message = waitingMessage({
      _id: newMessageKey(running.tenant),
      content,
      category: 'otp',
      lane: 'urgent',
      fence: 1,
      attempt: 1,
    });
    const grant = { tenant: running.tenant, message: message._id, fence: 1, at: message.created_at };
    const row = { _id: `${message._id}.1.${known.kind!}`, ...grant, ...known } as EvidenceDocument;
    await running.db.collection<EvidenceDocument>('sms_evidence').insertOne(row);
    await running.db.collection<MessageDocument>('sms_messages').insertOne(inserted(message));
    return message._id;
  };

  const keys = [
    await tried({ kind: 'lookup', lookup: 'nothing', route: first }),
    await tried({ kind: 'answer', outcome: 'vendor_fault', fault: 'recipient', route: second }),
  ];

  for (const _id of keys)
    await until('it waits for its turn', async () => {
      const message = (await running.messages()).find((it) => it._id === _id)!;
      return message.status === 'PENDING' && message.wake_at! >= throttle!.until && message;
    });
}, 150_000);

test('a vendor that always throttles gets calls less and less often, and no message waits past its deadline', async () => {
  firstRoute(answering(THROTTLED));

  await batch(300, { valid_for_s: 15 });
  await until('all are EXPIRED', async () => (await countOf('EXPIRED')) === 300, { withinMs: 60_000 });

  expect(callsOn(first)).toBeLessThan(200);
}, 150_000);

test('a throttle that one dispatcher learned of also pauses the route in the others', async () => {
  firstRoute(answering({ ...THROTTLED, retry_after_ms: 600_000 }));
  const other = await running.another();
  await batch(1);
  await until('it is known to all', async () => (await running.routeState(first)).throttle !== undefined);
  await running.first.close();
  running.bus = other.bus;
  const before = callsOn(first);

  await batch(20);
  await batch(1, { category: 'otp' });
  await until('all wait', async () => {
    const waiting = (await running.messages()).filter(({ status, wake_at }) => {
      return status === 'PENDING' && wake_at!.getTime() > clock.now() + 60_000;
    });
    return waiting.length === 22;
  });

  expect(callsOn(first)).toBe(before);
}, 150_000);

test('forcing a route closed lifts its throttle in every dispatcher, and waiting messages are sent', async () => {
  let isWell = false;
  const asked: number[] = [];
  firstRoute((items) => {
    asked.push(items.length);
    return (isWell ? acceptAll : answering({ ...THROTTLED, retry_after_ms: 600_000 }))(items);
  });
  await running.another();
  await Promise.all(Array.from({ length: 10 }, () => batch(1)));
  await until('it is known to all', async () => (await running.routeState(first)).throttle !== undefined);
  await Promise.all(Array.from({ length: 20 }, () => batch(1)));
  await batch(1, { category: 'otp' });
  await until('all wait', async () => (await countOf('PENDING')) === 31);
  isWell = true;

  const of = { tenant: running.tenant, id: first, by: 'user:u', reason: 'The vendor says that all is well.', for_s: 1 };
  const view = await running.bus.call(dispatcherContracts.routes.force, { ...of, force: 'closed' });

  expect(view.state).not.toHaveProperty('throttle');
  await allAreSent(31, 20_000);
  isWell = false;
  await batch(1);
  await until('it is throttled anew', async () => (await running.routeState(first)).throttle !== undefined);
}, 150_000);

test('it is shown in the health of the route, in a simulation, in the message', async () => {
  const second = await running.addRoute({ key: 'second' });
  firstRoute(answering({ ...THROTTLED, retry_after_ms: 600_000 }));
  await batch(1);
  const of = { tenant: running.tenant, environment: 'test' as const };
  const simulated = async (item: object) => {
    const asked = { ...of, policy: { destinations: ['*'] }, item: { to: '+85251234567', text: 'Hello', ...item } };
    return (await running.bus.call(dispatcherContracts.messages.simulate, asked)).explanation!;
  };

  await until('it is told', async () => {
    const { routes } = await running.bus.call(dispatcherContracts.routes.health, of);
    const { throttle } = routes.find(({ route }) => route === first)!.state;
    return throttle !== undefined && Date.parse(throttle.until) > clock.now() + 500_000;
  });
  const waits = await simulated({});
  const goes = await simulated({ category: 'otp' });
  const [id] = (await batch(1)).items.map((it) => it.id!);
  const message = await until('it is stored', async () => {
    const view = await running.bus.call(dispatcherContracts.messages.read, { tenant: running.tenant, id: id! });
    return view.explanation && view;
  });

  expect(waits).toMatchObject({ routes: [first, second], skipped: [], throttled: [first] });
  expect(goes).toMatchObject({ routes: [second], skipped: [{ route: first, reason: 'throttled' }] });
  expect(message.explanation).toEqual(waits);
  expect((await running.routeState(first)).version).toBeLessThan(4);
}, 150_000);
