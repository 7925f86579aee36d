// Real: mongod, driver, repositories, and the proxy that loses answers. The bus is a list.
import type { ItemOutcome, MessageDocument, StatusChange } from '#libs/contracts';
import { clock, timesScaledBy, type MessageKey, type TenantId } from '#libs/kernel';
import { openSession, Outbox, type MongoSession } from '#libs/persistence';
import {
  answerLoser,
  testMongo,
  until,
  type AnswerLoser,
  type TestMongo,
} from '../../../../libs/persistence/testing/index.ts';
import { AttemptPlanner } from '../../src/application/ledger/plan-attempt.ts';
import type { NewMessage } from '../../src/application/ledger/ports.ts';
import { RouteTable } from '../../src/application/routing/route-table.ts';
import { Router } from '../../src/application/routing/router.ts';
import { Throttles } from '../../src/application/routing/throttles.ts';
import { settleBatch, type Settlement } from '../../src/application/ledger/settle-batch.ts';
import { reconcile } from '../../src/application/ledger/reconcile.ts';
import { closedRow, silenceRow } from '../../src/domain/ledger/evidence.ts';
import type { InFlightAttempt } from '../../src/domain/ledger/in-flight-attempt.ts';
import { fold } from '../../src/domain/ledger/fold.ts';
import type { Route } from '../../src/domain/routing/route.ts';
import { isOpen } from '../../src/domain/ledger/status.ts';
import { MongoAwaitedReceipts } from '../../src/outbound/mongo/awaited-receipts.repository.ts';
import { MongoChangeOutbox } from '../../src/outbound/mongo/change-outbox.ts';
import { collectionsOf } from '../../src/outbound/mongo/collections.ts';
import { MongoEvidence } from '../../src/outbound/mongo/evidence.repository.ts';
import { MongoMessages } from '../../src/outbound/mongo/messages.repository.ts';
import { MongoRequests } from '../../src/outbound/mongo/requests.repository.ts';
import { grantedMessage, newFlight, newRoute } from '../builders/ledger-documents.ts';

const times = timesScaledBy(20);
const route = newRoute();
const next = newRoute({ id: 'fake-2', order: 20 });
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

let mongo: TestMongo;
let line: AnswerLoser;
let session: MongoSession;
let announced: StatusChange[];
let flown: InFlightAttempt[];
let routes: Route[];
/** Tenants whose recipients have all opted out. */
let optedOut: TenantId[];
beforeAll(async () => {
  mongo = await testMongo();
  line = await answerLoser(mongo.uri);
  session = await openSession({ uri: line.uri, database: mongo.database });
}, 60_000);
afterAll(async () => {
  await session?.close();
  await line?.[Symbol.asyncDispose]();
  await mongo?.close();
});
beforeEach(() => {
  announced = [];
  flown = [];
  routes = [route];
  optedOut = [];
});

/** The ports that one process settles with; `over`: those of another process, without the proxy. */
function portsOf(over: MongoSession = session) {
  const collections = collectionsOf(over);
  const source = {
    routes: async () => routes,
    policies: async () => [],
    senders: async () => [],
    changes: async () => ({ count: 0, latest: [], begun: [] }),
    inTurn: async () => ({ tenants: [] }),
    withOptOuts: async () => optedOut,
  };
  const table = new RouteTable(source);
  const quietly = { states: { change: async () => true }, moved: () => undefined, log: quiet };
  return {
    times,
    requests: new MongoRequests(collections),
    routes: table,
    codec: { hash: (_: TenantId, number: string) => number },
    optOuts: {
      scopesOf: async (keys: readonly string[]) => new Map(keys.map((key) => [key, 'all' as const])),
      of: async () => null,
    },
    router: new Router(table, 'me', 20, new Throttles({ table, ...quietly, timeScale: 20 })),
    deliveries: { send: (flights: readonly InFlightAttempt[]) => void flown.push(...flights) },
    watch: { fellBack: () => undefined },
    stopping: new AbortController().signal,
    messages: new MongoMessages(collections, times),
    evidence: new MongoEvidence(collections),
    awaited: new MongoAwaitedReceipts(collections),
    timeScale: 20,
    outbox: new MongoChangeOutbox(new Outbox(over.collection('dispatcher_outbox')), quiet),
    announcements: { statusChanged: async (changes: readonly StatusChange[]) => void announced.push(...changes) },
    planner: new AttemptPlanner(times, 20),
    log: quiet,
  };
}

async function inTheAir(over: Partial<NewMessage> = {}): Promise<NewMessage> {
  const message = grantedMessage({ wakeAt: new Date(clock.now() + times.leaseMs), ...over });
  await portsOf().messages.insert([message]);
  return message;
}

