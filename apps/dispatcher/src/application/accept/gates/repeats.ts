import { wordingOf } from '../../../domain/acceptance/wording.ts';
import { refused } from '../../../domain/acceptance/accepted-item.ts';
import { eachItem, type Gate } from './gate.ts';

/** Refuses an item that repeats an earlier position: the same text and pictures to the same number. */
export const repeats: Gate = (items, call) => {
  const seen = new Set<string>();
  return eachItem(({ found: { to = '', text = '', media } }) => {
    const told = wordingOf({ to, text, ...(media && { media }) });
    if (seen.has(told))
      return refused('duplicate_in_batch', 'An earlier message of this call has the same text and number.');
    seen.add(told);
    return {};
  })(items, call);
};
