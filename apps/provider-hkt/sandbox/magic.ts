import type { Answer } from '#libs/sandbox-kit';
import { blank, page } from './words.ts';

/** What happens to a text to one of these numbers. */
interface Magic {
  readonly does: string;
  /** False: no phone receives it. */
  readonly takes: boolean;
  answer(refused: (reason: string) => Answer): Answer;
}

const refusedFor = (reason: string): Magic => ({
  does: `is refused: ${reason}`,
  takes: false,
  answer: (refused) => refused(reason),
});

const taken = (does: string, answer: () => Answer): Magic => ({ does: `is taken, and ${does}`, takes: true, answer });

/** By `mrt`. */
export const MAGIC: ReadonlyMap<string, Magic> = new Map([
  ['85250000001', refusedFor('Invalid mobile number')],
  ['85250000002', refusedFor('Insufficient quota')],
  ['85250000003', taken('the answer is blank', blank)],
  ['85250000004', taken('the answer is a page', () => page(200, 'Welcome'))],
  ['85250000005', taken('the answer is HTTP 500', () => page(500, 'Internal Server Error'))],
]);
