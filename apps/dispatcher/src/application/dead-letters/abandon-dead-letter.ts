import type { AbandonDeadLetterRequest, DeadLetterView } from '#libs/contracts';
import { clock, PostriderError } from '#libs/kernel';
import { refusal } from '../../domain/ledger/dead-letter.ts';
import { deadLetterViews } from './list-dead-letters.ts';
import { deadLetterOf, type RetryPorts } from './retry-dead-letter.ts';

const RETRY_HAS_BEGUN = 'A retry of it has begun and may have sent it; repeat the retry to complete it.';

/** Abandons it: it is not sent again. Repeating the call gives the same answer. */
export async function abandonDeadLetter(ports: RetryPorts, request: AbandonDeadLetterRequest): Promise<DeadLetterView> {
  const { _id, dead_letter } = await deadLetterOf(ports, request);
  if (!dead_letter) throw notRetryable('not_dead');
  const { by, reason } = request;
  const abandoned = {
    state: 'abandoned' as const,
    at: new Date(clock.now()),
    by,
    ...(reason !== undefined && { reason }),
  };
  await ports.deadLetters.move(_id, 'pending', abandoned);

  const message = await deadLetterOf(ports, request);
  if (message.dead_letter?.state === 'retrying') throw new PostriderError('not_retryable', RETRY_HAS_BEGUN);
  if (message.dead_letter?.state !== 'abandoned')
    throw notRetryable(message.dead_letter ? 'already_retried' : 'not_dead');
  const [view] = await deadLetterViews(ports, request, [message]);
  return view!;
}

const notRetryable = (reason: 'not_dead' | 'already_retried'): PostriderError =>
  new PostriderError('not_retryable', refusal(reason).detail);
