/**
 * Outcomes of one delivery arrive close together. They are written together when the last has arrived or a short time
 * has passed, so that a chunk costs one settle instead of several. A single message never waits.
 */
export class OutcomeBatcher {
  private gate: { readonly opened: Promise<void>; readonly open: () => void } | undefined;

  constructor(
    private left: number,
    private readonly atMostMs: number,
  ) {}

  /** One more outcome has arrived; resolves when the outcomes gathered with it may be written. */
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
