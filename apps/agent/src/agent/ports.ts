/** What the agent needs from outside. Times are milliseconds of an {@link AgentClock}, never instants of a wall clock. */

/** A message that Postrider lent to this phone. */
export interface Lease {
  readonly messageId: string;
  /** E.164 */
  readonly to: string;
  readonly text: string;
  readonly leaseId: string;
  readonly fence: number;
  readonly ttlMs: number;
  /** The SIM that has the budget for it; absent: the phone's default. */
  readonly simSlot?: number;
}

/** What the radio is given in one go. */
export interface Part {
  readonly messageId: string;
  readonly to: string;
  readonly text: string;
  /** From 1. */
  readonly number: number;
  readonly of: number;
  readonly simSlot?: number;
}

/**
 * `sent`: the phone took it to send it. `failed`: nothing of it went out, and the code says why. `unknown`: it may have
 * gone out.
 */
export type RadioResult = 'sent' | { readonly failed: string } | 'unknown';

/** What a phone says about itself. */
export interface PhoneState {
  /** False: it cannot send now, and asks for no messages. */
  readonly ready: boolean;
  /** One sentence for people, if it is not ready. */
  readonly why?: string;
  /** Percent. */
  readonly battery?: number;
  readonly charging?: boolean;
  readonly network?: string;
  readonly sims?: readonly Sim[];
}
export interface Sim {
  readonly slot: number;
  readonly operator?: string;
  /** ISO 3166 alpha-2. */
  readonly country?: string;
  /** E.164, if the phone knows it. */
  readonly number?: string;
}

/** A text that the phone received. */
export interface ReceivedText {
  /** Counts up on the phone. */
  readonly id: number;
  readonly from: string;
  readonly text: string;
  /** RFC 3339 */
  readonly receivedAt: string;
  readonly simSlot?: number;
}

export interface Radio {
  /** What is handed over one after the other. Android divides a long text itself, so that there it is one. */
  divide(text: string): readonly string[];
  send(part: Part): Promise<RadioResult>;
  state(): Promise<PhoneState>;
  /** Texts received after the one with this id, the oldest first; without an id: the newest ones. */
  received(after?: number): Promise<readonly ReceivedText[]>;
}

/** `unknown` and `sent` are never sent again while the journal knows them; `failed`: nothing of it went out. */
export type State = 'leased' | 'starting' | 'sending' | 'sent' | 'failed' | 'unknown';
export interface Entry {
  readonly messageId: string;
  readonly leaseId: string;
  readonly fence: number;
  readonly state: State;
  /** The last part that was given to the radio; 0: none. */
  readonly part: number;
  readonly parts: number;
  /** Segments of the whole text. */
  readonly segments: number;
  readonly simSlot?: number;
  /** Why it failed, or why it is not known. */
  readonly code?: string;
  readonly reported: boolean;
}
export type Grant = Pick<Entry, 'messageId' | 'leaseId' | 'fence'>;

/** Every write is on the disk when the method returns. An error means that nothing is known to be written. */
export interface Journal {
  /** The id of the request for messages that is not dealt with yet. */
  openPoll(): string | undefined;
  beginPoll(id: string): void;
  endPoll(): void;
  entry(messageId: string): Entry | undefined;
  /** Notes new messages as leased. One that is known already keeps its state and takes the grant; a new one is unreported. */
  lease(leases: readonly (Grant & Pick<Entry, 'segments' | 'simSlot'>)[]): void;
  starting(messageId: string): void;
  sending(messageId: string, part: number, parts: number): void;
  settle(messageId: string, state: 'sent' | 'failed' | 'unknown', code?: string): void;
  /** Forgets a message that was leased and not started. */
  drop(messageId: string): void;
  /** After a start: what may be in the air is unknown, and what was only starting was not sent. */
  recover(): { readonly unknown: number; readonly notSent: number };
  held(): readonly Grant[];
  /** Closed messages whose end Postrider has not answered yet, the oldest first. */
  unreported(limit: number): readonly Entry[];
  reported(grants: readonly Grant[]): void;
  /** Segments that were given to the radio in the last `withinMs`. */
  segmentsSent(withinMs: number): number;
  /** Forgets what was reported and is older than `ageMs` of running time. Keeps the running time. */
  prune(ageMs: number): void;
  newestReceived(): number | undefined;
  rememberReceived(id: number): void;
  /** Random, made with the journal: ids of texts received on a phone that was reset are other ones. */
  installation(): string;
}

export interface Heartbeat extends Omit<PhoneState, 'ready' | 'why'> {
  readonly freeParts?: number;
  readonly leases: readonly Grant[];
}
export interface HeartbeatReply {
  readonly leaseTtlMs: number;
  readonly extended: readonly string[];
  readonly revoked: readonly string[];
}
export interface Permission {
  /** How long the phone may take from now to send it; 0: it must not be sent. */
  readonly sendWithinMs: number;
  /** The phone no longer holds the message, so that an end of it means nothing. */
  readonly stale: boolean;
}
export interface Report {
  readonly messageId: string;
  readonly leaseId: string;
  readonly fence: number;
  readonly status: 'SENT' | 'FAILED' | 'UNKNOWN';
  readonly code?: string;
  readonly parts: number;
  readonly simSlot?: number;
}
/** `away`: no answer, or one that asks to come again. `denied`: the token is not accepted. `refused`: do not repeat it. */
export type Answer<Value> =
  | { readonly kind: 'answered'; readonly value: Value }
  | { readonly kind: 'away'; readonly why: string; readonly retryAfterMs?: number }
  | { readonly kind: 'denied'; readonly why: string }
  | { readonly kind: 'refused'; readonly status: number; readonly why: string };

/** Calls of Postrider's API for phones. None of them throws. */
export interface Transport {
  heartbeat(heartbeat: Heartbeat, signal: AbortSignal): Promise<Answer<HeartbeatReply>>;
  next(poll: { id: string; limit: number; waitS: number }, signal: AbortSignal): Promise<Answer<readonly Lease[]>>;
  start(grant: Grant, signal: AbortSignal): Promise<Answer<Permission>>;
  report(reports: readonly Report[], signal: AbortSignal): Promise<Answer<void>>;
  inbox(texts: readonly (ReceivedText & { deviceMessageId: string })[], signal: AbortSignal): Promise<Answer<void>>;
}

export interface AgentClock {
  /** Never jumps, and counts the time in which the phone sleeps. Only differences mean something. */
  elapsedMs(): number;
  /** Resolves early when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
