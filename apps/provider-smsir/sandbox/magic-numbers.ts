import type { MagicNumber } from '#libs/sandbox-kit';

const REFUSALS = [0, 10, 11, 12, 13, 14, 15, 16, 20, 101, 102, 103, 104, 113, 114, 115, 116, 117, 118, 119, 123, 124];
const STATES: Readonly<Record<number, string>> = {
  1: 'delivered',
  2: 'not delivered to the handset',
  3: 'reached the telecom company, and no further report',
  4: 'did not reach the telecom company',
  5: 'reached the operator, and no further report',
  6: 'failed',
  7: 'on the blacklist',
  8: 'unknown',
};

const refusedNumber = (code: number): string => `+98900000${String(code).padStart(4, '0')}`;
const stateNumber = (state: number | string): string => `+98900001000${state}`;
const REFUSED_ID = '+989000020000';

/** For each outcome a number of its own. */
export const MAGIC_NUMBERS: readonly MagicNumber[] = [
  ...REFUSALS.map((code) => ({ number: refusedNumber(code), does: `is refused with status ${code}` })),
  { number: REFUSED_ID, does: 'is accepted with `null` in place of an id, and not sent' },
  ...Object.entries(STATES).map(([state, does]) => ({
    number: stateNumber(state),
    does: `ends in delivery state ${state}: ${does}`,
  })),
];

const CODES = new Map(REFUSALS.map((code) => [refusedNumber(code), code]));
const ENDS = new Map(Object.keys(STATES).map((state) => [stateNumber(state), state]));

/** The status with which every send to the number is refused. */
export const magicRefusal = (number: string): number | undefined => CODES.get(number);
export const hasNoId = (number: string): boolean => number === REFUSED_ID;
/** The delivery state in which every text to the number ends. */
export const magicEnd = (number: string): string | undefined => ENDS.get(number);
