import { clock, randomBelow } from '#libs/kernel';
import { rateAt, type Pace } from '../../domain/routing/throttle.ts';

/** This many messages at a time. */
export interface Turn {
  readonly count: number;
  /** Ms since the epoch. */
  readonly at: number;
}

/** Waiting messages are looked at together with those that have their turn in the same second, */
const STEP_MS = 1_000;
/** and the rest of a long line all together, every half a minute, because each look is a write. */
const HORIZON_MS = 30_000;

/** The slots of a route whose rate is limited: tokens that come with time, and turns for waiting messages. */
export class PacedLine {
  private tokens = 1;
  private filledAt = -Infinity;
  /** Codes do not wait behind advertising. */
  private endsAt = { urgent: 0, others: 0 };
  private readonly stepMs: number;
  private readonly horizonMs: number;

  constructor(private readonly scale: number) {
    this.stepMs = STEP_MS / scale;
    this.horizonMs = HORIZON_MS / scale;
  }

  /** After a cut: the pause ends with one message, which may be throttled again. */
  restart(): void {
    this.tokens = 1;
    this.filledAt = -Infinity;
    this.endsAt = { urgent: 0, others: 0 };
  }

  /** Urgent messages are sent at once, up to a second ahead, and the others wait longer for it. */
  left(pace: Pace, urgent: boolean): number {
    const now = clock.now();
    if (now < pace.until) return 0;
    this.fill(pace, now);
    return Math.max(0, Math.floor(this.tokens + (urgent ? this.most(pace, now) : 0)));
  }

  spend(pace: Pace, count: number): void {
    this.fill(pace, clock.now());
    this.tokens -= count;
  }

  turns(pace: Pace, count: number, urgent: boolean): readonly Turn[] {
    const line = urgent ? 'urgent' : 'others';
    const now = clock.now();
    const start = Math.max(now, pace.until);
    const horizon = start + this.horizonMs;
    const turns: Turn[] = [];
    let at = Math.max(start === now ? now + this.stepMs : start, this.endsAt[line]);
    let left = count;
    while (left > 0 && at < horizon) {
      const rate = rateAt(pace, at, this.scale);
      const some = Math.min(left, Math.max(1, Math.floor((rate * this.stepMs) / 1_000)));
      turns.push({ count: some, at });
      left -= some;
      at += Math.max(this.stepMs, (some / rate) * 1_000);
    }
    this.endsAt[line] = at;
    if (left > 0) turns.push({ count: left, at: horizon - randomBelow(Math.ceil(this.horizonMs / 2)) });
    return turns;
  }

  private fill(pace: Pace, now: number): void {
    const since = Math.max(this.filledAt, pace.until);
    const rate = rateAt(pace, now, this.scale);
    this.tokens = Math.min(this.most(pace, now), this.tokens + (Math.max(0, now - since) / 1_000) * rate);
    this.filledAt = now;
  }

  /** The tokens of one step may be saved up. */
  private most(pace: Pace, now: number): number {
    return Math.max(1, (rateAt(pace, now, this.scale) * this.stepMs) / 1_000);
  }
}
