import type { Stage } from './stage.ts';

export interface Contest {
  /** The names by which it can be chosen. */
  readonly names: readonly string[];
  run(stage: Stage): Promise<void>;
}
