// The ledger is an object here: the specs check what is sent, and which slots are released, when a write fails.
import type { MessageDocument, OptOutScope } from '#libs/contracts';
import { clock, timesScaledBy, type MessageKey } from '#libs/kernel';
import { inFakeTime } from '../../../../../libs/kernel/testing/index.ts';
import { ago, newRoute, waitingMessage } from '../../../test/builders/ledger-documents.ts';
import { NO_PREFERENCE } from '../../domain/routing/choose-route.ts';
import type { InFlightAttempt } from '../../domain/ledger/in-flight-attempt.ts';
import { FIRST_WINDOW } from '../../domain/routing/window.ts';
import { inserted } from '../../outbound/mongo/moves.ts';
import { grantWaiting, type GrantPorts } from './grant-waiting.ts';
import type { MoveOptions, Expected, GrantedTo } from '../ledger/ports.ts';
import { UrgentFirstScheduler } from '../scheduling/urgent-first-scheduler.ts';
import { RetryBudgets } from '../routing/retry-budgets.ts';
import { RouteWindow } from '../routing/route-window.ts';

const route = newRoute();
const windowOf = (limit: number): RouteWindow => new RouteWindow({ ...FIRST_WINDOW, limit }, 0);
const times = timesScaledBy(20);
const message = (over = {}): MessageDocument => inserted(waitingMessage(over)) as MessageDocument;
const grantable = (it: MessageDocument) => ({ message: it, possibleDuplicate: false, preference: NO_PREFERENCE });

const manyOf = (over: object): ReturnType<typeof grantable>[] =>
  Array.from({ length: 60 }, () => grantable(message(over)));

interface World {
  readonly window?: RouteWindow;
  readonly grant?: (keys: readonly MessageKey[], fence: number, to: GrantedTo) => Promise<MessageKey[]>;
  readonly open?: (content: Uint8Array) => string;
  readonly routed?: boolean;
  readonly urgentFirst?: UrgentFirstScheduler;
  readonly optedOut?: ReadonlyMap<string, OptOutScope>;
}

function worldOf({
  window = windowOf(10),
  grant,
  open,
  routed = true,
  optedOut,
  urgentFirst = new UrgentFirstScheduler(),
}: World = {}) {
  const sent: InFlightAttempt[] = [];
  const moved: { keys: readonly MessageKey[]; expected: Expected; also: MoveOptions | undefined }[] = [];
  const ports = {
    messages: {
      grant: grant ?? (async (keys: readonly MessageKey[]) => [...keys]),
      moveFast: async (keys: readonly MessageKey[], expected: Expected, _: string, also?: MoveOptions) => {
        moved.push({ keys, expected, also });
        return keys.length;
      },
    },
    codec: { open: (_: string, __: string, content: Uint8Array) => open?.(content) ?? '{}' },
    router: {
      budgets: new RetryBudgets(),
      factsOf: async () => ({ routes: [route] }),
      routesFor: () => (routed ? [route] : []),
      isUnreachable: () => false,
      throttles: { isLimited: () => false },
      explain: () => ({ policy: 0, routes: [], skipped: [{ route: route.id, reason: 'breaker_open' }] }),
      isRamping: () => false,
      windowOf: () => window,
    },
    watch: { overBudget: () => undefined, withoutRoute: () => undefined },
    deliveries: { send: (flights: readonly InFlightAttempt[]) => void sent.push(...flights) },
    urgentFirst,
    routes: { hasOptOuts: async () => true },
    optOuts: { scopesOf: async () => optedOut ?? new Map(), of: async () => null },
    times,
  } as unknown as GrantPorts;
  return { ports, window, sent, moved };
}

