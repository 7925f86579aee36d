/** Tells of one thing that holds, or of how it does not. */
export type Check = (name: string, problem?: string | false) => void;

export interface DrillOptions {
  /** The long form, which `npm run drills` runs; else the small one of every test run. */
  readonly long: boolean;
  /** Draws the same misfortunes again. */
  readonly seed: number;
  readonly check: Check;
}

export interface Drill {
  readonly name: string;
  /** Answers what is kept of its long form. */
  run(options: DrillOptions): Promise<string>;
}
