/** Whether the radio hangs, and whether the text is out by then. */
export const HANGS = ['no', 'before', 'after'] as const;
export type Hang = (typeof HANGS)[number];

/** What happens around a phone, as a test or a person sets it. */
export interface Conditions {
  /** Percent. */
  readonly battery: number;
  readonly charging: boolean;
  /** As the phone names it. */
  readonly network: string;
  /** False: every text fails with NO_SERVICE. */
  readonly coverage: boolean;
  /** How many more parts the carrier takes; then LIMIT_EXCEEDED. */
  readonly partsLeft: number | null;
  /** The code with which the radio fails. */
  readonly failure: string | null;
  /** How many texts fail so; null: all. */
  readonly failures: number | null;
  readonly hang: Hang;
  /** How long it hangs; nobody knows then what became of the text. */
  readonly hangMs: number;
  /** The parts of a long text are given to the radio one after the other, and arrive as texts of their own. */
  readonly partByPart: boolean;
  /** Whether the carrier says that a text arrived. */
  readonly deliveryReports: boolean;
  /** What the phone's clock is ahead. */
  readonly clockAheadMs: number;
  /** How long the radio takes for a part. */
  readonly sendMs: number;
}

export const USUAL_CONDITIONS: Conditions = {
  battery: 80,
  charging: false,
  network: 'wifi',
  coverage: true,
  partsLeft: null,
  failure: null,
  failures: null,
  hang: 'no',
  hangMs: 20_000,
  partByPart: false,
  deliveryReports: true,
  clockAheadMs: 0,
  sendMs: 0,
};

export interface Sim {
  /** E.164 */
  readonly number: string;
  /** ISO 3166 alpha-2 */
  readonly country: string;
  readonly operator: string;
}

/** By slot; null: the slot is empty. */
export type Sims = readonly (Sim | null)[];
