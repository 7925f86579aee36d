import { AGENT_CHECKPOINTS } from '../../../agent/src/index.ts';

/** The text is out, and the program does not know it yet. */
export const RADIO_OUT = 'radio.out';
/** Where the program of a phone can be made to crash: its own steps, and one of the radio. */
export const CRASH_POINTS = [...AGENT_CHECKPOINTS, RADIO_OUT] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

export interface Crash {
  readonly at: CrashPoint;
  /** At which passing; 1 is the next. */
  readonly nth: number;
  /** Absent: it stays down until it is started. */
  readonly restartMs?: number;
}

/** Thrown where a program dies. Its life has ended, so that whatever catches it can do nothing any more. */
class Died extends Error {}

/** Where the program of one phone is to crash. */
export class CrashPlan {
  private planned: Crash | undefined;
  private left = 0;

  constructor(private readonly crash: (restartMs: number | undefined) => void) {}

  get next(): Crash | undefined {
    return this.planned;
  }

  plan(crash: Crash | undefined): void {
    this.planned = crash;
    this.left = crash?.nth ?? 0;
  }

  /** The program passes a step. */
  passes(name: CrashPoint): void {
    if (this.isDue(name)) throw new Died(name);
  }

  /** A text has just gone out. */
  isOut(): void {
    this.isDue(RADIO_OUT);
  }

  private isDue(name: CrashPoint): boolean {
    if (this.planned?.at !== name || --this.left > 0) return false;
    const { restartMs } = this.planned;
    this.planned = undefined;
    this.crash(restartMs);
    return true;
  }
}