test('granted messages are sent, also if the grant of the next fence fails', async () => {
  const [first, second] = [message(), message({ fence: 1, attempt: 1 })];
  const { ports, sent, window } = worldOf({
    grant: async (keys, fence) => {
      if (fence === 1) throw new Error('the database refuses');
      return [...keys];
    },
  });

  await expect(grantWaiting(ports, [first, second].map(grantable))).rejects.toThrow('refuses');

  expect(sent.map(({ key }) => key)).toEqual([first._id]);
  expect(window.inUse).toBe(1);
});

test('a message that another dispatcher granted is not sent, and its slot is released', async () => {
  const [mine, other] = [message(), message()];
  const { ports, sent, window } = worldOf({ grant: async () => [mine._id] });

  await grantWaiting(ports, [mine, other].map(grantable));

  expect(sent.map(({ key }) => key)).toEqual([mine._id]);
  expect(window.inUse).toBe(1);
});

test('a message that cannot be read is not granted', async () => {
  let granted = 0;
  const { ports, window } = worldOf({
    grant: async (keys) => {
      granted += keys.length;
      return [...keys];
    },
    open: () => {
      throw new Error('unreadable');
    },
  });

  await expect(grantWaiting(ports, [grantable(message())])).rejects.toThrow('unreadable');

  expect([granted, window.inUse]).toEqual([0, 0]);
});

test('a message whose deadline passed while it waited for a slot is not granted', async () => {
  const { ports, sent, window } = worldOf();

  await grantWaiting(ports, [grantable(message({ deadline: ago(1) })), grantable(message())]);

  expect([sent.length, window.inUse]).toEqual([1, 1]);
});

test('a message whose recipient opted out while it waited for a slot is not granted, and is due at once', async () => {
  const unwanted = message({ to_hash: 'unwanted' });
  const optedOut = new Map([[`${unwanted.tenant}.unwanted`, 'all']] as const);
  const { ports, sent, moved, window } = worldOf({ optedOut });
  const wanted = message();
  const waiting = [unwanted, wanted].map(grantable);
  const [lately, longAgo] = [clock.now(), clock.now() - 300];

  await grantWaiting(ports, waiting, longAgo);

  expect(sent.map(({ key }) => key)).toEqual([wanted._id]);
  expect(moved).toMatchObject([{ keys: [unwanted._id], expected: { status: 'PENDING', fence: 0 } }]);
  expect(moved[0]!.also!.wakeAt!.getTime()).toBeLessThanOrEqual(clock.now());
  expect(window.inUse).toBe(1);

  await grantWaiting(ports, [grantable(unwanted)], lately);
  expect(sent).toHaveLength(2);
});

test('no byte leaves later than the intent allows, nor after the deadline', async () => {
  const unscaled = timesScaledBy();
  const soon = clock.now() + 10_000;
  const { ports, sent } = worldOf();

  await grantWaiting({ ...ports, times: unscaled }, [message(), message({ deadline: new Date(soon) })].map(grantable));

  const [one, other] = sent;
  expect(one!.sendBefore).toBe(one!.grantedAt + unscaled.sendBeforeMs);
  expect(other!.sendBefore).toBe(soon);
});

test('without a slot in time the rest is looked at again soon, still PENDING at its fence', async () => {
  const { ports, sent, moved } = worldOf({ window: windowOf(2) });
  const messages = [message(), message(), message({ fence: 2 }), message({ fence: 2 })];

  await grantWaiting(ports, messages.map(grantable));

  expect(sent).toHaveLength(2);
  expect(moved.map(({ keys, expected }) => [keys, expected])).toEqual([
    [messages.slice(2).map(({ _id }) => _id), { status: 'PENDING', fence: 2 }],
  ]);
  expect(moved[0]!.also!.wakeAt!.getTime() - clock.now()).toBeLessThanOrEqual(times.connectMs / 2);
});

