import { JetStreamApiError } from '@nats-io/jetstream';
import { PostriderError } from '#libs/kernel';

/** The subject has no listener: nothing was delivered. */
export class NoResponders extends Error {
  constructor(subject: string) {
    super(`No service answers ${subject}: is it running?`);
    this.name = 'NoResponders';
  }
}

/** No answer or only a part of it came in time: the outcome is unknown. */
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

/** Why a stream could not be checked: only a refusal by the broker itself says something about the stream. */
export const streamFailure = (error: unknown): Error =>
  error instanceof JetStreamApiError ? error : new BusUnavailable(true, error);
