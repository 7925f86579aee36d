// Real: mongod, driver, repositories, and where the test says so processes. Scripted: what the dispatcher grants.
import type { LeaseUse } from '#libs/contracts';
import { clock } from '#libs/kernel';
import { syncIndexes } from '#libs/persistence';
import { shuffled } from '../../../../libs/kernel/testing/index.ts';
import { testMongo, type TestMongo } from '../../../../libs/persistence/testing/index.ts';
import { agentIndexes } from '../../src/outbound/mongo/indexes.ts';
import { budgetProcess, type BudgetProcess } from '../builders/budget-processes.ts';
import { budgetsOn, granted, keptOf, newLease, newSim, someRecipients, usedBy } from '../builders/budgets.ts';

const MINUTE = 60_000;
let mongo: TestMongo;
let processes: BudgetProcess[] = [];
beforeAll(async () => {
  mongo = await testMongo();
  await syncIndexes(mongo.session, agentIndexes);
});
afterEach(async () => {
  await Promise.all(processes.map((one) => one.kill()));
  processes = [];
});
afterAll(() => mongo?.close());

async function twoProcesses(perMinute = 0): Promise<readonly [BudgetProcess, BudgetProcess]> {
  processes = await Promise.all([1, 2].map(() => budgetProcess({ ...mongo, perMinute })));
  return processes as [BudgetProcess, BudgetProcess];
}

