/** The slots of one route in this process. A slot is held from the grant to the outcome. */
export class RouteWindow {
  private free: number;
  private readonly waiting: { max: number; resolve: (taken: number) => void }[] = [];

  constructor(readonly size: number) {
    this.free = size;
  }

  get inUse(): number {
    return this.size - this.free;
  }

  /** Takes up to `max` slots at once; 0 when none is free or others wait. */
  tryTake(max: number): number {
    if (this.waiting.length > 0) return 0;
    return this.take(max);
  }

  /** Waits in line until slots are free; answers how many were taken, at least one and at most `max`. */
  acquire(max: number): Promise<number> {
    const taken = this.tryTake(max);
    if (taken > 0) return Promise.resolve(taken);
    return new Promise((resolve) => this.waiting.push({ max, resolve }));
  }

  release(slots: number): void {
    this.free += slots;
    while (this.free > 0 && this.waiting.length > 0 && this.worthServing()) {
      const next = this.waiting.shift()!;
      next.resolve(this.take(next.max));
    }
  }

  /** A chunk granted in slivers costs a write for each: it waits for all it wants or for half of the window. */
  private worthServing(): boolean {
    return this.free >= Math.min(this.waiting[0]!.max, this.size / 2);
  }

  private take(max: number): number {
    const taken = Math.min(max, this.free);
    this.free -= taken;
    return taken;
  }
}
