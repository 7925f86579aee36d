import type { Trace } from '#libs/observability';

/** What a handler knows about a call besides its payload. */
export interface CallContext extends Trace {
  readonly subject: string;
  /** Ms since the epoch by the kernel clock; after it the caller has given up. */
  readonly deadline: number;
  /** Aborted at the deadline. */
  readonly signal: AbortSignal;
}

/** What a handler knows about a job or an event besides its payload. */
export interface JobContext extends Trace {
  readonly subject: string;
  /** 1 the first time. */
  readonly delivery: number;
  /** Acks before the handler ends; an error after this is logged and the job is not delivered again. */
  ack(): void;
}

/** Makes the signal and its timer only for handlers that read it. */
export function callContext(subject: string, deadline: number, patienceMs: number, trace: Trace): CallContext {
  let signal: AbortSignal | undefined;
  return {
    ...trace,
    subject,
    deadline,
    get signal() {
      signal ??= AbortSignal.timeout(Math.max(0, Math.ceil(patienceMs)));
      return signal;
    },
  };
}
