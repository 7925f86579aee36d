import type { MessageStatus } from '#libs/contracts';

interface State {
  readonly open: boolean;
  /** A closed state only changes to one of higher rank; open states have the lowest. */
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

/** Whether evidence may close a message with this status, or raise one that is closed already. */
export const mayRise = (from: MessageStatus, to: MessageStatus): boolean => rankOf(to) > rankOf(from);

/** Every legal change: open states change freely among themselves, closed ones only rise, none reopens. */
export const mayMove = (from: MessageStatus, to: MessageStatus): boolean =>
  mayRise(from, to) || (isOpen(from) && isOpen(to) && from !== to);

/** The statuses over which `status` may be written: the `$in` of a move "over any lower rank". */
export const lowerThan = (status: MessageStatus): MessageStatus[] => STATUSES.filter((from) => mayRise(from, status));

/** Whether a vendor or phone confirmed it: it is valid at any fence, so such moves commute. */
export const isProven = (status: MessageStatus): boolean => rankOf(status) >= STATES.SENT.rank;

/** The one of two that a consumer keeps, in any order of arrival. */
export const higherOf = (one: MessageStatus, other: MessageStatus): MessageStatus =>
  mayRise(one, other) ? other : one;
