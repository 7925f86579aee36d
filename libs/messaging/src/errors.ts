import { JetStreamApiError } from '@nats-io/jetstream';
import { PostriderError } from '#libs/kernel';

/** Nobody serves the subject: nothing was delivered. */
export class NoResponders extends Error {
  constructor(subject: string) {
    super(`Nobody answers ${subject}: is its service running?`);
    this.name = 'NoResponders';
  }
}

/** No answer in time, or not all of it: the outcome is unknown. */
export class CallTimedOut extends Error {
  constructor(subject: string, why = 'did not answer in time') {
    super(`${subject} ${why}.`);
    this.name = 'CallTimedOut';
  }
}

/** The broker is away. `sent` false: nothing left this process; true: it may have arrived. */
export class BusUnavailable extends PostriderError {
  readonly sent: boolean;

  constructor(sent: boolean, cause?: unknown) {
    const detail = 'The message bus is not answering. Repeat the call with the same Idempotency-Key.';
    super('service_unavailable', detail, { retryAfterMs: 2_000, cause });
    this.name = 'BusUnavailable';
    this.sent = sent;
  }
}

/** How looking after streams failed: only what the broker itself refuses says something of one of them. */
export const streamFailure = (error: unknown): Error =>
  error instanceof JetStreamApiError ? error : new BusUnavailable(true, error);
