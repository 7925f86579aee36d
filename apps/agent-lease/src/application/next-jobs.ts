import type { Counter } from '#libs/observability';
import { checkpoint, monotonicMs, PostriderError } from '#libs/kernel';
import type { Agent } from '../domain/agent.ts';
import { RollingLimit } from '../domain/rolling-limit.ts';
import { leaseMessages, type Leased, type LeasePorts } from './lease-messages.ts';
import type { Hint, Waiter, Waiters } from './waiters.ts';

export interface NextJobs {
  readonly limit: number;
  readonly waitMs: number;
  readonly requestId?: string;
}

export interface PollPorts extends LeasePorts {
  readonly waiters: Waiters;
  /** Aborts when the service drains: held calls end at once. */
  readonly draining: AbortSignal;
  readonly polls: Pick<Counter, 'inc'>;
  readonly leases: Pick<Counter, 'inc'>;
  /** 0: phones get any number of messages, and ask as often as they like. */
  readonly perMinute: number;
}

/** Calls for messages that one phone may make in a minute; a held one counts once. */
const MOST_A_MINUTE = 60;
const MINUTE_MS = 60_000;
/** A budget is not asked more often while a call is held. */
const SOONEST_MS = 200;
const UNKNOWN_AGAIN_MS = 1_000;
/** Other phones that a hint reaches if the first ones find nothing. */
const MOST_IN_VAIN = 3;

/** Answers phones that ask for messages, and holds those that wait for some. */
export class Polls {
  readonly #limits = new Map<string, RollingLimit>();
  /** The routes that the dispatcher last named for a phone. */
  readonly #routes = new Map<string, readonly string[]>();

  constructor(private readonly ports: PollPorts) {}

  /** `gone`: nobody waits for the answer any more; then nothing more is leased. */
  async next(agent: Agent, wanted: NextJobs, gone: AbortSignal): Promise<readonly Leased[]> {
    this.#admit(agent);
    if (!agent.enabled)
      throw new PostriderError('insufficient_scope', 'This phone is disabled. Its owner can enable it again.');

    const waiter = this.ports.waiters.open(agent.id, this.#routes.get(agent.id) ?? [agent.id]);
    try {
      const messages = await this.#untilSome(agent, wanted, gone, waiter);
      this.ports.polls.inc({ outcome: messages.length > 0 ? 'messages' : 'empty' });
      this.ports.leases.inc(messages.length);
      checkpoint('agent-lease.jobs.before_answer');
      return messages;
    } finally {
      waiter.close();
    }
  }

  async #untilSome(agent: Agent, wanted: NextJobs, gone: AbortSignal, waiter: Waiter): Promise<readonly Leased[]> {
    const { draining, waiters } = this.ports;
    const ends = monotonicMs() + wanted.waitMs;
    let hint: Hint | undefined;
    for (let first = true; ; first = false) {
      if (gone.aborted) return [];
      const asked = await leaseMessages(this.ports, agent, { ...wanted, first });
      if (asked.messages.length > 0 || asked.repeated) return asked.messages;

      if (hint && (asked.blocked || hint.tried.size < MOST_IN_VAIN)) waiters.passOn(hint);
      const leftMs = ends - monotonicMs();
      if (leftMs <= 0 || draining.aborted || waiter.ended) return [];
      if (asked.routes) this.#remember(waiter, asked.routes);
      // The dispatcher does not know the phone yet: no hint would name it.
      const unknownMs = asked.routes?.length === 0 ? UNKNOWN_AGAIN_MS : Infinity;
      hint = await waiter.wait(
        Math.min(leftMs, unknownMs, Math.max(SOONEST_MS, asked.retryAfterMs ?? Infinity)),
        gone,
        draining,
      );
      if (draining.aborted || waiter.ended) return [];
    }
  }

  #remember(waiter: Waiter, routes: readonly string[]): void {
    waiter.routes = routes;
    this.#routes.set(waiter.agent, routes);
  }

  #admit({ id }: Agent): void {
    if (this.ports.perMinute === 0) return;
    const now = monotonicMs();
    const limit = this.#limits.get(id) ?? new RollingLimit(MOST_A_MINUTE, MINUTE_MS);
    this.#limits.set(id, limit);
    const retryAfterMs = limit.take(now);
    if (retryAfterMs === 0) return;
    this.ports.polls.inc({ outcome: 'limited' });
    throw new PostriderError('rate_limited', `A phone asks at most ${MOST_A_MINUTE} times a minute. Use wait.`, {
      retryAfterMs,
      rateLimit: { limit: MOST_A_MINUTE, remaining: 0, resetsInMs: retryAfterMs },
    });
  }

  /** Once a minute: phones that no longer ask are forgotten. */
  forgetIdle(): void {
    const now = monotonicMs();
    for (const [id, limit] of this.#limits)
      if (limit.isIdle(now)) {
        this.#limits.delete(id);
        this.#routes.delete(id);
      }
  }
}
