import type { FastifyReply, FastifyRequest } from 'fastify';
import { clock, sleep } from '#libs/kernel';
import { planOf, type FaultPlan } from '../faults/fault-plan.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Answer, Voice } from './answer.ts';
import { deliver, type HeldSockets } from './deliver.ts';
import type { Journal } from './journal.ts';
import type { VendorRoom } from './vendor-room.ts';

/** One call on a vendor's API. */
export interface VendorCall {
  readonly operation: string;
  readonly to?: string;
  readonly account?: string;
  /** As it is recorded, if the real one has a credential in it. */
  readonly path?: string;
  /** The body as it came, and as the vendor reads it. */
  readonly raw: string;
  readonly parsed: unknown;
  /** Set if this API of the vendor uses another form than the rest. */
  readonly voice?: Voice;
  /** Executes the call; an accepted text is in the ledger when it resolves. */
  readonly perform: () => Answer | Promise<Answer>;
}

/** Handles every vendor's calls: records them, applies the first matching fault, else gives the true answer. */
export class VendorCalls {
  constructor(
    private readonly ledger: Ledger,
    private readonly journal: Journal,
    private readonly held: HeldSockets,
  ) {}

  async serve(room: VendorRoom, call: VendorCall, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const row = this.journal.note(room.name, call, request);
    const rule = room.faults.take(call);
    if (rule) {
      row.fault = rule.value.kind;
      const { operation, to } = call;
      this.ledger.noteFault({ vendor: room.name, rule: rule.id, fault: rule.value.kind, operation, to });
    }
    const plan = rule ? planOf(rule.value, call.voice ?? room.voice) : TRULY;
    const answer = await this.answer(room, call, plan);
    row.status = plan.delivery === 'never' || plan.delivery === 'reset' ? null : answer.status;
    const ended = (bytes: number): void => void (row.bytes = bytes);
    deliver(reply, answer, { how: plan.delivery, dripMs: plan.dripMs, held: this.held, ended });
  }

  private async answer(room: VendorRoom, call: VendorCall, plan: FaultPlan): Promise<Answer> {
    const waitMs = room.latencyMs() + plan.waitMs;
    if (!plan.performs) {
      if (waitMs > 0) await sleep(waitMs);
      return plan.says(NOTHING_DONE);
    }
    if (call.operation === 'create' && !room.enter(clock.now()))
      return (call.voice ?? room.voice).throttled(room.settings.retryAfterS);
    try {
      if (plan.waitsFirst) await sleep(waitMs);
      const done = perform(room, call);
      if (waitMs > 0 && !plan.waitsFirst) await sleep(waitMs);
      return plan.says(await done);
    } finally {
      if (call.operation === 'create') room.leave();
    }
  }
}

const TRULY: FaultPlan = {
  performs: true,
  delivery: 'whole',
  waitsFirst: false,
  waitMs: 0,
  dripMs: 0,
  says: (real) => real,
};

const NOTHING_DONE: Answer = { status: 200, contentType: 'application/json', body: '{}' };

/** A ledger that cannot be written must not look like a refusal: the vendor then answers a server error. */
async function perform(room: VendorRoom, call: VendorCall): Promise<Answer> {
  try {
    return await call.perform();
  } catch {
    return (call.voice ?? room.voice).serverError();
  }
}
