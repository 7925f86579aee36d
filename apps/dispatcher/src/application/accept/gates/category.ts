import { refused } from '../../../domain/acceptance/accepted-item.ts';
import { DEFAULT_CATEGORY, mayAskFor, rulesOf } from '../../../domain/acceptance/categories.ts';
import type { Check } from './gate.ts';

export const DEFAULT_PRIORITY = 5;

/** The category, a guarantee that the category allows, and whether phones may send it as advertising. */
export const category: Check = ({ asked }, { policy }) => {
  const { category: of = DEFAULT_CATEGORY, priority = DEFAULT_PRIORITY } = asked;
  const { guarantee: usual, mayAsk, lane } = rulesOf(of);
  const { guarantee = usual } = asked;
  if (!mayAskFor(of, guarantee))
    return refused('invalid_field', `guarantee for ${of} must be one of ${mayAsk.join(', ')}.`);
  const onPhones = of === 'marketing' && policy.phones_marketing;
  return { category: of, guarantee, lane, priority, ...(onPhones && { phones_marketing: true }) };
};
