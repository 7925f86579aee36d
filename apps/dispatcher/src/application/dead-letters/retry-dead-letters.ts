import type { RetryDeadLettersReply, RetryDeadLettersRequest } from '#libs/contracts';
import { publicMessageId } from '#libs/kernel';
import { refusal } from '../../domain/ledger/dead-letter.ts';
import { afterOf, filterOf } from './list-dead-letters.ts';
import { retry, type RetryEnd, type RetryPorts } from './retry-dead-letter.ts';

const AT_ONCE = 16;

/** Retries a page of pending dead letters, with the reason for each that it skips. */
export async function retryDeadLetters(
  ports: RetryPorts,
  request: RetryDeadLettersRequest,
): Promise<RetryDeadLettersReply> {
  const { state = 'pending', limit } = request;
  if (state !== 'pending') return { retried: [], skipped: [] };
  const page = await ports.deadLetters.list({ ...filterOf(request), state }, limit, afterOf(request));

  const reply: RetryDeadLettersReply = { retried: [], skipped: [] };
  for (let at = 0; at < page.length; at += AT_ONCE) {
    const slice = page.slice(at, at + AT_ONCE);
    const ends = await Promise.all(slice.map((message) => retry(ports, message, request)));
    slice.forEach(({ _id }, index) => tell(reply, publicMessageId(_id), ends[index]!));
  }
  const last = page.at(-1);
  return { ...reply, ...(last && page.length === limit && { next: publicMessageId(last._id) as string }) };
}

function tell({ retried, skipped }: RetryDeadLettersReply, id: string, end: RetryEnd): void {
  if (end.ok) retried.push({ id, retried_as: end.retriedAs });
  else skipped.push({ id, ...refusal(end.reason, end.detail) });
}
