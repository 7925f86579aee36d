import type { Category, Guarantee, Lane } from '#libs/contracts';

export interface CategoryRules {
  readonly guarantee: Guarantee;
  /** Guarantees that an item may ask for; see {@link mayAskFor}. */
  readonly mayAsk: readonly Guarantee[];
  /** Time from acceptance to the deadline, if the item names none. */
  readonly deadlineMs: number;
  readonly lane: Lane;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const ANY: readonly Guarantee[] = ['at_most_once', 'at_least_once', 'at_least_once_same_content'];

/** The category of an item that names none. */
export const DEFAULT_CATEGORY: Category = 'general';

const CATEGORIES: Readonly<Record<Category, CategoryRules>> = {
  otp: {
    guarantee: 'at_most_once',
    mayAsk: ['at_most_once', 'at_least_once_same_content'],
    deadlineMs: 10 * MINUTE_MS,
    lane: 'urgent',
  },
  alert: { guarantee: 'at_least_once', mayAsk: ANY, deadlineMs: HOUR_MS, lane: 'urgent' },
  reminder: { guarantee: 'at_least_once', mayAsk: ANY, deadlineMs: 4 * HOUR_MS, lane: 'normal' },
  general: { guarantee: 'at_most_once', mayAsk: ANY, deadlineMs: 24 * HOUR_MS, lane: 'normal' },
  marketing: { guarantee: 'at_most_once', mayAsk: ['at_most_once'], deadlineMs: 24 * HOUR_MS, lane: 'bulk' },
};

export const isCategory = (value: string): value is Category => Object.hasOwn(CATEGORIES, value);

export const rulesOf = (category: Category): CategoryRules => CATEGORIES[category];

/**
 * Whether an item of this category may have this guarantee. A guarantee with fewer texts is always allowed. One with
 * more is the caller's choice, but not for advertising, and for a code only as one extra with the same content within
 * its life.
 */
export const mayAskFor = (category: Category, guarantee: Guarantee): boolean =>
  CATEGORIES[category].mayAsk.includes(guarantee);
