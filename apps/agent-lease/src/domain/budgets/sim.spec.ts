import type { LeaseUse, SimBudget } from '#libs/contracts';
import { correct, grant, hitLimit, NEW_SIM, reserve, usedNow, type Allowed, type Sim } from './sim.ts';

const NOW = Date.parse('2030-05-15T12:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const AGENT = 'phone-1';

/** One SIM over time; every lease is settled at once unless the test says otherwise. */
function simOf(budget: SimBudget, recipients = 0) {
  let sim: Sim = { ...NEW_SIM, budget };
  const ask = (lease: string, wanted: number, now = NOW): Allowed => {
    const { next, allowed } = reserve(sim, { lease, agent: AGENT, wanted, now, recipients });
    sim = next ?? sim;
    return allowed;
  };
  const settle = (lease: string, messages: number, now = NOW, parts = messages): void => {
    sim = grant(sim, AGENT, lease, { messages, parts }, now);
  };
  return {
    ask,
    settle,
    send: (lease: string, wanted: number, now = NOW) => {
      const { messages } = ask(lease, wanted, now);
      settle(lease, messages, now);
      return messages;
    },
    check: (uses: Partial<LeaseUse>[], now: number) => {
      const due = sim.leases.map(({ lease }) => lease);
      const known = new Map(uses.map((use) => [use.lease_id!, use as LeaseUse]));
      sim = correct(sim, due, known, now);
    },
    hit: (now = NOW) => (sim = hitLimit(sim, now)),
    change: (next: SimBudget) => (sim = { ...sim, budget: next }),
    used: (now = NOW) => usedNow(sim, now),
    get leases() {
      return sim.leases;
    },
  };
}
const use = (lease_id: string, messages: number, open = false): LeaseUse => ({
  lease_id,
  messages,
  parts: messages,
  recipients: [],
  open,
});

test('without a budget everything that is wanted is reserved', () => {
  const sim = simOf({});
  expect(sim.ask('a', 50)).toEqual({ messages: 50 });
  expect(sim.used()).toMatchObject({ minute: 50, hour: 50, day: 50, month: 50, parts: 0 });
});

test.each<[keyof SimBudget, string, number]>([
  ['per_hour', 'hour', HOUR],
  ['per_day', 'day', 12 * HOUR],
  ['per_month', 'month', 16.5 * 24 * HOUR],
])('%s is used up, and there is more when the next one begins', (field, limit, after) => {
  const sim = simOf({ [field]: 3 });
  expect([sim.send('a', 2), sim.send('b', 2)]).toEqual([2, 1]);
  expect(sim.ask('c', 1)).toEqual({ messages: 0, refusedBy: limit, until: NOW + after });
  expect(sim.ask('d', 5, NOW + after - 1).messages).toBe(0);
  expect(sim.ask('e', 5, NOW + after).messages).toBe(3);
});

test('per_minute counts any 60 s', () => {
  const sim = simOf({ per_minute: 3 });
  expect([sim.send('a', 2), sim.send('b', 2, NOW + 30_000)]).toEqual([2, 1]);
  expect(sim.ask('c', 1, NOW + 59_999)).toEqual({ messages: 0, refusedBy: 'minute', until: NOW + 60_000 });
  expect(sim.send('d', 5, NOW + 60_000)).toBe(2);
  expect(sim.ask('e', 5, NOW + 89_999).messages).toBe(0);
  expect(sim.ask('f', 5, NOW + 90_000).messages).toBe(1);
});

test('a minute counts from the time of the grant, not of the reservation', () => {
  const sim = simOf({ per_minute: 3 });
  sim.ask('a', 3);
  sim.settle('a', 3, NOW + 5_000);
  expect(sim.ask('b', 1, NOW + 64_999).messages).toBe(0);
  expect(sim.ask('c', 1, NOW + 65_000).messages).toBe(1);
});

test('what is reserved and not granted is released', () => {
  const sim = simOf({ per_day: 10 });
  sim.ask('a', 10);
  expect(sim.ask('b', 1)).toEqual({ messages: 0, refusedBy: 'day', until: NOW + 1_000 });
  sim.settle('a', 4);
  expect(sim.ask('b', 10).messages).toBe(6);
  sim.settle('b', 0);
  expect(sim.used().day).toBe(4);
  expect(sim.leases.map(({ lease }) => lease)).toEqual(['a']);
});

test('parts are counted as granted; a reservation bounds them', () => {
  const sim = simOf({ parts_per_month: 20 });
  expect(sim.ask('a', 50)).toEqual({ messages: 50, parts: 20 });
  sim.settle('a', 3, NOW, 14);
  expect(sim.ask('b', 1)).toEqual({ messages: 1, parts: 6 });
  sim.settle('b', 1, NOW, 6);
  expect(sim.ask('c', 1)).toMatchObject({ messages: 0, refusedBy: 'parts' });
  expect(sim.used()).toMatchObject({ month: 4, parts: 20 });
});

test('with all recipients of the month only known ones get texts; without any nobody does', () => {
  expect(simOf({ recipients_per_month: 5 }, 3).ask('a', 10)).toEqual({ messages: 2 });
  expect(simOf({ recipients_per_month: 5 }, 5).ask('a', 10)).toEqual({ messages: 10, recipients: 'known' });
  expect(simOf({ recipients_per_month: 0 }, 0).ask('a', 10)).toMatchObject({ messages: 0, refusedBy: 'recipients' });
  const sim = simOf({ recipients_per_month: 5 }, 3);
  sim.ask('a', 2);
  expect(sim.ask('b', 10)).toEqual({ messages: 10, recipients: 'known' });
});

test('the same lease again while it is open reserves besides, and without room answers what is held', () => {
  const sim = simOf({ per_day: 5 });
  expect(sim.ask('a', 4)).toEqual({ messages: 4 });
  expect(sim.ask('a', 4)).toEqual({ messages: 1 });
  expect(sim.ask('a', 4)).toEqual({ messages: 5, recipients: 'nobody' });
  expect(sim.used().day).toBe(5);
});

test('the same lease again once it is settled answers what is held, and counts once', () => {
  const sim = simOf({ per_day: 5 });
  sim.send('a', 2);
  expect(sim.ask('a', 50)).toEqual({ messages: 2, recipients: 'nobody' });
  sim.settle('a', 2);
  expect(sim.used().day).toBe(2);
});

test('a lease that was asked for twice is settled by what the dispatcher knows', () => {
  const sim = simOf({});
  sim.ask('a', 4);
  sim.ask('a', 4);
  sim.settle('a', 0);
  expect(sim.used().day).toBe(8);
  sim.check([use('a', 6)], NOW + 30_000);
  expect(sim.used().day).toBe(6);
});

test('a reservation that nobody settled is settled by the sweep, and watched until nothing can come to light', () => {
  const sim = simOf({});
  sim.ask('a', 4);
  sim.check([], NOW + 29_999);
  expect(sim.used().day).toBe(4);
  sim.check([], NOW + 30_000);
  expect(sim.used().day).toBe(0);
  sim.check([use('a', 3, true)], NOW + 2 * MINUTE);
  expect(sim.used().day).toBe(3);
  sim.check([use('a', 3)], NOW + 11 * MINUTE);
  expect([sim.used().day, sim.leases]).toEqual([3, []]);
});

test('a grant that comes after the sweep is counted once', () => {
  const sim = simOf({});
  sim.ask('a', 4);
  sim.check([], NOW + 30_000);
  sim.settle('a', 3, NOW + 31_000);
  sim.check([use('a', 3)], NOW + 2 * MINUTE);
  sim.settle('a', 3, NOW + 3 * MINUTE);
  expect(sim.used().day).toBe(3);
});

test('what came back unstarted is given back to the hour in which it was counted', () => {
  const sim = simOf({});
  sim.send('a', 5, NOW + 59 * MINUTE);
  sim.send('b', 5, NOW + 61 * MINUTE);
  sim.check([use('a', 5, true), use('b', 5, true)], NOW + 62 * MINUTE);
  sim.check([use('a', 3, true), use('b', 5, true)], NOW + 63 * MINUTE);
  sim.check([use('a', 2), use('b', 5)], NOW + 65 * MINUTE);
  expect(sim.used(NOW + 65 * MINUTE)).toMatchObject({ hour: 5, day: 7, month: 7, parts: 7 });
  expect(sim.leases).toEqual([]);
});

test('an id that a phone uses for everything counts only what was granted now', () => {
  const sim = simOf({});
  sim.send('always', 2);
  sim.check([use('always', 2)], NOW + 2 * MINUTE);
  sim.send('always', 3, NOW + 3 * MINUTE);
  sim.check([use('always', 3, true)], NOW + 5 * MINUTE);
  sim.check([use('always', 2)], NOW + 7 * MINUTE);
  expect(sim.used().day).toBe(4);
});

test('while it rests nothing is handed out, whatever its budget says', () => {
  const sim = simOf({});
  sim.hit(NOW - 59 * MINUTE);
  sim.hit(NOW - MINUTE);
  expect(sim.ask('a', 1)).toEqual({ messages: 0, refusedBy: 'rest', until: NOW + 9 * MINUTE });
  expect(sim.ask('b', 1, NOW + 9 * MINUTE).messages).toBe(1);
});

test('after a rest the learned limit holds for each hour', () => {
  const sim = simOf({});
  sim.send('a', 10);
  sim.hit();
  expect(sim.ask('c', 1, NOW + 5 * MINUTE)).toMatchObject({ messages: 0, refusedBy: 'learned' });
  expect(sim.ask('d', 50, NOW + HOUR).messages).toBe(6);
});

test('quiet hours last longer than what is used up', () => {
  const sim = simOf({ per_hour: 0, quiet_hours: { from: '11:00', until: '20:00', zone: 'UTC' } });
  expect(sim.ask('a', 1)).toEqual({ messages: 0, refusedBy: 'quiet_hours', until: NOW + 8 * HOUR });
});

test('another reset day, zone or limit counts what was sent already', () => {
  const sim = simOf({ per_month: 100 });
  const DAY = 24 * HOUR;
  sim.send('a', 5, NOW - 12 * DAY);
  sim.send('b', 7, NOW - DAY);
  sim.send('c', 9, NOW);
  expect(sim.used()).toMatchObject({ day: 9, month: 21 });
  sim.change({ per_month: 100, reset_day: 14 });
  expect(sim.used()).toMatchObject({ day: 9, month: 16 });
  sim.change({ per_month: 100, reset_day: 15 });
  expect(sim.used()).toMatchObject({ day: 9, month: 9 });
  sim.change({ per_month: 21 });
  expect(sim.ask('d', 1)).toMatchObject({ messages: 0, refusedBy: 'month' });
  sim.change({ per_month: 22, zone: 'Asia/Tokyo' });
  expect(sim.used().month).toBe(21);
  // In Tokyo it is 21:00 of the same day, and yesterday's 21:00 was another one.
  expect(sim.used().day).toBe(9);
  sim.change({ zone: 'Pacific/Auckland' });
  expect(sim.used().day).toBe(9);
});

test('half a year of every hour leave a small document', () => {
  const sim = simOf({});
  let leases = 0;
  for (let hour = 0; hour < 184 * 24; hour++) {
    sim.send(`${leases++}`, 1, NOW + hour * HOUR);
    sim.check([use(`${leases - 1}`, 1)], NOW + hour * HOUR + 2 * MINUTE);
  }
  const end = NOW + (184 * 24 - 1) * HOUR;
  expect(sim.used(end)).toMatchObject({ hour: 1, day: 12, month: 14 * 24 + 12 });
  expect(sim.leases).toEqual([]);
});
