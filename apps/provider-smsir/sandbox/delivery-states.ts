/** `deliveryState` by the status that the phones' page shows; there is none yet before the first of them. */
export const STATES: Readonly<Record<string, number>> = {
  delivered: 1,
  undelivered: 2,
  sending: 3,
  'not at telecom': 4,
  sent: 5,
  failed: 6,
  blacklisted: 7,
  unknown: 8,
};

export const shownAs = (state: string): string =>
  Object.keys(STATES).find((shown) => STATES[shown] === Number(state)) ?? state;

const UNDER_WAY: readonly string[] = ['queued', 'scheduled', 'sending', 'sent'];
export const isOver = (status: string): boolean => !UNDER_WAY.includes(status);
