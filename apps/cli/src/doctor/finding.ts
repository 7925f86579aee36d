/** One thing that was checked. */
export interface Finding {
  readonly of: string;
  readonly what: string;
  readonly ok: boolean;
  /** What was found, and what to do if it is wrong. */
  readonly detail: string;
}
