export const MINUTE_MS = 60_000;

/** Messages that count until a time, ms since the epoch. */
export interface Counted {
  readonly messages: number;
  readonly until: number;
}

/** What a limit per 60 s leaves, and from when on there is room if there is none. */
export function leftInMinute(all: readonly Counted[], limit: number, now: number): { left: number; at: number } {
  const counted = all.filter(({ until }) => until > now).sort((a, b) => a.until - b.until);
  let used = counted.reduce((sum, { messages }) => sum + messages, 0);
  const left = Math.max(0, limit - used);
  if (left > 0 || limit === 0) return { left, at: left > 0 ? now : now + MINUTE_MS };
  const freeing = counted.find(({ messages }) => (used -= messages) < limit);
  return { left, at: freeing?.until ?? now + MINUTE_MS };
}

export const usedInMinute = (all: readonly Counted[], now: number): number =>
  all.reduce((sum, { messages, until }) => (until > now ? sum + messages : sum), 0);
