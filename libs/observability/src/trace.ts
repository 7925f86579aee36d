import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBelow } from '#libs/kernel';

/** Data that travels with a call through every service: the W3C trace context and the tenant of the call. */
export interface Trace {
  readonly traceparent?: string;
  readonly tenant?: string;
}

/** An id of zeros is invalid (W3C Trace Context, 3.2.2). */
const TRACEPARENT = /^00-((?!0{32})[0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
const current = new AsyncLocalStorage<Trace>();

export const currentTrace = (): Trace | undefined => current.getStore();

export const runWithTrace = <Result>(trace: Trace, run: () => Result): Result => current.run(trace, run);

export const isTraceparent = (value: string): boolean => TRACEPARENT.test(value);

/** The trace id of a `traceparent`, for logs and error answers. */
export const traceIdOf = (traceparent: string | undefined): string | undefined =>
  traceparent === undefined ? undefined : TRACEPARENT.exec(traceparent)?.[1];

export const newTraceparent = (): string => `00-${hex(4)}-${hex(2)}-01`;

function hex(words: number): string {
  return Array.from({ length: words }, () =>
    randomBelow(2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('');
}
