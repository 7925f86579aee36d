/**
 * Outcomes of one delivery come back in a burst. They are written together when the last is there or the burst has gone
 * on for a moment, so that a chunk costs one settle instead of one for each trickle. A lone message never waits.
 */
export class OutcomeBatcher {
  private gate: { readonly opened: Promise<void>; readonly open: () => void } | undefined;

  constructor(
    private left: number,
    private readonly atMostMs: number,
  ) {}

  /** One more is there; resolves when those that came with it may be written. */
  join(): Promise<void> {
    this.left -= 1;
    const { opened, open } = (this.gate ??= this.newGate());
    if (this.left <= 0) open();
    return opened;
  }

  private newGate(): { opened: Promise<void>; open: () => void } {
    const { promise: opened, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(open, this.atMostMs);
    const close = (): void => {
      this.gate = undefined;
    };
    function open(): void {
      clearTimeout(timer);
      close();
      resolve();
    }
    return { opened, open };
  }
}
