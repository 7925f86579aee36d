import type { EvidenceDocument, MessageDocument } from '#libs/contracts';
import type { Evidence } from './ledger.ts';
import type { TextsByMessage } from './texts.ts';

/** One rule of a run, numbered; returns the violations that it found. */
export interface Rule {
  readonly number: number;
  readonly says: string;
  readonly check: (run: Indexed) => string[];
}

export interface Indexed extends Evidence, TextsByMessage {
  readonly messageByKey: ReadonlyMap<string, MessageDocument>;
  readonly rowsOf: (key: string) => EvidenceDocument[];
}

/** The database's clock and the sandbox's may differ by this much on one machine. */
export const CLOCK_MS = 250;
