import type { Stage } from './stage.ts';

export interface Contest {
  /** By which it is asked for. */
  readonly names: readonly string[];
  run(stage: Stage): Promise<void>;
}
