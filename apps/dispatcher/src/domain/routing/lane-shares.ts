import type { Lane } from '#libs/contracts';

/** For how long the oldest message of a lane has been due, in ms; absent if none waits. */
export type Waits = Readonly<Partial<Record<Lane, number>>>;

/** Codes and alerts have hands of their own. */
const URGENT_HANDS = 4;
/** Shared by normal and bulk. */
export const SHARED_HANDS = 5;
/** Bulk messages that have waited this long, and this much longer than normal ones, get a second hand. */
const OLD = { ms: 60_000, timesOlder: 3 };

/**
 * How many wake-ups of each lane a dispatcher handles at once. Urgent messages have hands of their own. Of the others
 * normal gets four of five while bulk waits too, and three once bulk has waited long. A lane that waits alone leaves
 * one hand free for the other lane.
 */
export function handsOf({ normal, bulk }: Waits): Readonly<Record<Lane, number>> {
  const urgent = URGENT_HANDS;
  const alone = SHARED_HANDS - 1;
  if (normal === undefined || bulk === undefined) return { urgent, normal: alone, bulk: alone };
  const isOld = bulk >= OLD.ms && bulk >= normal * OLD.timesOlder;
  return isOld ? { urgent, normal: 3, bulk: 2 } : { urgent, normal: 4, bulk: 1 };
}
