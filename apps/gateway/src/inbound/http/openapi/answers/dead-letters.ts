import { CATEGORIES, DEAD_LETTER_STATES, MESSAGE_STATUSES, RETRY_REFUSALS } from '#libs/contracts';
import type { Schema } from '../schema-of.ts';
import { messageId } from './messages.ts';
import { count, counts, environment, flag, list, object, oneOf, page, text, time } from './schemas.ts';

const deadLetter = object(
  {
    id: messageId,
    request_id: text('Id of its request.'),
    number: count('A whole number of its own within the tenant.'),
    environment,
    status: oneOf(MESSAGE_STATUSES, 'FAILED; or UNCONFIRMED where an attempt may have been sent.'),
    state: oneOf(DEAD_LETTER_STATES, 'What became of it.'),
    to: text('The number as it was written.', '+15005550006'),
    category: oneOf(CATEGORIES, 'What it was for.'),
    attempts: count('Attempts that were made.'),
    route: text('The route of the last attempt.'),
    code: text("The vendor's code of the last attempt; of the first, where no route reaches the number."),
    may_be_duplicate: flag('An attempt may have been sent: a retry needs accept_duplicate.'),
    created_at: time('When it was accepted.'),
    retried_as: text('The message that tries it again.'),
    changed_by: text('Who tried it again or gave it up.'),
    reason: text('Why it was given up.'),
  },
  ['route', 'code', 'retried_as', 'changed_by', 'reason'],
);
const retried = object({ id: messageId, retried_as: text('The new message.') });

export const DEAD_LETTER_ANSWERS: Readonly<Record<string, Schema>> = {
  DeadLetter: deadLetter,
  DeadLetterList: page(deadLetter),
  DeadLetterStats: object(
    {
      by_state: counts('All of them.'),
      by_route: counts('Pending ones.'),
      by_category: counts('Pending ones.'),
      oldest_pending_at: time('When the oldest pending one was accepted.'),
    },
    ['oldest_pending_at'],
  ),
  RetriedDeadLetter: retried,
  RetriedDeadLetters: object({
    retried: list(retried, 'What is sent again.'),
    skipped: list(
      object({
        id: messageId,
        reason: oneOf(RETRY_REFUSALS, 'Why it is not sent again.'),
        detail: text('The same for people.'),
      }),
      'What is not.',
    ),
    next_cursor: { type: ['string', 'null'], description: 'To go on with; null when there are no more.' },
  }),
};
