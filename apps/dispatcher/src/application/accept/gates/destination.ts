import { isAllowedDestination } from '#libs/kernel';
import { refused } from '../../../domain/acceptance/accepted-item.ts';
import type { Check } from './gate.ts';

/** One sentence for every reason, so that refusals do not reveal the rules. */
export const destination: Check = ({ found: { country, number_type: type } }, { policy: { destinations } }) =>
  isAllowedDestination({ country, type }, destinations)
    ? {}
    : refused('destination_blocked', 'Texts to this destination are not allowed.');
