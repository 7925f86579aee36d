import { setImmediate as nextTurn } from 'node:timers/promises';
import { isAllowedDestination, parseNumber, type ParsedNumber } from '#libs/kernel';
import type { Principal } from '../../domain/principal.ts';
import type { Tenants } from '../tenants/ports.ts';
import { tenantPolicy } from '../tenants/tenant-policy.ts';

export interface ValidatedNumber extends Partial<Omit<ParsedNumber, 'ok'>> {
  /** As it was written. */
  readonly number: string;
  readonly valid: boolean;
  /** Why it is not valid. */
  readonly reason?: string;
  /** Whether the tenant sends to it. */
  readonly allowed: boolean;
}

/** Other calls get a turn after this many numbers. */
const SLICE = 50;

/** Reads numbers as a send would. `region` replaces the tenant's default region. */
export async function validateNumbers(
  { tenants }: { readonly tenants: Tenants },
  principal: Principal,
  { numbers, region }: { readonly numbers: readonly string[]; readonly region?: string | undefined },
): Promise<ValidatedNumber[]> {
  const policy = await tenantPolicy(tenants, principal);
  const validated: ValidatedNumber[] = [];
  for (const number of numbers) {
    if (validated.length > 0 && validated.length % SLICE === 0) await nextTurn();
    const read = parseNumber(number, region ?? policy.default_region);
    const { ok: valid, ...found } = read;
    validated.push({ number, valid, ...found, allowed: read.ok && isAllowedDestination(read, policy) });
  }
  return validated;
}
