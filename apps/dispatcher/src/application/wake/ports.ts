import type { Lane, WakeJob } from '#libs/contracts';

export interface WakeQueue {
  enqueue(lane: Lane, job: WakeJob): Promise<void>;
  /** Jobs of the lane that nobody has acked. */
  backlog(lane: Lane): Promise<number>;
}

/** Who does the work that one replica at a time does. */
export interface Leadership {
  /** Takes or renews it; true while it is this process's. */
  hold(ttlMs: number): Promise<boolean>;
  release(): Promise<void>;
}
