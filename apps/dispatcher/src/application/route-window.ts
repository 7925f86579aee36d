/** What asks for slots: urgent ones are served first, and part of the window is kept for them. */
export interface Asking {
  readonly urgent: boolean;
  /** Waiting longer than this is in vain. */
  readonly withinMs: number;
}

interface Waiting {
  readonly max: number;
  readonly resolve: (taken: number) => void;
}

const QUIET_MS = 10;

/** The slots of one route in this process. A slot is held from the grant to the outcome. */
export class RouteWindow {
  private free: number;
  private closed = false;
  private isPaused = false;
  private quiet: NodeJS.Timeout | undefined;
  private readonly urgent: Waiting[] = [];
  private readonly others: Waiting[] = [];

  /** `reserved` of the `size` slots are for urgent messages alone. */
  constructor(
    readonly size: number,
    private readonly reserved = 0,
  ) {
    this.free = size;
  }

  get inUse(): number {
    return this.size - this.free;
  }

  get paused(): boolean {
    return this.isPaused;
  }

  /** Takes up to `max` slots at once; 0 when none is free or others wait. */
  tryTake(max: number, urgent: boolean): number {
    const before = urgent ? this.urgent.length : this.urgent.length + this.others.length;
    return before > 0 ? 0 : this.take(max, urgent);
  }

  /** Waits in line until slots are free; answers how many were taken, at most `max`, and 0 when none came free in time. */
  acquire(max: number, { urgent, withinMs }: Asking): Promise<number> {
    const taken = this.tryTake(max, urgent);
    if (taken > 0 || this.closed || this.isPaused) return Promise.resolve(taken);
    const line = urgent ? this.urgent : this.others;
    return new Promise((settle) => {
      const waiting = { max, resolve };
      const timer = setTimeout(() => {
        line.splice(line.indexOf(waiting), 1);
        resolve(this.take(max, urgent));
      }, withinMs);
      line.push(waiting);
      function resolve(slots: number): void {
        clearTimeout(timer);
        settle(slots);
      }
    });
  }

  release(slots: number): void {
    this.free += slots;
    this.serveWaiting();
  }

  /** Nobody serves the route: no slot is given until {@link resume}. */
  pause(): void {
    this.isPaused = true;
    this.sendAllAway();
  }

  resume(): void {
    this.isPaused = false;
  }

  /** No slot is given any more: what is not granted by now is for another process. */
  close(): void {
    this.closed = true;
    this.sendAllAway();
  }

  /**
   * A chunk granted in slivers costs a write for each: it waits for all it wants, or, once nothing more comes back for a
   * moment, for half of what it may have.
   */
  private serveWaiting(): void {
    this.serve(1);
    clearTimeout(this.quiet);
    const waits = this.urgent.length + this.others.length > 0;
    this.quiet = waits ? setTimeout(() => this.serve(0.5), QUIET_MS) : undefined;
  }

  private serve(share: number): void {
    for (const [line, urgent] of [[this.urgent, true] as const, [this.others, false] as const]) {
      const most = urgent ? this.size : this.size - this.reserved;
      while (
        line.length > 0 &&
        this.available(urgent) >= Math.max(1, Math.min(line[0]!.max, Math.floor(most * share)))
      ) {
        const next = line.shift()!;
        next.resolve(this.take(next.max, urgent));
      }
    }
  }

  private available(urgent: boolean): number {
    if (this.closed || this.isPaused) return 0;
    return Math.max(0, urgent ? this.free : this.free - this.reserved);
  }

  private take(max: number, urgent: boolean): number {
    const taken = Math.min(max, this.available(urgent));
    this.free -= taken;
    return taken;
  }

  private sendAllAway(): void {
    for (const { resolve } of [...this.urgent.splice(0), ...this.others.splice(0)]) resolve(0);
  }
}
