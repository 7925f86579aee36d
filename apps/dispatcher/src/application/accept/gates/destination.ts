import { EARNING_TYPES } from '#libs/kernel';
import { refused } from '../../../domain/acceptance/accepted-item.ts';
import type { Check } from './gate.ts';

/** One sentence for every reason, so that refusals do not reveal the rules. */
export const destination: Check = ({ found: { country, number_type } }, { policy: { destinations } }) => {
  const isAllowed = destinations.includes('*') || (country !== undefined && destinations.includes(country));
  return isAllowed && !EARNING_TYPES.has(number_type)
    ? {}
    : refused('destination_blocked', 'Texts to this destination are not allowed.');
};
