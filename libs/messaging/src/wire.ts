import { MsgHdrsImpl, type Msg, type MsgHdrs } from '@nats-io/transport-node';
import { isErrorCode, PostriderError, type FieldError, type RateLimit } from '#libs/kernel';
import { isTraceparent, type Trace } from '#libs/observability';
import { CallTimedOut, NoResponders } from './errors.ts';

/** Payloads are JSON. A reply without headers is a value; a header marks errors and the end of a stream. */
const DEADLINE = 'Postrider-Deadline';
const TENANT = 'Postrider-Tenant';
const TRACEPARENT = 'traceparent';
const ERROR = 'Postrider-Error';
const END = 'Postrider-End';

export type Reply =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'end'; readonly count: number }
  | { readonly kind: 'error'; readonly error: Error };

interface ErrorBody {
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  readonly retryAfterMs?: number;
  readonly rateLimit?: RateLimit;
}

/** Header values are sent unchecked, so only well-formed ones are used. */
export function outgoingHeaders(trace: Trace, deadline?: number): MsgHdrs {
  const { traceparent, tenant } = trace;
  return MsgHdrsImpl.fromRecord({
    ...(deadline === undefined ? {} : { [DEADLINE]: [String(deadline)] }),
    ...(traceparent !== undefined && isTraceparent(traceparent) ? { [TRACEPARENT]: [traceparent] } : {}),
    ...(tenant !== undefined && /^\w{1,32}$/.test(tenant) ? { [TENANT]: [tenant] } : {}),
  });
}

/** Ms since the epoch by the caller's kernel clock. */
export function deadlineOf(headers: MsgHdrs | undefined): number | undefined {
  const deadline = Number(headers?.get(DEADLINE) || Number.NaN);
  return Number.isFinite(deadline) ? deadline : undefined;
}

export function traceOf(headers: MsgHdrs | undefined): Trace {
  const traceparent = headers?.get(TRACEPARENT);
  const tenant = headers?.get(TENANT);
  return { ...(traceparent ? { traceparent } : {}), ...(tenant ? { tenant } : {}) };
}

export const encode = (value: unknown): Buffer => Buffer.from(JSON.stringify(value ?? {}));

export function decode(data: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('utf8')) as unknown;
  } catch (cause) {
    throw new PostriderError('invalid_json', 'The payload is not JSON.', { cause });
  }
}

export const endHeaders = (count: number): MsgHdrs => MsgHdrsImpl.fromRecord({ [END]: [String(count)] });

export const errorHeaders = ({ code }: PostriderError): MsgHdrs => MsgHdrsImpl.fromRecord({ [ERROR]: [code] });

export const errorBody = ({ detail, errors, retryAfterMs, rateLimit }: PostriderError): Buffer =>
  encode({
    detail,
    ...(errors.length > 0 ? { errors } : {}),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(rateLimit === undefined ? {} : { rateLimit }),
  });

/** Whether the broker said that the subject has no listener. */
export const isNoResponders = (message: Msg): boolean => message.data.length === 0 && message.headers?.code === 503;

export function readReply(subject: string, message: Msg): Reply {
  const { headers } = message;
  if (headers === undefined) return { kind: 'value', value: decode(message.data) };
  if (isNoResponders(message)) return { kind: 'error', error: new NoResponders(subject) };
  const end = headers.get(END);
  if (end !== '') return { kind: 'end', count: Number(end) };
  const code = headers.get(ERROR);
  if (code === '') return { kind: 'value', value: decode(message.data) };
  return { kind: 'error', error: readError(code, decode(message.data) as ErrorBody) };
}

function readError(code: string, { detail, errors, retryAfterMs, rateLimit }: ErrorBody): PostriderError {
  return new PostriderError(isErrorCode(code) ? code : 'internal_error', detail, {
    ...(errors ? { errors } : {}),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(rateLimit === undefined ? {} : { rateLimit }),
  });
}

/** The error that a caller gets for an error in a handler: our own unchanged, any other without its text. */
export function asAnswer(error: unknown): PostriderError {
  if (error instanceof PostriderError) return error;
  if (error instanceof NoResponders || error instanceof CallTimedOut)
    return new PostriderError('service_unavailable', 'A service this one needs is not answering.', {
      retryAfterMs: 2_000,
      cause: error,
    });
  return new PostriderError('internal_error', 'Something failed inside. The trace id finds it in the logs.', {
    cause: error,
  });
}
