import { refused } from '../../../domain/acceptance/accepted-item.ts';
import { DEFAULT_CATEGORY, mayAskFor, rulesOf } from '../../../domain/acceptance/categories.ts';
import type { Check } from './gate.ts';

export const DEFAULT_PRIORITY = 5;

/** The category, and a guarantee that the category allows. */
export const category: Check = ({ asked }) => {
  const { category: of = DEFAULT_CATEGORY, priority = DEFAULT_PRIORITY } = asked;
  const { guarantee: usual, mayAsk, lane } = rulesOf(of);
  const { guarantee = usual } = asked;
  if (!mayAskFor(of, guarantee))
    return refused('invalid_field', `guarantee for ${of} must be one of ${mayAsk.join(', ')}.`);
  return { category: of, guarantee, lane, priority };
};
