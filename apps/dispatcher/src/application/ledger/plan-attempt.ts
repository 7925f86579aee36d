import type { EvidenceDocument, ItemOutcome, MessageDocument } from '#libs/contracts';
import { randomBelow, type Times } from '#libs/kernel';
import {
  afterOutcome,
  silenceDecision,
  type AfterOutcome,
  type AfterSilence,
} from '../../domain/ledger/attempt-plan.ts';
import type { InFlightAttempt } from '../../domain/ledger/in-flight-attempt.ts';
import { endsGrant, isUnresolved } from '../../domain/ledger/fold.ts';
import { refusalsIn } from '../../domain/ledger/refusals.ts';

export type Plan = AfterOutcome;

/** The domain's decisions with their inputs: times, random numbers and the message's own limits. */
export class AttemptPlanner {
  constructor(
    private readonly times: Times,
    private readonly timeScale: number,
  ) {}

  /** `pausedUntil`: of its route, if it is throttled. */
  afterOutcome(flight: InFlightAttempt, outcome: ItemOutcome, now: number, pausedUntil?: number): Plan {
    const { attempt, refusals, fence, category, guarantee, deadline, routable } = flight;
    return afterOutcome({
      attempt,
      refusals: refusals.length,
      fence,
      category,
      guarantee,
      deadline,
      now,
      cancelled: false,
      outcome: outcome.outcome,
      fault: outcome.fault,
      byOnePhone: flight.agent !== undefined && flight.agent === flight.route.id,
      pausedUntil,
      movesOnAt: routable.movesOnAt,
      lookAgainMs: this.times.graceMs,
      randomBelow,
      timeScale: this.timeScale,
    });
  }

  /** For a message in the air whose evidence shows that its present grant has ended. */
  afterEvidence(message: MessageDocument, rows: readonly EvidenceDocument[], now: number): Plan | AfterSilence {
    const ending = rows.filter((row) => endsGrant(row, message.fence));
    const answer = ending.find(({ outcome }) => outcome !== undefined);
    if (!answer && ending.some(({ kind }) => kind === 'silence')) return this.afterSilence(message, rows, now);
    return afterOutcome({
      ...limitsOf(message, rows, now),
      fence: message.fence,
      outcome: answer?.outcome ?? 'vendor_fault',
      fault: answer?.fault,
      byOnePhone: message.agent !== undefined && message.agent === message.route,
      lookAgainMs: this.times.graceMs,
      randomBelow,
      timeScale: this.timeScale,
    });
  }

  afterSilence(message: MessageDocument, rows: readonly EvidenceDocument[], now: number): AfterSilence {
    const wakeAt = message.wake_at!.getTime();
    return silenceDecision({
      ...limitsOf(message, rows, now),
      // The grace of a phone's lease is over when its message is looked at.
      graceEndsAt: message.leased_at ? wakeAt : wakeAt - this.times.leaseMs + this.times.graceMs,
      possibleDuplicate: message.possible_duplicate ?? false,
    });
  }

  /** Whether a further attempt may be a second text. */
  isUnresolved(rows: readonly EvidenceDocument[]): boolean {
    return isUnresolved(rows);
  }
}

const limitsOf = (
  { attempt, category, guarantee, deadline, cancel_at }: MessageDocument,
  rows: readonly EvidenceDocument[],
  now: number,
) => ({
  attempt,
  refusals: refusalsIn(rows).length,
  category,
  guarantee,
  deadline: deadline.getTime(),
  cancelled: cancel_at !== undefined,
  now,
});
