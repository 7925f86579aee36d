import type { Quota, QuotaState } from '#libs/contracts';
import type { Principal } from './principal.ts';

/** The limits of keys and users that have none of their own. */
export interface QuotaDefaults {
  readonly keyPerDay: number;
  readonly userPerHour: number;
}

interface OfTenant {
  readonly zone: string;
  readonly messagesPerMinute?: number;
}

/** The quotas of a send by this caller: its own first, then the tenant's. */
export function quotasOf(
  principal: Principal,
  { zone, messagesPerMinute }: OfTenant,
  defaults: QuotaDefaults,
): readonly Quota[] {
  const own =
    principal.kind === 'key'
      ? keyQuota(principal, zone, defaults.keyPerDay)
      : { subject: `user.${principal.id}`, per: 'hour' as const, limit: defaults.userPerHour };
  if (messagesPerMinute === undefined) return [own];
  return [own, { subject: 'tenant', per: 'minute', limit: messagesPerMinute }];
}

/** A key counts together with the key that it replaced or that made it, so that neither gives a second quota. */
export const keyQuota = (
  { id, countsAs = id, dailyLimit }: Pick<Principal, 'id' | 'countsAs' | 'dailyLimit'>,
  zone: string,
  perDay: number,
): Quota => ({ subject: `key.${countsAs}`, per: 'day', limit: dailyLimit ?? perDay, zone });

export const remainingOf = ({ limit, used }: Pick<QuotaState, 'limit' | 'used'>): number => Math.max(0, limit - used);

/** The quota with the least room; of equal ones the one that is full for longer. */
export const tightestOf = (quotas: readonly QuotaState[]): QuotaState | undefined =>
  quotas.toSorted((a, b) => remainingOf(a) - remainingOf(b) || b.resets_at - a.resets_at)[0];
