import type { LanguageLength } from '#libs/contracts';
import { segmentsOf } from '#libs/kernel';
import type { Compiled } from './compile.ts';
import { fill, type Part } from './placeholders.ts';
import { LONGEST_VALUE } from './values.ts';

/** A letter of each alphabet that takes one unit. */
const GSM_LETTER = 'x';
const UCS2_LETTER = 'ş';

/** Each text with its longest values. */
export function lengthsOf({ texts, variables }: Compiled): LanguageLength[] {
  const longest = limitsOf(variables);
  const segmentsWith = (parts: readonly Part[], letter: string): number =>
    segmentsOf(fill(parts, (variable) => letter.repeat(longest.get(variable)!))).segments;
  return texts.map(({ language, parts }) => ({
    language,
    encoding: segmentsOf(fill(parts, () => '')).encoding,
    max_segments: segmentsWith(parts, GSM_LETTER),
    max_segments_ucs2: segmentsWith(parts, UCS2_LETTER),
  }));
}

/** UTF-16 code units of the longest text. */
export function longestOf({ texts, variables }: Compiled): number {
  const longest = limitsOf(variables);
  const unitsOf = (part: Part): number => (typeof part === 'string' ? part.length : longest.get(part.variable)!);
  return Math.max(...texts.map(({ parts }) => parts.reduce((sum, part) => sum + unitsOf(part), 0)));
}

const limitsOf = (variables: Compiled['variables']): ReadonlyMap<string, number> =>
  new Map(variables.map(({ name, max_length = LONGEST_VALUE }) => [name, max_length]));
