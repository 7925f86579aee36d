import * as fc from 'fast-check';
import type { LeaseUse } from '#libs/contracts';
import { grantedSince, OPEN_MS } from './lease-entry.ts';
import { correct, grant, NEW_SIM, reserve, usedNow, type Sim } from './sim.ts';

const START = Date.parse('2030-05-15T00:00:00Z');
const LIMIT = 12;

/** What the dispatcher knows of a grant; what ended was reported, or started and went elsewhere. */
interface Granted {
  readonly lease: string;
  readonly leasedAt: number;
  state: 'held' | 'ended' | 'returned';
}

/** A call of agent-lease that has reserved, and may die at any step. */
interface Call {
  readonly lease: string;
  readonly at: number;
  /** Undefined: it answers what is held. */
  readonly limit: number | undefined;
  asked?: number;
}

/** Any interleaving of calls, deaths, returns and sweeps of one SIM; the time of its day never ends. */
class World {
  sim: Sim = { ...NEW_SIM, budget: { per_day: LIMIT } };
  now = START;
  readonly truth: Granted[] = [];
  calls: Call[] = [];

  poll(lease: string, wanted: number): void {
    const wish = { lease, agent: 'phone-1', wanted, now: this.now, recipients: 0 };
    const { next, allowed } = reserve(this.sim, wish);
    this.sim = next ?? this.sim;
    if (allowed.messages > 0)
      this.calls.push({ lease, at: this.now, limit: allowed.recipients === 'nobody' ? undefined : allowed.messages });
  }

  /** The dispatcher grants some, unless the lease holds messages already: then it answers those. */
  ask(call: Call, available: number): void {
    const { lease } = call;
    const held = this.held(lease).length;
    const granted = held > 0 ? 0 : Math.min(available, call.limit ?? 0);
    for (let n = 0; n < granted; n++) this.truth.push({ lease, leasedAt: this.now, state: 'held' });
    call.asked = held + granted;
  }

  settle(call: Call): void {
    if (call.limit === undefined) return;
    const messages = call.asked ?? 0;
    this.sim = grant(this.sim, 'phone-1', call.lease, { messages, parts: messages }, this.now);
  }

  end(lease: string, count: number, state: Granted['state']): void {
    for (const message of this.held(lease).slice(0, count)) message.state = state;
  }

  sweep(): void {
    const due = this.sim.leases.filter(({ check_at }) => check_at <= this.now);
    const uses = due.map((entry): [string, LeaseUse] => {
      const since = grantedSince(entry).getTime();
      const mine = this.truth.filter(({ lease, leasedAt }) => lease === entry.lease && leasedAt >= since);
      const messages = mine.filter(({ state }) => state !== 'returned').length;
      const open = mine.some(({ state }) => state === 'held');
      return [entry.lease, { lease_id: entry.lease, messages, parts: messages, recipients: [], open }];
    });
    this.sim = correct(
      this.sim,
      due.map(({ lease }) => lease),
      new Map(uses),
      this.now,
    );
  }

  private held(of: string): Granted[] {
    return this.truth.filter(({ lease, state }) => lease === of && state === 'held');
  }

  get counted(): number {
    return usedNow(this.sim, this.now).day;
  }
  get sent(): number {
    return this.truth.filter(({ state }) => state !== 'returned').length;
  }
}

type Step =
  | { readonly do: 'poll'; readonly lease: number; readonly wanted: number }
  | {
      readonly do: 'ask' | 'settle' | 'die' | 'returned' | 'ended';
      readonly at: number;
      readonly count: number;
    }
  | { readonly do: 'sweep' }
  | { readonly do: 'wait'; readonly ms: number };

const small = fc.integer({ min: 0, max: 5 });
const count = fc.integer({ min: 0, max: 2 });
const ofCall = fc.constantFrom('ask' as const, 'ask' as const, 'settle' as const, 'settle' as const, 'die' as const);
const ofLease = fc.constantFrom('returned' as const, 'ended' as const);
const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('poll' as const), lease: small, wanted: fc.integer({ min: 1, max: 4 }) }),
  },
  { weight: 6, arbitrary: fc.record({ do: ofCall, at: small, count }) },
  { weight: 2, arbitrary: fc.record({ do: ofLease, at: small, count }) },
  { weight: 1, arbitrary: fc.constant({ do: 'sweep' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1_000, 31_000, 61_000) }),
  },
);
const interleavings = fc.array(steps, { minLength: 10, maxLength: 60 });

/** Few, so that the same lease is often asked for again. */
const leaseOf = (n: number): string => `lease-${n % 3}`;

function take(world: World, step: Step, longestCallMs: number): void {
  if (step.do === 'poll') return world.poll(leaseOf(step.lease), step.wanted);
  if (step.do === 'sweep') return world.sweep();
  if (step.do === 'wait') {
    world.now += step.ms;
    world.calls = world.calls.filter(({ at }) => at > world.now - longestCallMs);
    return;
  }
  if (step.do === 'returned' || step.do === 'ended') return world.end(leaseOf(step.at), step.count, step.do);
  const call = world.calls[step.at % world.calls.length];
  if (!call) return;
  if (step.do === 'ask') return call.asked === undefined ? world.ask(call, step.count) : undefined;
  // An answer cannot come before the question.
  if (step.do === 'settle' && call.asked === undefined) return;
  if (step.do === 'settle') world.settle(call);
  world.calls = world.calls.filter((one) => one !== call);
}

/** Nothing happens any more but sweeps. */
function settleDown(world: World): void {
  world.calls = [];
  for (const message of world.truth) if (message.state === 'held') message.state = 'ended';
  for (let rounds = 0; rounds < 20; rounds++) {
    world.now += 61_000;
    world.sweep();
  }
}

test('after any interleaving of reservations, grants, deaths, returns and sweeps, the counts equal a recount', () => {
  fc.assert(
    fc.property(interleavings, (all) => {
      const world = new World();
      for (const step of all) {
        take(world, step, OPEN_MS);
        expect(world.counted).toBeGreaterThanOrEqual(world.sent);
        expect(world.counted).toBeLessThanOrEqual(LIMIT);
      }
      settleDown(world);
      expect(world.sim.leases).toEqual([]);
      expect(world.counted).toBe(world.sent);
    }),
    { numRuns: 2_000 },
  );
});

test('also calls of the dispatcher that outlive their reservation are counted in the end', () => {
  fc.assert(
    fc.property(interleavings, (all) => {
      const world = new World();
      for (const step of all) take(world, step, 5 * 60_000);
      settleDown(world);
      expect(world.counted).toBe(world.sent);
    }),
    { numRuns: 2_000 },
  );
});
