import type { Environment, Quota, QuotaState, SubmitRequest } from '#libs/contracts';
import { PostriderError, type TenantId } from '#libs/kernel';
import { periodAt } from '../../domain/acceptance/quota-period.ts';
import type { Counter, Quotas } from './ports.ts';

export interface Reservation {
  readonly states: readonly QuotaState[];
  /** Takes it back: the call is not accepted. */
  release(): Promise<void>;
}

type Call = Pick<SubmitRequest, 'tenant' | 'environment' | 'quotas'>;

/** Reserves room for `count` messages in every quota of the call, in their order; none keeps it if one refuses. */
export async function reserveQuotas(
  quotas: Quotas,
  { tenant, environment, quotas: asked = [] }: Call,
  count: number,
  now: number,
): Promise<Reservation | PostriderError> {
  const held: Counter[] = [];
  const states: QuotaState[] = [];
  const release = async (): Promise<void> => {
    await Promise.all(held.map((counter) => quotas.release(counter, count)));
  };
  if (count === 0) return { states, release };

  for (const quota of asked) {
    const counter = counterOf(tenant as TenantId, environment, quota, now);
    const { ok, used } = await quotas.reserve(counter, count, quota.limit).catch(async (error: unknown) => {
      await release();
      throw error;
    });
    const state = stateOf(quota, counter, used);
    if (!ok) {
      await release();
      return refusalOf(state, count, now);
    }
    held.push(counter);
    states.push(state);
  }
  return { states, release };
}

export function counterOf(tenant: TenantId, environment: Environment, quota: Quota, now: number): Counter {
  const { start, endsAt } = periodAt(quota, now);
  return { id: [tenant, environment, quota.subject, quota.per, start].join('.'), tenant, endsAt };
}

export const stateOf = ({ subject, per, limit }: Quota, { endsAt }: Counter, used: number): QuotaState => ({
  subject,
  per,
  limit,
  used,
  resets_at: endsAt,
});

export function refusalOf({ per, limit, used, resets_at }: QuotaState, count: number, now: number): PostriderError {
  const detail =
    count > limit
      ? `The quota is ${limit} messages per ${per}, and this call has more. Split it, or have the quota raised.`
      : `The quota of ${limit} messages per ${per} has no room for this call. Nothing of it was stored.`;
  const resetsInMs = Math.max(1, resets_at - now);
  const rateLimit = { limit, remaining: Math.max(0, limit - used), resetsInMs };
  return new PostriderError('quota_exceeded', detail, { retryAfterMs: resetsInMs, rateLimit });
}
