import type { MessageStatus, SubmitResult } from '#libs/contracts';
import type { Scope } from '../../../../application/ports.ts';

export const STATUSES = ['PENDING', 'ASSIGNED', 'SENDING', 'SENT', 'DELIVERED', 'FAILED', 'CANCELED'] as const;
export type SafecareStatus = (typeof STATUSES)[number];

interface Word {
  readonly status: SafecareStatus;
  /** `last_error` of every message of this state. */
  readonly error?: string;
}

/** The door's word for each state of the ledger. */
const WORDS: Readonly<Record<MessageStatus, Word>> = {
  PENDING: { status: 'PENDING' },
  ASSIGNED: { status: 'ASSIGNED' },
  SENDING: { status: 'SENDING' },
  SENT: { status: 'SENT' },
  DELIVERED: { status: 'DELIVERED' },
  UNDELIVERED: { status: 'FAILED' },
  UNCONFIRMED: { status: 'FAILED', error: 'OUTCOME_UNKNOWN' },
  FAILED: { status: 'FAILED' },
  CANCELED: { status: 'CANCELED' },
  EXPIRED: { status: 'FAILED', error: 'EXPIRED' },
};

/** `last_error` is null where nothing went wrong. */
export function wordOf(
  status: MessageStatus,
  reason: string | undefined,
): { readonly status: SafecareStatus; readonly last_error: string | null } {
  const word = WORDS[status];
  const isBad = word.status === 'FAILED' || word.status === 'CANCELED';
  return { status: word.status, last_error: isBad ? (word.error ?? reason ?? null) : null };
}

/** The states of the ledger that the door has this word for. */
export const statesOf = (word: SafecareStatus): MessageStatus[] =>
  (Object.keys(WORDS) as MessageStatus[]).filter((status) => WORDS[status].status === word);

type Counts = Readonly<Partial<Record<MessageStatus, number>>>;

export function countsOf(counts: Counts): Partial<Record<SafecareStatus, number>> {
  const said: Partial<Record<SafecareStatus, number>> = {};
  for (const [status, count = 0] of Object.entries(counts) as [MessageStatus, number][]) {
    const word = WORDS[status].status;
    if (count > 0) said[word] = (said[word] ?? 0) + count;
  }
  return said;
}

export const GROUP_STATUSES = ['PENDING', 'SENT', 'FAILED', 'PARTIAL'] as const;
export type GroupStatus = (typeof GROUP_STATUSES)[number];

/** Of a request: PENDING while any of its messages is open, or if it has none. */
export function groupStatusOf(counts: Counts): GroupStatus {
  const said = countsOf(counts);
  const [waiting, succeeded, failed] = [
    [said.PENDING, said.ASSIGNED, said.SENDING],
    [said.SENT, said.DELIVERED],
    [said.FAILED, said.CANCELED],
  ].map((all) => all.reduce<number>((sum, count = 0) => sum + count, 0)) as [number, number, number];
  if (waiting > 0 || succeeded + failed === 0) return 'PENDING';
  if (failed === 0) return 'SENT';
  return succeeded === 0 ? 'FAILED' : 'PARTIAL';
}

export const SCOPES = ['sms:send', 'sms:read'] as const;
export type SafecareScope = (typeof SCOPES)[number];

const NATIVE: Readonly<Record<SafecareScope, Scope>> = { 'sms:send': 'messages:send', 'sms:read': 'messages:read' };

export const scopesOf = (scopes: readonly SafecareScope[]): Scope[] => [
  ...new Set(scopes.map((scope) => NATIVE[scope])),
];

/** A scope that the door has no word for keeps its own. */
export const scopeWords = (scopes: readonly Scope[]): string[] =>
  scopes.map((native) => SCOPES.find((scope) => NATIVE[scope] === native) ?? native);

/** A message of a call that was not accepted. */
export const rejectOf = ({ position, code = '', detail = '' }: SubmitResult, to: unknown) => ({
  index: position,
  to: typeof to === 'string' ? to : null,
  code,
  detail,
});
