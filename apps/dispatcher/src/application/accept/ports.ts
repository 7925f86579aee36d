import type { Environment, RequestDocument } from '#libs/contracts';
import type { MessageKey, RequestKey, TenantId } from '#libs/kernel';
import type { DuplicateGuard, GuardOwner } from '../../domain/acceptance/duplicate-guard.ts';

/** The accepted calls. Inserts and the end of fan-out are gathered. */
export interface Requests {
  /** `same_id`: this request is already stored; `same_key`: another one has its idempotency key. */
  insert(request: RequestDocument): Promise<'inserted' | 'same_id' | 'same_key'>;
  /** `latest`: also a write of another replica at this moment; it costs a round trip through the whole set. */
  byId(key: RequestKey, options?: { latest?: boolean }): Promise<RequestDocument | null>;
  byIdempotencyKey(
    tenant: TenantId,
    environment: Environment,
    operation: string,
    idempotencyKey: string,
    options?: { latest?: boolean },
  ): Promise<RequestDocument | null>;
  /** Requests whose fan-out has not ended and is due. */
  due(now: number, limit: number): Promise<RequestDocument[]>;
  /** The request stays to be fanned out, but not before `until`. */
  postpone(key: RequestKey, until: Date): Promise<void>;
  canceledAmong(keys: readonly RequestKey[]): Promise<Set<RequestKey>>;
  /** Written later, together with others. */
  fanOutEnded(key: RequestKey): void;
  /** Marks it; an existing mark stays. Returns the request with the mark. */
  cancel(key: RequestKey, at: Date): Promise<RequestDocument | null>;
  /** The first of `count` integers that the tenant gets only once. */
  reserveNumbers(tenant: TenantId, count: number): Promise<number>;
}

/** How many messages a subject has had accepted in one period. */
export interface Counter {
  /** `<tenant>.<environment>.<subject>.<period>.<start>` */
  readonly id: string;
  readonly tenant: TenantId;
  /** Until then it is kept; ms since the epoch. */
  readonly endsAt: number;
}

export interface Reserved {
  /** Whether there was room; if not, nothing was added. */
  readonly ok: boolean;
  /** The value of the counter after it. */
  readonly used: number;
}

/** Counters of accepted messages. A crash may leave a counter too high, never too low. */
export interface Quotas {
  /** Adds `count` if the counter then is at most `limit`. Calls that wait for one counter are added in one write. */
  reserve(counter: Counter, count: number, limit: number): Promise<Reserved>;
  /** Takes back what {@link reserve} added. Never fails: the counter may stay too high. */
  release(counter: Counter, count: number): Promise<void>;
  /** The values, in the order of the counters; one query. */
  used(tenant: TenantId, counters: readonly Counter[]): Promise<number[]>;
}

/** Which message may send a text to a number. Every write names the rows as they were read. */
export interface DuplicateGuards {
  /**
   * Inserts those that are not there, gathered with those of other calls. Returns the others as they are; undefined for
   * one that was removed meanwhile.
   */
  claim(guards: readonly DuplicateGuard[]): Promise<Map<string, DuplicateGuard | undefined>>;
  find(tenant: TenantId, ids: readonly string[]): Promise<DuplicateGuard[]>;
  /** The owners that exist. If a guard was created before `createdBefore`, writes of this moment are seen too. */
  ownersOf(
    guards: readonly DuplicateGuard[],
    options: { readonly createdBefore: number },
  ): Promise<Map<MessageKey, GuardOwner>>;
  /** Removes guards whose owners do not count any more. */
  remove(guards: readonly DuplicateGuard[]): Promise<void>;
  /** The same for guards of the caller, unless they are shared. */
  release(guards: readonly DuplicateGuard[]): Promise<void>;
  /** Marks guards as shared, as of `at`; false if one of them has changed. */
  share(guards: readonly DuplicateGuard[], at: Date): Promise<boolean>;
}