test('repeats without a slot do not use the budget', async () => {
  const { ports, window } = worldOf({ window: windowOf(2) });
  const repeat = { ...NO_PREFERENCE, attempts: new Map([[route.id, 1]]) };
  window.tryTake(2, true);

  await grantWaiting(
    ports,
    Array.from({ length: 10 }, () => ({ ...grantable(message({ fence: 1 })), preference: repeat })),
  );

  expect(ports.router.budgets.take(route.id, 'others', 10)).toBe(10);
});

test('a storm of repeats does not use the budget of codes', async () => {
  const { ports, sent, moved } = worldOf({ window: windowOf(1_000) });
  const repeats = (lane: 'urgent' | 'bulk', count: number) =>
    Array.from({ length: count }, () => ({
      ...grantable(message({ lane, fence: 1 })),
      preference: { ...NO_PREFERENCE, attempts: new Map([[route.id, 1]]) },
    }));
  await grantWaiting(ports, repeats('bulk', 100));
  expect(sent).toHaveLength(10);

  await grantWaiting(ports, repeats('urgent', 30));

  expect(sent.filter(({ urgent }) => urgent)).toHaveLength(20);
  const codesWait = moved.at(-1)!.also!.wakeAt!.getTime() - clock.now();
  expect(codesWait).toBeLessThanOrEqual(times.connectMs);
});

test('without a route it is looked at less often the longer it waits, but at its deadline at the latest', async () => {
  const waits = async (over: object): Promise<{ least: number; most: number }> => {
    const { ports, moved } = worldOf({ routed: false });
    const before = clock.now();
    await grantWaiting(ports, [grantable(message(over))]);
    const wakeAt = moved[0]!.also!.wakeAt!.getTime();
    return { least: wakeAt - clock.now(), most: wakeAt - before };
  };

  expect((await waits({ created_at: ago(0) })).least).toBeLessThanOrEqual(times.connectMs / 2);
  expect((await waits({ created_at: ago(4_000) })).most).toBeGreaterThan(900);
  expect((await waits({ created_at: ago(3_600_000) })).least).toBeLessThanOrEqual(times.graceMs);
  expect((await waits({ created_at: ago(3_600_000), send_at: ago(0) })).least).toBeLessThanOrEqual(times.connectMs / 2);
  expect((await waits({ created_at: ago(4_000), deadline: ago(-10) })).least).toBeLessThanOrEqual(10);
});

test('a message without a route stores which routes it waits for', async () => {
  const { ports, moved } = worldOf({ routed: false });

  await grantWaiting(ports, [grantable(message())]);

  expect(moved[0]!.also!.waitsFor).toEqual({ reason: 'breaker_open', routes: [route.id] });
});

test(
  'at a stuck window a code that waited long is looked at again soon, and others later',
  inFakeTime(async (pass) => {
    const waits = async (lane: 'urgent' | 'bulk'): Promise<number> => {
      const window = windowOf(1);
      window.tryTake(1, true);
      const { ports, moved } = worldOf({ window });
      await pass(500);
      expect(window.isStuck).toBe(true);
      await grantWaiting(ports, [grantable(message({ lane, created_at: ago(3_600_000) }))]);
      expect(moved[0]!.also).not.toHaveProperty('waitsFor');
      return moved[0]!.also!.wakeAt!.getTime() - clock.now();
    };

    expect(await waits('urgent')).toBeLessThanOrEqual(times.slowMs);
    expect(await waits('bulk')).toBeGreaterThan(times.slowMs);
  }),
);

test('while urgent messages are sent, others are granted in small pieces, and urgent ones as usual', async () => {
  const granted: number[] = [];
  const { ports } = worldOf({
    window: windowOf(200),
    grant: async (keys) => {
      granted.push(keys.length);
      return [...keys];
    },
  });

  await grantWaiting(ports, manyOf({ lane: 'bulk' }));
  await grantWaiting(ports, manyOf({ lane: 'urgent' }));
  await grantWaiting(ports, manyOf({ lane: 'bulk' }));

  expect(granted).toEqual([60, 60, 25, 25, 10]);
});
