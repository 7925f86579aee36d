import type { Lane } from '#libs/contracts';

/** For how long the oldest of a lane has been due, in ms; absent where nothing waits. */
export type Waits = Readonly<Partial<Record<Lane, number>>>;

/** Codes and alerts share with nobody. */
const URGENT_HANDS = 4;
/** Shared by normal and bulk. */
export const SHARED_HANDS = 5;
/** Bulk that has waited so long, and so much longer than what is normal, gets a second hand. */
const OLD = { ms: 60_000, timesOlder: 3 };

/**
 * How many wake-ups of each lane a dispatcher works on at once. Urgent messages have hands of their own. Of the others
 * normal gets four of five while bulk waits too, and three once bulk has grown old. Whoever waits alone leaves one hand
 * free, so that the other finds one as soon as it comes.
 */
export function handsOf({ normal, bulk }: Waits): Readonly<Record<Lane, number>> {
  const urgent = URGENT_HANDS;
  const alone = SHARED_HANDS - 1;
  if (normal === undefined || bulk === undefined) return { urgent, normal: alone, bulk: alone };
  const isOld = bulk >= OLD.ms && bulk >= normal * OLD.timesOlder;
  return isOld ? { urgent, normal: 3, bulk: 2 } : { urgent, normal: 4, bulk: 1 };
}
