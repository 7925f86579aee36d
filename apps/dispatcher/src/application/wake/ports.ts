import type { Lane, WakeJob } from '#libs/contracts';

export interface WakeQueue {
  enqueue(lane: Lane, job: WakeJob): Promise<void>;
  /** Jobs of the lane without an ack. */
  backlog(lane: Lane): Promise<number>;
}

/** Which replica does the work that one replica at a time does. */
export interface Leadership {
  /** Takes or renews the leadership; true while this process has it. */
  hold(ttlMs: number): Promise<boolean>;
  release(): Promise<void>;
}