function settlementOf(message: NewMessage, outcome: Partial<ItemOutcome>, grantedAt = clock.now()): Settlement {
  const { _id: key, tenant, fence, attempt, category, guarantee, deadline } = message;
  const sendBefore = grantedAt + times.sendBeforeMs;
  const flight = newFlight({
    key,
    tenant,
    fence,
    attempt,
    holder: message.holder!,
    category,
    guarantee,
    grantedAt,
    sendBefore,
  });
  return {
    flight: { ...flight, deadline: deadline.getTime() },
    outcome: { id: key, fence, outcome: 'accepted', ...outcome },
  };
}

const stored = async (key: MessageKey): Promise<MessageDocument> => (await portsOf().messages.byKey(key))!;
const rowsOf = async (key: MessageKey) => (await portsOf().evidence.ofMessages([key])).get(key) ?? [];

/** The document agrees with its evidence, and has a time to wake only while it is open. */
async function isConsistent(key: MessageKey): Promise<string> {
  const message = await stored(key);
  expect(fold(message, await rowsOf(key)).status).toBe(message.status);
  expect(message.wake_at !== undefined).toBe(isOpen(message.status));
  return message.status;
}

const retried = async (settlements: Settlement[]): Promise<void> =>
  void (await until('it is settled', () =>
    settleBatch(portsOf(), settlements).then(
      () => true,
      () => false,
    ),
  ));

test.each<[Partial<ItemOutcome>, string]>([
  [{ outcome: 'accepted' }, 'SENT'],
  [{ outcome: 'rejected' }, 'FAILED'],
  [{ outcome: 'unknown' }, 'SENDING'],
  [{ outcome: 'throttled', retry_after_ms: 50 }, 'PENDING'],
  [{ outcome: 'not_started' }, 'PENDING'],
  [{ outcome: 'vendor_fault', fault: 'down' }, 'PENDING'],
])('4.7 %j, whichever answer of the database is lost: %s once', async (outcome, status) => {
  for (const command of ['insert', 'update', 'find', 'delete']) {
    const message = await inTheAir();
    const before = line.lost();

    line.loseAnswerOf(command, 2);
    await retried([settlementOf(message, outcome)]);
    line.loseAnswerOf('', 0);
    if (command === 'insert') expect(line.lost() - before).toBe(2);

    expect(await isConsistent(message._id)).toBe(status);
    const { attempt, fence } = await stored(message._id);
    expect([attempt, fence]).toEqual([['throttled', 'not_started'].includes(outcome.outcome!) ? 0 : 1, 1]);
    expect((await rowsOf(message._id)).map(({ kind }) => kind)).toEqual(['answer']);
  }
});

test('4.7 the third fault closes the message, also if the first settle only wrote its rows', async () => {
  const message = await inTheAir({ fence: 3, attempt: 3 });
  const settlement = settlementOf(message, { outcome: 'vendor_fault', fault: 'down' });
  const { evidence, outbox } = portsOf();
  await outbox.put([message._id]);
  await evidence.insert([closedRow(settlement.flight, 'TRIES_USED_UP', clock.now())]);

  await settleBatch(portsOf(), [settlement]);

  expect(await isConsistent(message._id)).toBe('FAILED');
  expect(announced).toContainEqual({ id: message._id, status: 'FAILED' });
});

test('4.7 a rejection that comes after the silence of its lease is settled by the evidence', async () => {
  const message = await inTheAir({ wakeAt: new Date(clock.now() - 100) });
  const grantedAt = clock.now() - times.leaseMs - 100;
  await portsOf().evidence.insert([silenceRow({ key: message._id, fence: 1 }, route.id, clock.now())]);

  await settleBatch(portsOf(), [settlementOf(message, { outcome: 'rejected' }, grantedAt)]);

  expect(await isConsistent(message._id)).toBe('UNCONFIRMED');
});

test.each<[ItemOutcome['outcome'], string]>([
  ['accepted', 'SENT'],
  ['not_started', 'FAILED'],
  ['vendor_fault', 'FAILED'],
])('4.7 %s and silence by two dispatchers at once: %s in either order', async (outcome, status) => {
  const other = portsOf(mongo.session);
  for (let race = 0; race < 10; race++) {
    const message = await inTheAir();
    const silence = async (): Promise<void> => {
      await other.evidence.insert([silenceRow({ key: message._id, fence: 1 }, route.id, clock.now())]);
      await reconcile({ ...other }, message._id);
    };
    const settle = (): Promise<void> => settleBatch(portsOf(), [settlementOf(message, { outcome })]);

    await (race % 2 ? Promise.all([settle(), silence()]) : Promise.all([silence(), settle()]));

    const ended = await isConsistent(message._id);
    // A proof that came first freed it before the silence was written.
    expect(outcome === 'accepted' ? [status] : [status, 'PENDING']).toContain(ended);
  }
});

