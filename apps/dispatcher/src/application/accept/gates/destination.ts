import type { NumberType } from '#libs/kernel';
import { refused } from '../../../domain/acceptance/accepted-item.ts';
import type { Check } from './gate.ts';

/** Number types whose owners are paid for every text received. */
const BLOCKED_TYPES: ReadonlySet<NumberType | undefined> = new Set<NumberType>(['PREMIUM_RATE', 'SHARED_COST']);

/** One sentence for every reason, so that refusals do not reveal the rules. */
export const destination: Check = ({ found: { country, number_type } }, { policy: { destinations } }) => {
  const isAllowed = destinations.includes('*') || (country !== undefined && destinations.includes(country));
  return isAllowed && !BLOCKED_TYPES.has(number_type)
    ? {}
    : refused('destination_blocked', 'Texts to this destination are not allowed.');
};
