import type { Trace } from '#libs/observability';

/** What a handler knows about a call beside its payload. */
export interface CallContext extends Trace {
  readonly subject: string;
  /** Ms since the epoch by the kernel clock: later the caller has given up. */
  readonly deadline: number;
  /** Aborted at the deadline. */
  readonly signal: AbortSignal;
}

/** What a handler knows about a job or an event beside its payload. */
export interface JobContext extends Trace {
  readonly subject: string;
  /** 1 the first time. */
  readonly delivery: number;
  /** Done with it before the handler ends; an error after this is logged and the job is not given again. */
  ack(): void;
}

/** Makes the signal, and its timer, only for handlers that ask for it. */
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