test('4.7 an answer of an earlier grant does not settle the present one', async () => {
  const message = await inTheAir({ fence: 2, attempt: 2, guarantee: 'at_least_once' });
  const late = settlementOf({ ...message, fence: 1 }, { outcome: 'not_started' });

  await settleBatch(portsOf(), [late]);
  expect(await isConsistent(message._id)).toBe('SENDING');

  await settleBatch(portsOf(), [settlementOf({ ...message, fence: 1 }, { outcome: 'accepted' })]);
  expect((await stored(message._id)).status).toBe('SENT');
});

test('4.7 if the event cannot be stored the outbox document stays for the sweep', async () => {
  const message = await inTheAir();

  await expect(
    settleBatch({ ...portsOf(), announcements: { statusChanged: () => Promise.reject(new Error('no bus')) } }, [
      settlementOf(message, { outcome: 'accepted' }),
    ]),
  ).resolves.toBeUndefined();

  const left = await portsOf().outbox.due(-1_000, 1_000);
  expect(left.some(({ keys }) => keys.includes(message._id))).toBe(true);
});

describe('4.7 a message whose route provably did not send takes the next route in the same step', () => {
  const down = { outcome: 'vendor_fault', fault: 'down' } as const;
  beforeEach(() => {
    routes = [route, next];
  });

  test('its grant is moved before the send, and the attempt counts', async () => {
    const message = await inTheAir();

    await settleBatch(portsOf(), [settlementOf(message, down)]);

    expect(await stored(message._id)).toMatchObject({ status: 'SENDING', route: 'fake-2', fence: 2, attempt: 2 });
    expect(flown).toMatchObject([{ key: message._id, fence: 2, attempt: 2, tried: ['fake-1'] }]);
    expect((await stored(message._id)).holder).toBe(flown[0]!.holder);
    expect(await isConsistent(message._id)).toBe('SENDING');
  });

  test('an urgent one that was throttled takes the next route, and no attempt is counted', async () => {
    const message = await inTheAir({ category: 'otp', lane: 'urgent' });

    await settleBatch(portsOf(), [settlementOf(message, { outcome: 'throttled' })]);

    expect(await stored(message._id)).toMatchObject({ route: 'fake-2', fence: 2, attempt: 1 });
  });

  test.each(['message', 'request'])('one whose %s was cancelled meanwhile is not sent again', async (what) => {
    const message = await inTheAir();
    const cancel_at = new Date(clock.now());
    const collections = collectionsOf(session);
    const { _id, tenant } = message;
    if (what === 'message') await collections.messages.updateOne({ tenant, _id }, { $set: { cancel_at } });
    else await session.collection('sms_requests').insertOne({ _id: _id.slice(0, 35) as never, tenant, cancel_at });

    await settleBatch(portsOf(), [settlementOf(message, down)]);

    expect(flown).toEqual([]);
    expect(await isConsistent(_id)).toBe('PENDING');
  });

  test('one whose recipient opted out meanwhile is not sent again', async () => {
    const message = await inTheAir();
    optedOut = [message.tenant];

    await settleBatch(portsOf(), [settlementOf(message, down)]);

    expect(flown).toEqual([]);
    expect(await isConsistent(message._id)).toBe('PENDING');
  });

  test('one that a look-up freed for its route alone waits for that route', async () => {
    const message = await inTheAir();
    const settlement = settlementOf(message, down);

    await settleBatch(portsOf(), [{ ...settlement, flight: { ...settlement.flight, onlyHere: true } }]);

    expect(flown).toEqual([]);
    expect(await isConsistent(message._id)).toBe('PENDING');
  });

  test('the third attempt is the last, however many routes there are', async () => {
    routes = [route, next, newRoute({ id: 'fake-3', order: 30 }), newRoute({ id: 'fake-4', order: 40 })];
    const message = await inTheAir({ attempt: 3, fence: 3 });

    await settleBatch(portsOf(), [settlementOf(message, down)]);

    expect(flown).toEqual([]);
    expect(await isConsistent(message._id)).toBe('FAILED');
  });

  test('a message that one route may have sent never goes to another', async () => {
    const message = await inTheAir();

    await settleBatch(portsOf(), [settlementOf(message, { outcome: 'unknown' })]);

    expect(flown).toEqual([]);
    expect(await stored(message._id)).toMatchObject({ status: 'SENDING', route: 'fake-1', fence: 1 });
  });

  test('an open route is skipped, and without another one it waits', async () => {
    routes = [route, { ...next, state: { ...next.state, breaker: 'open', openUntil: clock.now() + 60_000 } }];
    const message = await inTheAir();

    await settleBatch(portsOf(), [settlementOf(message, down)]);

    expect(flown).toEqual([]);
    expect(await isConsistent(message._id)).toBe('PENDING');
  });

  test('a repeated settle moves no message twice', async () => {
    const message = await inTheAir();
    const settlement = settlementOf(message, down);

    await settleBatch(portsOf(), [settlement]);
    await settleBatch(portsOf(), [settlement]);

    expect(flown).toHaveLength(1);
    expect(await stored(message._id)).toMatchObject({ fence: 2, route: 'fake-2', status: 'SENDING' });
  });
});
