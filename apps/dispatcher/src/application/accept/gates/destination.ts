import { isAllowedDestination } from '#libs/kernel';
import { refused } from '../../../domain/acceptance/accepted-item.ts';
import type { Check } from './gate.ts';

/** One sentence for every reason, so that refusals do not reveal the rules. */
export const destination: Check = ({ found: { to, country, number_type: type } }, { policy }) =>
  isAllowedDestination({ e164: to!, ...(country && { country }), ...(type && { type }) }, policy)
    ? {}
    : refused('destination_blocked', 'Texts to this destination are not allowed.');
