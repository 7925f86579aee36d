import { monotonicMs } from '#libs/kernel';

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

const LONGEST_PAUSE = 16;

/** The slots of one route in this process. A slot is held from the grant to the outcome. */
export class RouteWindow {
  private free: number;
  private closed = false;
  private pausedUntil = 0;
  /** Pauses in a row; while there is one, a single message at a time finds out whether the route is served again. */
  private pauses = 0;
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

  /** How long nothing will be granted. */
  get pausedForMs(): number {
    return Math.max(0, this.pausedUntil - monotonicMs());
  }

  /** Takes up to `max` slots at once; 0 when none is free or others wait. */
  tryTake(max: number, urgent: boolean): number {
    const before = urgent ? this.urgent.length : this.urgent.length + this.others.length;
    return before > 0 ? 0 : this.take(max, urgent);
  }

  /** Waits in line until slots are free; answers how many were taken, at most `max`, and 0 when none came free in time. */
  acquire(max: number, { urgent, withinMs }: Asking): Promise<number> {
    const taken = this.tryTake(max, urgent);
    if (taken > 0 || this.closed || this.pausedForMs > 0) return Promise.resolve(taken);
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
    this.serve(this.urgent, true);
    this.serve(this.others, false);
  }

  /** Nobody serves the route: nothing is granted for a while, twice as long each time, up to 16 times `firstMs`. */
  pause(firstMs: number): void {
    if (this.pausedForMs > 0) return;
    this.pausedUntil = monotonicMs() + firstMs * Math.min(2 ** this.pauses, LONGEST_PAUSE);
    this.pauses++;
    this.sendAllAway();
  }

  /** The route was served. */
  resume(): void {
    this.pauses = 0;
    this.pausedUntil = 0;
  }

  /** No slot is given any more: what is not granted by now is for another process. */
  close(): void {
    this.closed = true;
    this.sendAllAway();
  }

  private serve(line: Waiting[], urgent: boolean): void {
    while (line.length > 0 && this.available(urgent) >= this.worthWaitingFor(line[0]!.max, urgent)) {
      const next = line.shift()!;
      next.resolve(this.take(next.max, urgent));
    }
  }

  /** A chunk granted in slivers costs a write for each: it waits for all it wants or for half of what it may have. */
  private worthWaitingFor(max: number, urgent: boolean): number {
    if (this.pauses > 0) return 1;
    const most = urgent ? this.size : this.size - this.reserved;
    return Math.max(1, Math.min(max, Math.floor(most / 2)));
  }

  private available(urgent: boolean): number {
    if (this.closed || this.pausedForMs > 0) return 0;
    if (this.pauses > 0) return this.inUse === 0 ? 1 : 0;
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
