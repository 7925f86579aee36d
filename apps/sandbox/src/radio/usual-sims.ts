import type { Sims } from './conditions.ts';

const last = (n: number, digits: number): string => String(n % 10 ** digits).padStart(digits, '0');

/**
 * The SIMs of the nth phone: every other phone has two, of different countries. The numbers are kept for fiction, or are
 * given to nobody.
 */
export function usualSims(n: number): Sims {
  const american = { number: `+1202555${last(5_000 + n, 4)}`, country: 'US', operator: 'Sandbox Mobile' };
  if (n % 2 === 1) return [american];
  return [american, { number: `+8525550${last(n, 4)}`, country: 'HK', operator: 'Sandbox HK' }];
}
