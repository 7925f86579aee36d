import { createHash } from 'node:crypto';
import type { RegisterAccountRequest } from './accounts.ts';

/**
 * The id of a vendor account, which is also the id of its route: the same settings give the same account of a tenant.
 */
export function accountIdOf(
  { vendor, key, environment }: Pick<RegisterAccountRequest, 'vendor' | 'key' | 'environment'>,
  tenant?: string,
): string {
  const named = [vendor, key, environment, ...(tenant === undefined ? [] : [tenant])].join('\n');
  return `${vendor}-${createHash('sha256').update(named).digest('hex').slice(0, 8)}`;
}
