import { CREDITS, isCurrency } from '#libs/kernel';

const DECIMAL = /^[+-]?(\d{1,10})(?:\.(\d{1,30}))?$/;

/**
 * A vendor's decimal price, a string or a JSON number, as integer micro-units of its currency, rounded up; the sign is
 * dropped, since vendors disagree whether a cost is negative. Undefined when it is not a decimal.
 */
export function microsOf(price: string | number): number | undefined {
  const [, whole, fraction = ''] = DECIMAL.exec(typeof price === 'number' ? decimalOf(price) : price.trim()) ?? [];
  if (whole === undefined) return undefined;
  const micros = Number(whole) * 1_000_000 + Number(fraction.slice(0, 6).padEnd(6, '0'));
  const rounded = /[1-9]/.test(fraction.slice(6)) ? micros + 1 : micros;
  return Number.isSafeInteger(rounded) ? rounded : undefined;
}

/** The digits that a double carries for certain, without an exponent: 0.1 + 0.2 is 0.3. */
function decimalOf(price: number): string {
  const certain = Number(price.toPrecision(15));
  return Math.abs(certain) < 1e-6 ? certain.toFixed(20) : String(certain);
}

/**
 * A cost from a vendor's fields: the decimal in whole units of the currency, however many minor units that has, and its
 * code in either case, or `credits`. Empty if one of the two is missing or invalid, because half a cost is useless.
 */
export function costOf(price: unknown, unit: unknown): { cost_micros: number; currency: string } | undefined {
  const cost_micros = typeof price === 'string' || typeof price === 'number' ? microsOf(price) : undefined;
  const currency = typeof unit === 'string' && unit !== CREDITS ? unit.toUpperCase() : unit;
  return cost_micros !== undefined && isCurrency(currency) ? { cost_micros, currency } : undefined;
}