test('50 reservations at once in two processes fill the budget of a SIM in two phones exactly', async () => {
  const [first, second] = await twoProcesses();
  const { budgets } = budgetsOn(mongo.session);
  const sim = newSim();
  const same = newSim({ sim: sim.sim });
  await budgets.save(sim, { per_day: 60, zone: 'UTC' });

  const sizes = shuffled([...Array.from({ length: 40 }, () => 1), 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  const ends = await Promise.all(
    sizes.map((wanted, i) => {
      const told = { sim: i % 3 ? sim : same, lease: newLease(), wanted, ...(i % 2 && { grant: wanted }) };
      return (i % 4 < 2 ? first : second).reserve(told);
    }),
  );

  expect(ends.reduce((sum, { messages }) => sum + messages, 0)).toBe(60);
  const [state] = await budgets.read([same]);
  expect(state).toMatchObject({ budget: { per_day: 60 }, used: { minute: 60, day: 60, month: 60 } });
}, 60_000);

test('50 polls at once of a phone with two SIMs in two processes get AGENT_RATE_LIMIT_PER_MIN messages', async () => {
  const [first, second] = await twoProcesses(10);
  const sim = newSim();
  const other = newSim({ agent: sim.agent, slot: 1 });

  const ends = await Promise.all(
    Array.from({ length: 50 }, (_, i) =>
      (i % 2 ? first : second).reserve({ sim: i % 3 ? sim : other, lease: newLease(), wanted: 3, grant: 3 }),
    ),
  );

  expect(ends.reduce((sum, { messages }) => sum + messages, 0)).toBe(10);
  const used = await budgetsOn(mongo.session).budgets.read([sim, other]);
  expect(used.reduce((sum, state) => sum + state.used.day, 0)).toBe(10);
  const refused = ends.filter(({ messages }) => messages === 0);
  expect(refused.every(({ retryAfterMs }) => retryAfterMs! > 0 && retryAfterMs! <= 91_000)).toBe(true);
}, 60_000);

test('budgets, counts, rests and recipients survive a restart', async () => {
  const sim = newSim();
  const lease = newLease();
  const before = budgetsOn(await mongo.open()).budgets;
  await before.save(sim, { per_day: 5 });
  await before.reserve(sim, lease, 3);
  await before.granted(sim, lease, granted(lease, someRecipients(2), 2));
  await before.limitHit(sim, clock.now());

  const [state] = await budgetsOn(await mongo.open()).budgets.read([sim]);
  expect(state!.used).toEqual({ minute: 2, hour: 2, day: 2, month: 2, parts: 4, recipients: 2 });
  expect(state!.restsUntil!.getTime()).toBeGreaterThan(clock.now() + 4 * MINUTE);
});

test.each([
  ['between reservation and lease', undefined, 0],
  ['between lease and settling', 3, 3],
])('a process killed %s leaves a reservation that the sweep settles to a recount', async (_, held, counted) => {
  const [doomed] = await twoProcesses();
  const sim = newSim();
  const lease = newLease();
  const truth = new Map<string, LeaseUse>();
  await doomed.reserve({ sim, lease, wanted: 5 });
  if (held) truth.set(lease, usedBy(lease, someRecipients(held)));
  await doomed.kill();
  processes = processes.slice(1);

  let now = clock.now();
  const { budgets, sweep } = budgetsOn(mongo.session, { truth, now: () => now });
  const use = async () => (await budgets.read([sim]))[0]!.used;
  await sweep();
  expect(await use()).toMatchObject({ day: 5, recipients: 0 });
  now += 31_000;
  await sweep();
  expect(await use()).toMatchObject({ day: counted, month: counted, parts: counted, recipients: counted });
});

test('texts that came back unstarted give budget, parts and recipients back', async () => {
  const sim = newSim();
  const [first, second] = [newLease(), newLease()];
  const truth = new Map<string, LeaseUse>();
  let now = clock.now();
  const { budgets, sweep } = budgetsOn(mongo.session, { truth, now: () => now });
  const [ann, ben, cid, dan] = someRecipients(4) as [string, string, string, string];
  for (const [lease, to] of [
    [first, [ann, ben]],
    [second, [ben, cid, dan]],
  ] as const) {
    await budgets.reserve(sim, lease, 5);
    await budgets.granted(sim, lease, granted(lease, to));
  }
  truth.set(first, keptOf(first, [ann, ben], 1));
  truth.set(second, usedBy(second, [ben, cid, dan], true));
  const use = async () => (await budgets.read([sim]))[0]!.used;
  expect(await use()).toMatchObject({ day: 5, recipients: 4 });

  now += 61_000;
  await sweep();
  expect(await use()).toMatchObject({ day: 4, month: 4, parts: 4, recipients: 4 });
  truth.set(second, keptOf(second, [cid, ben, dan], 1));
  now += 61_000;
  await sweep();
  expect(await use()).toMatchObject({ day: 2, month: 2, parts: 2, recipients: 2 });
});

test('once the recipients of a month are used up only they get texts, the newest first', async () => {
  const sim = newSim();
  let now = Date.parse('2030-05-15T12:00:00Z');
  const { budgets } = budgetsOn(mongo.session, { now: () => now });
  await budgets.save(sim, { recipients_per_month: 3, reset_day: 10 });
  const send = async (to: readonly string[]) => {
    const lease = newLease();
    const reserved = await budgets.reserve(sim, lease, to.length);
    await budgets.granted(sim, lease, granted(lease, to.slice(0, reserved.messages)));
    return reserved;
  };
  const [ann, ben, cid, dan] = someRecipients(4) as [string, string, string, string];

  expect(await send([ann, ben])).toEqual({ messages: 2 });
  now += MINUTE;
  expect(await send([ann, cid])).toEqual({ messages: 1 });
  expect(await send([cid, dan])).toEqual({ messages: 1 });
  now += 20 * MINUTE;
  expect(await budgets.reserve(sim, newLease(), 9)).toEqual({ messages: 9, recipients: [cid, ann, ben] });

  // A month later nobody is known.
  now = Date.parse('2030-06-10T00:00:00Z');
  expect((await budgets.read([sim]))[0]!.used.recipients).toBe(0);
  expect(await send([ann])).toEqual({ messages: 1 });
  expect((await budgets.read([sim]))[0]!.used.recipients).toBe(1);
});

test('a SIM with nothing left is not written, and says when to ask again', async () => {
  const sim = newSim();
  let now = Date.parse('2030-05-15T12:00:00Z');
  const { budgets } = budgetsOn(mongo.session, { perMinute: 10, now: () => now });
  await budgets.save(sim, { quiet_hours: { from: '11:00', until: '12:30', zone: 'UTC' } });
  expect(await budgets.reserve(sim, newLease(), 5)).toEqual({ messages: 0, retryAfterMs: 30 * MINUTE });
  now += 30 * MINUTE;
  expect(await budgets.reserve(sim, newLease(), 50)).toEqual({ messages: 10 });
});

test('random calls, deaths and returns in two processes with sweeps in between end with counts that equal a recount', async () => {
  const truth = new Map<string, LeaseUse>();
  let now = Date.parse('2030-05-15T00:00:00Z');
  const all = [
    budgetsOn(mongo.session, { truth, now: () => now }),
    budgetsOn(await mongo.open(), { truth, now: () => now }),
  ];
  const sims = [newSim(), newSim()];
  for (const sim of sims) await all[0]!.budgets.save(sim, { per_day: 40, recipients_per_month: 12 });
  const ofSim = new Map<string, string[]>();
  const random = (below: number): number => Math.floor(Math.random() * below);

  const call = async (): Promise<void> => {
    const { budgets } = all[random(2)]!;
    const sim = sims[random(2)]!;
    const lease = newLease();
    const { messages, recipients } = await budgets.reserve(sim, lease, 1 + random(4));
    ofSim.set(sim.sim, [...(ofSim.get(sim.sim) ?? []), lease]);
    if (messages === 0 || random(5) === 0) return;
    const among = recipients ?? someRecipients(30);
    const to = Array.from({ length: random(messages + 1) }, () => among[random(among.length)]!);
    truth.set(lease, usedBy(lease, to, true));
    if (random(5) > 0) await budgets.granted(sim, lease, granted(lease, to));
    if (random(3) === 0) truth.set(lease, keptOf(lease, to, random(to.length + 1)));
  };
  for (let round = 0; round < 8; round++) {
    await Promise.all([...Array.from({ length: 12 }, call), ...all.map(({ sweep }) => sweep())]);
    now += [1_000, 31_000, 61_000][random(3)]!;
  }
  for (const [lease, use] of truth) truth.set(lease, { ...use, open: false });
  for (let round = 0; round < 14; round++) {
    now += 61_000;
    await Promise.all(all.map(({ sweep }) => sweep()));
  }

  for (const sim of sims) {
    const uses = (ofSim.get(sim.sim) ?? []).flatMap((lease) => truth.get(lease) ?? []);
    const messages = uses.reduce((sum, use) => sum + use.messages, 0);
    const recipients = new Set(uses.flatMap((use) => use.recipients)).size;
    const [state] = await all[0]!.budgets.read([sim]);
    expect(state!.used).toEqual({
      minute: 0,
      hour: messages,
      day: messages,
      month: messages,
      parts: messages,
      recipients,
    });
    expect(recipients).toBeLessThanOrEqual(12);
    expect((await all[0]!.sims.read(sim.tenant, [sim.sim]))[0]!.leases).toEqual([]);
  }
}, 60_000);
