import type { FaultKind } from '../faults/fault.ts';

/** A vendor's answer. */
export interface Answer {
  readonly status: number;
  readonly body: string | Buffer;
  readonly contentType: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export const jsonAnswer = (status: number, body: unknown, headers?: Readonly<Record<string, string>>): Answer => ({
  status,
  body: JSON.stringify(body),
  contentType: 'application/json',
  headers,
});

/** A vendor's own form of the answers that every vendor has. */
export interface Voice {
  /** Faults after which nobody knows whether this vendor sent the text, though with most vendors one does. */
  readonly leavesOpen?: readonly FaultKind[];
  throttled(retryAfterS: number): Answer;
  unavailable(): Answer;
  serverError(): Answer;
  /** One of the vendor's own errors; without a message it has the vendor's own. */
  refused(refusal: { readonly code?: number | string; readonly status: number; readonly message?: string }): Answer;
  /** The accepting answer without the id in it. */
  withoutId(accepted: Answer): Answer;
}
