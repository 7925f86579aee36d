import { PostriderError, type TenantId } from '#libs/kernel';
import { keyQuota } from '../../domain/quotas-of.ts';
import type { LimitsPorts } from '../limits/read-limits.ts';
import type { ApiKeyView } from './ports.ts';

export interface KeyUse {
  readonly dailyLimit: number;
  /** Absent if the dispatcher does not answer: keys can be listed and revoked without it. */
  readonly usedToday?: number;
}

/** What keys have used of their daily limits; one question for all. */
export async function usedToday(
  { dispatcher, tenants, quotaLimits }: LimitsPorts,
  tenant: TenantId,
  keys: readonly ApiKeyView[],
): Promise<readonly KeyUse[]> {
  const zone = (await tenants.find(tenant))?.zone ?? 'UTC';
  const quotas = keys.map((key) => ({
    ...keyQuota(key, zone, quotaLimits.keyPerDay),
    environment: key.environment,
  }));
  const states = await dispatcher.quotas.read({ tenant, quotas }).catch((error: unknown) => {
    if (error instanceof PostriderError && error.code === 'service_unavailable') return undefined;
    throw error;
  });
  return quotas.map(({ limit: dailyLimit }, at) => {
    const usedToday = states?.quotas[at]?.used;
    return { dailyLimit, ...(usedToday !== undefined && { usedToday }) };
  });
}
