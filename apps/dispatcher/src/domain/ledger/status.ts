import type { MessageStatus } from '#libs/contracts';

interface State {
  readonly open: boolean;
  /** A closed state only gives way to one of higher rank; open states have the lowest. */
  readonly rank: number;
}

const STATES: Readonly<Record<MessageStatus, State>> = {
  PENDING: { open: true, rank: 0 },
  ASSIGNED: { open: true, rank: 0 },
  SENDING: { open: true, rank: 0 },
  UNCONFIRMED: { open: false, rank: 1 },
  CANCELED: { open: false, rank: 2 },
  EXPIRED: { open: false, rank: 2 },
  FAILED: { open: false, rank: 3 },
  SENT: { open: false, rank: 4 },
  UNDELIVERED: { open: false, rank: 5 },
  DELIVERED: { open: false, rank: 6 },
};

const STATUSES = Object.keys(STATES) as MessageStatus[];

export const OPEN_STATUSES: readonly MessageStatus[] = STATUSES.filter((status) => STATES[status].open);
export const CLOSED_STATUSES: readonly MessageStatus[] = STATUSES.filter((status) => !STATES[status].open);

export const isOpen = (status: MessageStatus): boolean => STATES[status].open;
export const isClosed = (status: MessageStatus): boolean => !STATES[status].open;
export const rankOf = (status: MessageStatus): number => STATES[status].rank;

/** Whether evidence may close a message so, or raise one that is closed already. */
export const mayRise = (from: MessageStatus, to: MessageStatus): boolean => rankOf(to) > rankOf(from);

/** Every legal change: open states move freely among themselves, closed ones only rise, nothing reopens. */
export const mayMove = (from: MessageStatus, to: MessageStatus): boolean =>
  mayRise(from, to) || (isOpen(from) && isOpen(to) && from !== to);

/** What `status` may be written over: the `$in` of a move "over any lower rank". */
export const lowerThan = (status: MessageStatus): MessageStatus[] => STATUSES.filter((from) => mayRise(from, status));

/** Whether the vendor's or phone's word stands behind it: it holds at any fence, so such moves commute. */
export const isProven = (status: MessageStatus): boolean => rankOf(status) >= STATES.SENT.rank;

/** The one a consumer keeps of two, in whatever order they came. */
export const higherOf = (one: MessageStatus, other: MessageStatus): MessageStatus =>
  mayRise(one, other) ? other : one;
