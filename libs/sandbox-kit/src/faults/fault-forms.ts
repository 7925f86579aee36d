import { RETRY_AFTER_FORMS, type Fault, type FaultKind } from './fault.ts';

/** One field of a fault as a person fills it in. */
export interface FaultField {
  readonly name: Exclude<keyof Fault, 'kind'>;
  /** A list: one of these words. */
  readonly takes: 'number' | 'text' | 'json' | 'flag' | readonly string[];
  readonly says: string;
}

export interface FaultForm {
  readonly kind: FaultKind;
  /** What the caller sees, and whether the phone gets the text. */
  readonly does: string;
  readonly next: AnotherRoute;
  readonly fields: readonly FaultField[];
}

/**
 * When another route may try: `at_once`, as the answer proves that nothing was sent; `after_lookup`, as the caller cannot
 * know; `never`, as the text was accepted; `as_answered`: what the scripted answer proves decides.
 */
export type AnotherRoute = 'at_once' | 'after_lookup' | 'never' | 'as_answered';

const field = (name: FaultField['name'], takes: FaultField['takes'], says: string): FaultField => ({
  name,
  takes,
  says,
});

const RECORDED = field('recorded', 'flag', 'The phone gets the text all the same');
const KEPT_BACK = field('recorded', ['true', 'false'], 'Whether the phone gets the text; true unless given');
const MS = field('ms', 'number', 'Milliseconds');
const STATUS = field('status', 'number', 'HTTP status');

type Form = readonly [does: string, ...fields: FaultField[]];

/** Where it is not `after_lookup`; a voice may say `leavesOpen`. */
const NEXT: Partial<Readonly<Record<FaultKind, AnotherRoute>>> = {
  latency: 'never',
  http: 'as_answered',
  throttle: 'at_once',
  unavailable: 'at_once',
  error: 'as_answered',
};

const FORMS: Readonly<Record<FaultKind, Form>> = {
  latency: [
    'The right answer, late',
    MS,
    field('accept', ['first', 'last'], 'Whether it takes the text before the wait'),
  ],
  hang: ['It takes the request and never answers', KEPT_BACK],
  'reset-before-accept': ['A reset; no text'],
  'reset-after-accept': ['The text is out, then a reset'],
  http: ['This answer', STATUS, field('body', 'json', 'Body: text, or JSON'), RECORDED],
  'html-502': ['A page of a proxy', RECORDED],
  throttle: [
    'Too many requests; no text',
    field('retryAfterS', 'number', 'Retry after so many seconds'),
    field('retryAfterAs', RETRY_AFTER_FORMS, 'How it says so'),
  ],
  unavailable: ['It says that it is unavailable; no text'],
  'http500-after-accept': ['The text is out, the answer is a server error'],
  'truncated-json': ['A success with half of its body', KEPT_BACK],
  'cut-body': ['The text is out, the connection breaks within the answer'],
  'no-id': ['The text is out, the success has no id'],
  empty: ['A success without a body', KEPT_BACK],
  'slow-head': ['The text is out, the head of the answer never ends', MS],
  'slow-body': ['The text is out, the answer drips', MS],
  'huge-body': [
    'An answer of so many bytes',
    field('bytes', 'number', 'Bytes'),
    field('gzip', 'flag', 'Compressed'),
    RECORDED,
  ],
  'endless-body': ['The text is out, the answer never ends'],
  'wrong-charset': ['The text is out, the answer is in UTF-16'],
  'not-http': ['The text is out, the answer is of another protocol'],
  error: [
    "The vendor's own error; no text",
    field('code', 'text', 'Code: a number or a word'),
    STATUS,
    field('message', 'text', 'Message'),
  ],
};

const LATER = field('latencyMs', 'number', 'Later by so many milliseconds');

/** The faults with the fields that each reads, in the order of {@link FORMS}. */
export const FAULT_FORMS: readonly FaultForm[] = Object.entries(FORMS).map(([kind, [does, ...fields]]) => ({
  kind: kind as FaultKind,
  does,
  next: NEXT[kind as FaultKind] ?? 'after_lookup',
  fields: [...fields, LATER],
}));
