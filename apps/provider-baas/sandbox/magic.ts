import type { Refusal } from './envelopes.ts';

/** What happens to a message to one of these numbers. */
interface Magic {
  readonly does: string;
  readonly refusal?: Refusal;
  /** What the history says in the end, with the reason; `전송중` for ever. */
  readonly ends?: { readonly status: string; readonly reason?: string };
  /** The answer after it was taken. */
  readonly answer?: Refusal;
}

export const MAGIC: ReadonlyMap<string, Magic> = new Map<string, Magic>([
  ['+821000000001', { does: 'is refused with INVALID_PHONE', refusal: { code: 'INVALID_PHONE', status: 400 } }],
  [
    '+821000000002',
    { does: 'is refused with RATE_LIMIT_EXCEEDED', refusal: { code: 'RATE_LIMIT_EXCEEDED', status: 429 } },
  ],
  ['+821000000003', { does: 'is taken, and fails (실패)', ends: { status: '실패', reason: '결번' } }],
  ['+821000000004', { does: 'is taken, and waits for ever (전송중)', ends: { status: '전송중' } }],
  [
    '+821000000005',
    { does: 'is taken, and the answer is HTTP 500', answer: { code: 'INTERNAL_SERVER_ERROR', status: 500 } },
  ],
]);
