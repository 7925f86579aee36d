import { monotonicMs } from '#libs/kernel';
import { FIRST_WINDOW, resized, type Answered, type WindowSize } from '../../domain/routing/window.ts';

/** A caller that asks for slots: urgent callers are served first, and part of the window is kept for them. */
export interface Asking {
  readonly urgent: boolean;
  /** The caller does not wait longer than this. */
  readonly withinMs: number;
}

/** What limits a route besides its slots. */
export interface Gate {
  /** How many messages may begin now. */
  left(urgent: boolean): number;
  spend(count: number): void;
}

const OPEN: Gate = { left: () => Infinity, spend: () => undefined };

interface Waiting {
  readonly max: number;
  readonly resolve: (taken: number) => void;
}

const QUIET_MS = 10;
/** A full window in which no slot came back for this long, or for three times the vendor's usual answer, is stuck. */
const STUCK_MS = 500;
const URGENT_SHARE = 0.2;

/**
 * The slots of one route in this process. A slot is held from the grant to the outcome. The number of slots is learned
 * from the vendor's answers; a share of them is for urgent messages alone.
 */
export class RouteWindow {
  private used = 0;
  /** When a slot was last taken or came back. */
  private movedAt = -Infinity;
  private cap = Infinity;
  private closed = false;
  private isPaused = false;
  private quiet: NodeJS.Timeout | undefined;
  private readonly urgent: Waiting[] = [];
  private readonly others: Waiting[] = [];

  constructor(
    private learned: WindowSize = FIRST_WINDOW,
    private readonly urgentShare = URGENT_SHARE,
    private readonly gate: Gate = OPEN,
  ) {}

  get inUse(): number {
    return this.used;
  }

  get size(): number {
    return Math.max(0, Math.min(Math.floor(this.learned.limit), this.cap));
  }

  /** Without the cap. */
  get learnedSize(): number {
    return Math.floor(this.learned.limit);
  }

  /** No more than this, whatever was learned: load returns slowly to a recovering route. */
  capAt(cap: number): void {
    if (cap === this.cap) return;
    this.cap = cap;
    this.serveWaiting();
  }

  learn(answer: Omit<Answered, 'isFull'>): void {
    const isFull = this.used + this.reserved >= this.size || this.others.length + this.urgent.length > 0;
    this.learned = resized(this.learned, { ...answer, isFull });
  }

  /** All its slots are in use and none comes back: waiting for one is useless. */
  get isStuck(): boolean {
    return this.used > 0 && this.used >= this.size - this.reserved && this.stuckInMs <= 0;
  }

  get paused(): boolean {
    return this.isPaused;
  }

  /** Takes up to `max` slots at once; 0 if none is free or others wait. */
  tryTake(max: number, urgent: boolean): number {
    const before = urgent ? this.urgent.length : this.urgent.length + this.others.length;
    return before > 0 ? 0 : this.take(max, urgent);
  }

  /**
   * Waits in line until slots are free; returns how many were taken, at most `max`, and 0 if none became free in time
   * or the window is stuck.
   */
  acquire(max: number, { urgent, withinMs }: Asking): Promise<number> {
    const taken = this.tryTake(max, urgent);
    if (taken > 0 || this.closed || this.isPaused || this.isStuck) return Promise.resolve(taken);
    const line = urgent ? this.urgent : this.others;
    const until = monotonicMs() + withinMs;
    return new Promise((settle) => {
      const waiting = { max, resolve };
      const lookAgain = (): void => {
        const leftMs = Math.min(until - monotonicMs(), this.stuckInMs);
        if (leftMs > 0) return void (timer = setTimeout(lookAgain, leftMs));
        line.splice(line.indexOf(waiting), 1);
        resolve(this.take(max, urgent));
      };
      let timer = setTimeout(lookAgain, Math.max(0, Math.min(withinMs, this.stuckInMs)));
      line.push(waiting);
      function resolve(slots: number): void {
        clearTimeout(timer);
        settle(slots);
      }
    });
  }

  release(slots: number): void {
    this.used -= slots;
    this.movedAt = monotonicMs();
    this.serveWaiting();
  }

  /** The route has no adapter: no slot is given until {@link resume}. */
  pause(): void {
    this.isPaused = true;
    this.sendAllAway();
  }

  resume(): void {
    this.isPaused = false;
  }

  /** No slot is given any more: messages that are not granted yet are left to another process. */
  close(): void {
    this.closed = true;
    this.sendAllAway();
  }

  /**
   * Prefer one large grant, because each grant is a write: wait for all requested slots, or for half the limit after 10
   * quiet ms.
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
    const slots = Math.max(0, this.size - this.used - (urgent ? 0 : this.reserved));
    return slots === 0 ? 0 : Math.min(slots, this.gate.left(urgent));
  }

  private get stuckInMs(): number {
    const { fastestMs } = this.learned;
    const afterMs = Math.max(STUCK_MS, Number.isFinite(fastestMs) ? 3 * fastestMs : 0);
    return this.movedAt + afterMs - monotonicMs();
  }

  private get reserved(): number {
    return this.size < 2 ? 0 : Math.ceil(this.size * this.urgentShare);
  }

  private take(max: number, urgent: boolean): number {
    const taken = Math.min(max, this.available(urgent));
    this.used += taken;
    if (taken === 0) return 0;
    this.gate.spend(taken);
    this.movedAt = monotonicMs();
    return taken;
  }

  private sendAllAway(): void {
    for (const { resolve } of [...this.urgent.splice(0), ...this.others.splice(0)]) resolve(0);
  }
}
