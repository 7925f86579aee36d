import { setImmediate as nextTurn } from 'node:timers/promises';
import { EARNING_TYPES, parseNumber, type ParsedNumber } from '#libs/kernel';
import type { Principal } from '../../domain/principal.ts';
import type { Tenants } from '../tenants/ports.ts';
import { tenantPolicy } from '../tenants/tenant-policy.ts';

export interface ValidatedNumber extends Partial<Omit<ParsedNumber, 'ok'>> {
  /** As it was written. */
  readonly number: string;
  readonly valid: boolean;
  /** Why it is not valid. */
  readonly reason?: string;
  /** Whether the tenant sends to it: its country is allowed, and its owner earns nothing on texts. */
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
  const { destinations, default_region } = await tenantPolicy(tenants, principal);
  const validated: ValidatedNumber[] = [];
  for (const number of numbers) {
    if (validated.length % SLICE === SLICE - 1) await nextTurn();
    const { ok, ...read } = parseNumber(number, region ?? default_region);
    const { country, type }: Partial<ParsedNumber> = 'e164' in read ? read : {};
    const isAllowed = destinations.includes('*') || (country !== undefined && destinations.includes(country));
    validated.push({ number, valid: ok, ...read, allowed: ok && isAllowed && !EARNING_TYPES.has(type) });
  }
  return validated;
}
