import { gzipSync } from 'node:zlib';
import { clock } from '#libs/kernel';
import type { Answer, Voice } from '../vendor/answer.ts';
import type { Fault, FaultKind } from './fault.ts';

/**
 * How an answer is sent: whole, never, as a reset, cut in the middle, byte by byte, with a head that does not end, with
 * a body that does not end, or as the words of another protocol.
 */
export type Delivery = 'whole' | 'never' | 'reset' | 'cut' | 'drip' | 'drip-head' | 'endless' | 'not-http';

/** The effect of a fault on one request. */
export interface FaultPlan {
  /** The vendor executes the request, whatever it answers then. */
  readonly performs: boolean;
  readonly delivery: Delivery;
  /** Waits before it executes the request, not between executing and answering. */
  readonly waitsFirst: boolean;
  readonly waitMs: number;
  readonly dripMs: number;
  /** `real` is the true answer, if the vendor executed the request. */
  readonly says: (real: Answer) => Answer;
}

export function planOf(fault: Fault, voice: Voice): FaultPlan {
  const { kind, latencyMs = 0, recorded } = fault;
  const own = PLANS[kind](fault, voice);
  return { ...NOTHING, performs: recorded ?? true, ...own, waitMs: latencyMs + (own.waitMs ?? 0) };
}

const NOTHING: Omit<FaultPlan, 'performs'> = {
  delivery: 'whole',
  waitsFirst: false,
  waitMs: 0,
  dripMs: 0,
  says: (real) => real,
};

const PLANS: Record<FaultKind, (fault: Fault, voice: Voice) => Partial<FaultPlan>> = {
  latency: ({ ms = 1_000, accept = 'first' }) => ({ waitMs: ms, waitsFirst: accept === 'last' }),
  hang: () => ({ delivery: 'never' }),
  'reset-before-accept': () => ({ performs: false, delivery: 'reset' }),
  'reset-after-accept': () => ({ performs: true, delivery: 'reset' }),
  http: (fault) => ({ performs: fault.recorded ?? false, says: () => httpAnswer(fault) }),
  'html-502': ({ recorded = false }) => ({ performs: recorded, says: () => BAD_GATEWAY }),
  throttle: (fault, voice) => ({ performs: false, says: () => throttledAnswer(fault, voice) }),
  unavailable: (_, voice) => ({ performs: false, says: () => voice.unavailable() }),
  'http500-after-accept': (_, voice) => ({ performs: true, says: () => voice.serverError() }),
  'truncated-json': () => ({
    says: (real) => ({ ...real, body: real.body.slice(0, Math.floor(real.body.length / 2)) }),
  }),
  'cut-body': () => ({ performs: true, delivery: 'cut' }),
  'no-id': (_, voice) => ({ performs: true, says: (real) => voice.withoutId(real) }),
  empty: () => ({ says: (real) => ({ ...real, body: '' }) }),
  'slow-body': ({ ms = 5_000 }) => ({ performs: true, delivery: 'drip', dripMs: ms }),
  'slow-head': ({ ms = 5_000 }) => ({ performs: true, delivery: 'drip-head', dripMs: ms }),
  'endless-body': () => ({ performs: true, delivery: 'endless' }),
  'wrong-charset': () => ({ performs: true, says: inUtf16 }),
  'not-http': () => ({ performs: true, delivery: 'not-http' }),
  'huge-body': (fault) => ({ performs: fault.recorded ?? false, says: () => hugeAnswer(fault) }),
  error: ({ code, status = 400, message }, voice) => ({
    performs: false,
    says: () =>
      voice.refused({ status, ...(code !== undefined && { code }), ...(message !== undefined && { message }) }),
  }),
};

function throttledAnswer({ retryAfterS = 1, retryAfterAs = 'seconds' }: Fault, voice: Voice): Answer {
  const answer = voice.throttled(retryAfterS);
  const { 'retry-after': seconds, ...headers } = answer.headers ?? {};
  if (retryAfterAs === 'seconds' || seconds === undefined) return answer;
  if (retryAfterAs === 'nothing') return { ...answer, headers };
  return {
    ...answer,
    headers: { ...headers, 'retry-after': new Date(clock.now() + retryAfterS * 1_000).toUTCString() },
  };
}

const BAD_GATEWAY: Answer = {
  status: 502,
  contentType: 'text/html; charset=utf-8',
  body: '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1><hr>proxy</body></html>',
};

/** The true answer, as no vendor is expected to write it. */
const inUtf16 = (real: Answer): Answer => ({
  ...real,
  contentType: `${real.contentType.split(';')[0]}; charset=utf-16le`,
  body: Buffer.from(real.body.toString(), 'utf16le'),
});

function httpAnswer({ status = 500, body = '', headers = {} }: Fault): Answer {
  const isText = typeof body === 'string';
  const contentType = headers['content-type'] ?? (isText ? 'text/plain; charset=utf-8' : 'application/json');
  return { status, headers, contentType, body: isText ? body : JSON.stringify(body) };
}

function hugeAnswer({ bytes = 50_000_000, gzip = false }: Fault): Answer {
  const body = JSON.stringify({ filler: 'x'.repeat(Math.max(0, bytes - 13)) });
  if (!gzip) return { status: 200, contentType: 'application/json', body };
  const headers = { 'content-encoding': 'gzip' };
  return { status: 200, contentType: 'application/json', headers, body: gzipSync(body) };
}
