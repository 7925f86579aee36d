/** Reports one check as passed, or its problem. */
export type Check = (name: string, problem?: string | false) => void;

export interface DrillOptions {
  /** The long form, which `npm run drills` runs; else the small form of every test run. */
  readonly long: boolean;
  /** Repeats the same random choices. */
  readonly seed: number;
  readonly check: Check;
}

export interface Drill {
  readonly name: string;
  /** Returns the figures of its long form. */
  run(options: DrillOptions): Promise<string>;
}
