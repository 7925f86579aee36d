import { isCurrency } from '#libs/kernel';

const DECIMAL = /^[+-]?(\d{1,9})(?:\.(\d{1,12}))?$/;

/**
 * A vendor's decimal price as integer micro-units of its currency, rounded up; the sign is dropped, since vendors
 * disagree whether a cost is negative. Undefined when it is not a decimal.
 */
export function microsOf(price: string): number | undefined {
  const [, whole, fraction = ''] = DECIMAL.exec(price.trim()) ?? [];
  if (whole === undefined) return undefined;
  const micros = Number(whole) * 1_000_000 + Number(fraction.slice(0, 6).padEnd(6, '0'));
  return /[1-9]/.test(fraction.slice(6)) ? micros + 1 : micros;
}

/**
 * A cost from a vendor's fields: the decimal in whole units of the currency, however many minor units that has, and its
 * code in either case. Empty if one of the two is missing or invalid, because half a cost is useless.
 */
export function costOf(price: unknown, unit: unknown): { cost_micros: number; currency: string } | undefined {
  const cost_micros = typeof price === 'string' ? microsOf(price) : undefined;
  const currency = typeof unit === 'string' ? unit.toUpperCase() : undefined;
  return cost_micros !== undefined && isCurrency(currency) ? { cost_micros, currency } : undefined;
}
