import * as fc from 'fast-check';
import type { LeaseUse } from '#libs/contracts';
import { correct, grant, NEW_SIM, reserve, usedNow, type Sim } from './sim.ts';

const START = Date.parse('2030-05-15T00:00:00Z');
const LIMIT = 12;

/** What the dispatcher knows of one lease. */
interface Truth {
  granted: number;
  unstarted: number;
}

/** A call of agent-lease that has reserved, and may die at any step. */
interface Call {
  readonly lease: string;
  readonly limit: number;
  asked?: number;
}

/** Any interleaving of calls, deaths, returns and sweeps of one SIM; the time of its day never ends. */
class World {
  sim: Sim = { ...NEW_SIM, budget: { per_day: LIMIT } };
  now = START;
  readonly truth = new Map<string, Truth>();
  calls: Call[] = [];

  poll(lease: string, wanted: number): void {
    const wish = { lease, agent: 'phone-1', wanted, now: this.now, recipients: 0 };
    const { next, allowed } = reserve(this.sim, wish);
    this.sim = next ?? this.sim;
    if (allowed.messages > 0) this.calls.push({ lease, limit: allowed.recipients === 'nobody' ? 0 : allowed.messages });
  }

  /** The dispatcher grants some, unless the lease holds messages already: then it answers those. */
  ask(call: Call, available: number): void {
    const known = this.truth.get(call.lease) ?? { granted: 0, unstarted: 0 };
    const held = known.granted;
    const granted = held > 0 ? 0 : Math.min(available, call.limit);
    this.truth.set(call.lease, { granted: held + granted, unstarted: known.unstarted });
    call.asked = held + granted;
  }

  settle(call: Call): void {
    const messages = call.asked ?? 0;
    this.sim = grant(this.sim, 'phone-1', call.lease, { messages, parts: messages }, this.now);
  }

  comeBack(lease: string, count: number): void {
    const truth = this.truth.get(lease);
    if (truth) truth.unstarted = Math.min(truth.granted, truth.unstarted + count);
  }

  sweep(open: boolean): void {
    const due = this.sim.leases.filter(({ check_at }) => check_at <= this.now).map(({ lease }) => lease);
    const uses = [...this.truth].map(([lease_id, { granted, unstarted }]): [string, LeaseUse] => {
      const messages = granted - unstarted;
      return [lease_id, { lease_id, messages, parts: messages, recipients: [], open: open && messages > 0 }];
    });
    this.sim = correct(this.sim, due, new Map(uses), this.now);
  }

  get counted(): number {
    return usedNow(this.sim, this.now).day;
  }
  get sent(): number {
    return [...this.truth.values()].reduce((sum, { granted, unstarted }) => sum + granted - unstarted, 0);
  }
}

type Step =
  | { readonly do: 'poll'; readonly lease: number; readonly wanted: number }
  | { readonly do: 'ask' | 'settle' | 'die' | 'return'; readonly at: number; readonly count: number }
  | { readonly do: 'sweep'; readonly open: boolean }
  | { readonly do: 'wait'; readonly ms: number };

const small = fc.integer({ min: 0, max: 5 });
const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('poll' as const),
    lease: fc.integer({ min: 0, max: 30 }),
    wanted: fc.integer({ min: 1, max: 6 }),
  }),
  fc.record({
    do: fc.constantFrom('ask' as const, 'settle' as const, 'die' as const, 'return' as const),
    at: small,
    count: small,
  }),
  fc.record({ do: fc.constant('sweep' as const), open: fc.boolean() }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1_000, 31_000, 61_000) }),
);

function take(world: World, step: Step): void {
  if (step.do === 'poll') return world.poll(`lease-${step.lease}`, step.wanted);
  if (step.do === 'sweep') return world.sweep(step.open);
  if (step.do === 'wait') {
    world.now += step.ms;
    // A call has a deadline: it never outlives its reservation.
    if (step.ms > 1_000) world.calls = [];
    return;
  }
  if (step.do === 'return') return world.comeBack(`lease-${step.at}`, step.count);
  const call = world.calls[step.at];
  if (!call) return;
  if (step.do === 'ask') return world.ask(call, step.count);
  // An answer cannot come before the question.
  if (step.do === 'settle' && call.asked === undefined) return;
  if (step.do === 'settle') world.settle(call);
  world.calls = world.calls.filter((one) => one !== call);
}

test('after any interleaving of reservations, grants, deaths, returns and sweeps, the counts equal a recount', () => {
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 60 }), (all) => {
      const world = new World();
      for (const step of all) {
        take(world, step);
        expect(world.counted).toBeGreaterThanOrEqual(world.sent);
        expect(world.counted).toBeLessThanOrEqual(LIMIT);
      }
      world.calls = [];
      for (let rounds = 0; rounds < 20; rounds++) {
        world.now += 61_000;
        world.sweep(false);
      }
      expect(world.sim.leases).toEqual([]);
      expect(world.counted).toBe(world.sent);
    }),
    { numRuns: 3_000 },
  );
});
