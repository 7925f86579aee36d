import type { Indexed } from './rule.ts';

/** Repeated calls whose answer is not the one that their key requires. */
export function repeatProblems({ calls, repeats = [] }: Indexed): string[] {
  const first = new Map(calls.map(({ idempotencyKey, accepted }) => [idempotencyKey, accepted?.requestId]));
  return repeats.flatMap(({ idempotencyKey: key, body, status, isReplay, requestId }) => {
    if (body === 'other') return status === 422 ? [] : [`${key}: another body was answered ${status}`];
    if (status !== 202) return [`${key}: the same call was answered ${status}`];
    if (requestId !== first.get(key)) return [`${key}: the same call made ${requestId}`];
    return isReplay ? [] : [`${key}: a repeat does not say that it is one`];
  });
}
