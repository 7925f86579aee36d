import { clock, monotonicMs } from '#libs/kernel';

/** A call of the phone's program, as the page shows it. */
export interface CallView {
  readonly at: number;
  readonly what: string;
  /** `answered`, or how it failed. */
  readonly end: string;
  readonly why?: string;
  readonly ms: number;
}

export interface CallEnd {
  readonly kind: string;
  readonly why?: string;
}

const KEPT = 12;

/** The newest calls of one phone. */
export class CallLog {
  private readonly newest: CallView[] = [];

  constructor(private readonly changed: () => void) {}

  list(): readonly CallView[] {
    return this.newest;
  }

  /** Passes a call on and notes how it ended; `isThere` is false if the program is gone by then. */
  async note<End extends CallEnd>(what: string, call: Promise<End>, isThere: () => boolean): Promise<End> {
    const at = clock.now();
    const started = monotonicMs();
    const end = await call;
    if (!isThere()) return end;
    const { kind, why } = end;
    this.newest.unshift({
      at,
      what,
      end: kind,
      ms: Math.round(monotonicMs() - started),
      ...(why !== undefined && { why }),
    });
    this.newest.length = Math.min(this.newest.length, KEPT);
    this.changed();
    return end;
  }
}
