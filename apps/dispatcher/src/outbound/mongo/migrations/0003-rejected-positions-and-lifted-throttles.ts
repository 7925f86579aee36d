import type { Migration } from '#libs/persistence';

/**
 * A request names the positions that it refused (`rejected_positions`), and a route says when its throttle was lifted
 * (`state.throttle_lifted_at`). Existing documents need no change: both may be absent.
 */
export const rejectedPositionsAndLiftedThrottles: Migration = {
  version: 3,
  name: 'requests name what they refused, throttles can be lifted',
  up: async () => undefined,
};
