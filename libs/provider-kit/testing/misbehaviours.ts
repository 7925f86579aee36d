import type { DeliverItem, ItemOutcome } from '#libs/contracts';
import type { Fault } from './sandbox.ts';

export interface Misbehaviour {
  readonly item?: Partial<DeliverItem>;
  readonly says: string;
  readonly fault: Fault;
  readonly outcome: Partial<ItemOutcome>;
  /** How many texts the phone receives nevertheless. */
  readonly texts: number;
  /** It ends only by the adapter's time-out. */
  readonly slow?: boolean;
}

const open = (
  says: string,
  texts: number,
  kind: string,
  fields: Readonly<Record<string, unknown>> = {},
): Misbehaviour => ({
  says,
  texts,
  fault: { kind, ...fields },
  outcome: { outcome: 'unknown' },
});

const slow = (...of: Parameters<typeof open>): Misbehaviour => ({ ...open(...of), slow: true });

const PAGE = '<!DOCTYPE html><html><body>slow down</body></html>';
const HTML = { 'content-type': 'text/html; charset=utf-8' };

/** Misbehaviours after which the text may or may not have been sent. */
export const OPEN: readonly Misbehaviour[] = [
  slow('never answers, having sent nothing', 0, 'hang', { recorded: false }),
  slow('never answers, having sent it', 1, 'hang'),
  open('resets the connection before taking it', 0, 'reset-before-accept'),
  open('resets the connection after taking it', 1, 'reset-after-accept'),
  open('answers with the 502 page of a proxy', 0, 'html-502'),
  open('answers with the 502 page of a proxy after taking it', 1, 'html-502', { recorded: true }),
  open('answers with its own 500 after taking it', 1, 'http500-after-accept'),
  open('answers with half of what it says', 1, 'truncated-json'),
  open('cuts its answer in the middle', 1, 'cut-body'),
  open('answers 2xx with nothing', 1, 'empty'),
  open('answers 2xx with garbage', 1, 'http', { status: 201, body: 'thanks a lot', recorded: true }),
  open('answers 200 with a page', 1, 'http', { status: 200, body: PAGE, headers: HTML, recorded: true }),
  open('answers in another charset', 1, 'wrong-charset'),
  open('answers in another protocol', 1, 'not-http'),
  slow('drips the head of its answer', 1, 'slow-head', { ms: 2_000 }),
  slow('drips its answer', 1, 'slow-body', { ms: 60_000 }),
  open('answers with 50 MB', 1, 'huge-body', { recorded: true }),
  open('answers without an end', 1, 'endless-body'),
  open('answers with a compressed bomb', 1, 'huge-body', { gzip: true, recorded: true }),
  ...[301, 302, 303, 307, 308].map((status) =>
    open(`redirects with ${status} to where it would send the text`, 0, 'http', {
      status,
      body: '',
      headers: { location: '#again' },
    }),
  ),
  open('says 429 without its own words', 0, 'http', { status: 429, body: PAGE, headers: HTML }),
  open('says 503 without its own words', 0, 'http', { status: 503, body: '' }),
];

/** Only of a vendor that gives ids. */
export const WITHOUT_ID = open('answers 2xx without an id', 1, 'no-id');

const refused = (says: string, kind: string, outcome: Partial<ItemOutcome>, fields = {}): Misbehaviour => ({
  says,
  fault: { kind, ...fields },
  outcome,
  texts: 0,
});

/** An hour at most. */
const UNTIL_A_DATE = { outcome: 'throttled', retry_after_ms: 3_600_000 } as const;

/** How a vendor throttles, if it says how long to wait. */
export const THROTTLED_FOR: readonly Misbehaviour[] = [
  refused('throttles', 'throttle', { outcome: 'throttled', retry_after_ms: 3_000 }, { retryAfterS: 3 }),
  refused('throttles until a date', 'throttle', UNTIL_A_DATE, { retryAfterS: 86_400, retryAfterAs: 'date' }),
];

export const THROTTLED: Misbehaviour = refused(
  'throttles and does not say for how long',
  'throttle',
  { outcome: 'throttled' },
  { retryAfterAs: 'nothing' },
);

export const UNAVAILABLE: Misbehaviour = refused('calls itself unavailable', 'unavailable', {
  outcome: 'vendor_fault',
  fault: 'down',
});
