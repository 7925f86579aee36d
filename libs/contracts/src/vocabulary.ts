/** The ten states of a message. Open ones move freely among themselves; closed ones only rise in rank. */
export const MESSAGE_STATUSES = [
  'PENDING',
  'ASSIGNED',
  'SENDING',
  'UNCONFIRMED',
  'CANCELED',
  'EXPIRED',
  'FAILED',
  'SENT',
  'UNDELIVERED',
  'DELIVERED',
] as const;
export type MessageStatus = (typeof MESSAGE_STATUSES)[number];

/** How an attempt ended: the one vocabulary between vendors, phones and the dispatcher. */
export const OUTCOMES = ['accepted', 'rejected', 'vendor_fault', 'throttled', 'not_started', 'unknown'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/**
 * `down`: refused or unavailable; `misconfigured`: credentials, credit, account; `request`: our call, sender or
 * settings; `recipient`: this route cannot carry the message to this number, another may; `no_adapter`: no adapter of the
 * vendor is running, so that the vendor was not called.
 */
export const FAULT_KINDS = ['down', 'misconfigured', 'request', 'recipient', 'no_adapter'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export const CATEGORIES = ['otp', 'alert', 'reminder', 'general', 'marketing'] as const;
export type Category = (typeof CATEGORIES)[number];

export const GUARANTEES = ['at_most_once', 'at_least_once', 'at_least_once_same_content'] as const;
export type Guarantee = (typeof GUARANTEES)[number];

export const LANES = ['urgent', 'normal', 'bulk'] as const;
export type Lane = (typeof LANES)[number];

export const ENVIRONMENTS = ['live', 'test'] as const;
/** Where a message may go: test messages take test routes only. */
export type Environment = (typeof ENVIRONMENTS)[number];

/** `mms`: a text with pictures. */
export const CHANNELS = ['sms', 'mms'] as const;
export type Channel = (typeof CHANNELS)[number];

/** What a route without MMS gets for a message with pictures: its text with their addresses. */
export const MEDIA_FALLBACKS = ['link'] as const;
export type MediaFallback = (typeof MEDIA_FALLBACKS)[number];

/** How a vendor's template names its tokens. */
export const TOKENS_BY = ['name', 'position'] as const;
export type TokensBy = (typeof TOKENS_BY)[number];

export const TEMPLATE_STATES = ['draft', 'approved'] as const;
export type TemplateState = (typeof TEMPLATE_STATES)[number];

/**
 * What the author of a template may want to change; `variable_not_in_language`: a text lacks a variable that others have;
 * `too_long`: with its longest values a text is refused; `vendor_too_long`: a vendor does not take it then; `no_mapping`:
 * a vendor of the tenant sends by templates of its own, and this one is not mapped to one.
 */
export const TEMPLATE_HINTS = [
  'ucs2_character',
  'variable_not_in_language',
  'too_long',
  'vendor_too_long',
  'no_mapping',
] as const;
export type TemplateHint = (typeof TEMPLATE_HINTS)[number];

export const ENCODINGS = ['GSM-7', 'UCS-2'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** What a receipt can prove; intermediate receipts (queued, sending, sent) prove nothing and write nothing. */
export const RECEIPT_STATUSES = ['DELIVERED', 'UNDELIVERED'] as const;
export type ReceiptStatus = (typeof RECEIPT_STATUSES)[number];

/**
 * Why a receipt is not for the grant that its address names: the vendor gave that grant `another_id`, or there is
 * `no_such_grant` of this account.
 */
export type ReceiptApart = 'another_id' | 'no_such_grant';

/**
 * Why we closed a message ourselves. `UNREADABLE`: its stored content cannot be decrypted (its key is lost, or its
 * bytes are damaged); `UNSTORABLE`: the database does not take it as it was accepted. Both end FAILED.
 */
export const CLOSE_REASONS = [
  'CANCELED_BY_USER',
  'DUPLICATE_RECENT',
  'OPTED_OUT',
  'EXPIRED',
  'TRIES_USED_UP',
  'UNREADABLE',
  'UNSTORABLE',
] as const;
export type CloseReason = (typeof CLOSE_REASONS)[number];

/** `found`: the vendor has it; `nothing`: proof that it was not sent; `inconclusive`: the vendor cannot prove that. */
export const LOOKUP_RESULTS = ['found', 'nothing', 'inconclusive'] as const;
export type LookupResult = (typeof LOOKUP_RESULTS)[number];

/**
 * How the results of a route arrive after acceptance; `poll`: the vendor lists them by time; `poll_by_id`: it is asked
 * for each message by its id.
 */
export const RECEIPT_WAYS = ['callback', 'poll', 'poll_by_id', 'none'] as const;
export type ReceiptWay = (typeof RECEIPT_WAYS)[number];

/** What a phone says about a message; `unknown`: it cannot know whether it was sent, such as after a reboot. */
export const PHONE_EVENTS = ['sending', 'sent', 'delivered', 'failed', 'unknown'] as const;
export type PhoneEvent = (typeof PHONE_EVENTS)[number];

/** `only`: a message for a phone waits for that phone; `prefer`: it takes another route if the phone is away. */
export const AGENT_PINNED = ['only', 'prefer'] as const;
export type AgentPinned = (typeof AGENT_PINNED)[number];

/** `open`: nothing is sent; `ramp`: more and more is sent again. */
export const BREAKER_STATES = ['closed', 'open', 'ramp'] as const;
export type BreakerState = (typeof BREAKER_STATES)[number];

/** Why a route's breaker changed its state. */
export const BREAKER_REASONS = [
  'failures',
  'misconfigured',
  'probe_failed',
  'probe_passed',
  'ramp_failed',
  'recovered',
] as const;
export type BreakerReason = (typeof BREAKER_REASONS)[number];

/**
 * Why a route does not carry a message; `no_rule`: the policy has rules, and none matches; `sender_not_possible`: its
 * vendor does not take such a sender; `sender`: this sender is not assigned to the route; `no_mapping`: its vendor sends
 * by templates of its own, and the template is not mapped to one; `templates_only`: its vendor sends no free text;
 * `token_not_possible`: its vendor does not take the value of a variable; `no_mms`: it sends no such pictures;
 * `phones_away`: none of its phones has called for 90 s; `no_phone`: it has no enabled phone; `no_marketing`: phones send
 * no advertising of this tenant.
 */
export const SKIP_REASONS = [
  'disabled',
  'unknown_route',
  'no_rule',
  'country',
  'sender_not_possible',
  'sender',
  'too_long',
  'no_mapping',
  'templates_only',
  'token_not_possible',
  'no_mms',
  'forced_open',
  'breaker_open',
  'throttled',
  'no_adapter',
  'phones_away',
  'no_phone',
  'no_marketing',
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

/** Why no route carries a message; `no_account`: the tenant has no vendor account in its environment. */
export const NO_ROUTE_REASONS = [...SKIP_REASONS, 'no_account'] as const;
export type NoRouteReason = (typeof NO_ROUTE_REASONS)[number];

export const DEAD_LETTER_STATES = ['pending', 'retried', 'abandoned'] as const;
export type DeadLetterState = (typeof DEAD_LETTER_STATES)[number];

/** Why a dead letter is not sent again. */
export const RETRY_REFUSALS = [
  'already_retried',
  'abandoned',
  'not_dead',
  'code_expired',
  'may_be_duplicate',
  'refused',
] as const;
export type RetryRefusal = (typeof RETRY_REFUSALS)[number];
