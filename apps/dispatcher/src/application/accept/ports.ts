import type { Environment, RequestDocument } from '#libs/contracts';
import type { RequestKey, TenantId } from '#libs/kernel';

/** The accepted calls. Inserts and the end of fan-out are gathered. */
export interface Requests {
  /** `same_id`: this very request is already stored; `same_key`: another one holds its idempotency key. */
  insert(request: RequestDocument): Promise<'inserted' | 'same_id' | 'same_key'>;
  /** `latest`: also what another replica wrote this very moment; it costs a round through the whole set. */
  byId(key: RequestKey, options?: { latest?: boolean }): Promise<RequestDocument | null>;
  byIdempotencyKey(
    tenant: TenantId,
    environment: Environment,
    operation: string,
    idempotencyKey: string,
    options?: { latest?: boolean },
  ): Promise<RequestDocument | null>;
  /** Those whose fan-out has not ended and is due. */
  due(now: number, limit: number): Promise<RequestDocument[]>;
  /** Still to be fanned out, but nobody looks before `until`. */
  postpone(key: RequestKey, until: Date): Promise<void>;
  canceledAmong(keys: readonly RequestKey[]): Promise<Set<RequestKey>>;
  /** Later, when it costs least. */
  fanOutEnded(key: RequestKey): void;
  /** Marks it; a mark that is there stays. Answers it as it is then. */
  cancel(key: RequestKey, at: Date): Promise<RequestDocument | null>;
  /** The first of `count` integers that nobody else of the tenant gets. */
  reserveNumbers(tenant: TenantId, count: number): Promise<number>;
}
