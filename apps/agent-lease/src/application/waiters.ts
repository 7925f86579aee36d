/** That messages wait on a route. It is passed on to the next phone by one that can take none. */
export interface Hint {
  readonly route: string;
  readonly tried: Set<string>;
}

/** A phone whose call is held until there is work for it. */
export class Waiter {
  readonly #of: Waiters;
  readonly agent: string;
  routes: readonly string[];
  /** Hints that came while it was asking. */
  readonly missed = new Set<string>();
  /** The phone changed: what it may have is decided at its next call. */
  ended = false;
  #wake: ((hint: Hint | undefined) => void) | undefined;

  constructor(of: Waiters, agent: string, routes: readonly string[]) {
    this.#of = of;
    this.agent = agent;
    this.routes = routes;
  }

  /** Resolves with the hint, or with undefined after `ms` or when a signal aborts. */
  wait(ms: number, ...signals: readonly AbortSignal[]): Promise<Hint | undefined> {
    const missed = this.routes.find((route) => this.missed.has(route));
    this.missed.clear();
    if (missed !== undefined) return Promise.resolve({ route: missed, tried: new Set([this.agent]) });
    if (ms <= 0 || this.ended || signals.some(({ aborted }) => aborted)) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const end = (hint?: Hint): void => {
        clearTimeout(timer);
        for (const signal of signals) signal.removeEventListener('abort', aborted);
        this.#wake = undefined;
        this.#of.leave(this);
        resolve(hint);
      };
      const aborted = (): void => end();
      const timer = setTimeout(end, ms, undefined);
      for (const signal of signals) signal.addEventListener('abort', aborted, { once: true });
      this.#wake = end;
      this.#of.enter(this);
    });
  }

  wake(hint: Hint): void {
    hint.tried.add(this.agent);
    this.#wake?.(hint);
  }

  end(): void {
    this.ended = true;
    this.#wake?.(undefined);
  }

  close(): void {
    this.#of.close(this);
  }
}

/** The held calls of this process, by the routes on which they wait, the longest first. */
export class Waiters {
  readonly #waiting = new Map<string, Set<Waiter>>();
  readonly #asking = new Set<Waiter>();

  /** Open it before asking, so that no hint is missed in between. */
  open(agent: string, routes: readonly string[]): Waiter {
    const waiter = new Waiter(this, agent, routes);
    this.#asking.add(waiter);
    return waiter;
  }

  /** Wakes as many as there are messages. */
  hint(route: string, count: number): void {
    for (const waiter of this.#asking) waiter.missed.add(route);
    for (const waiter of [...(this.#waiting.get(route) ?? [])].slice(0, Math.max(0, count)))
      waiter.wake({ route, tried: new Set() });
  }

  /** To the one that waits longest and has not had it. */
  passOn(hint: Hint): void {
    for (const waiter of this.#waiting.get(hint.route) ?? [])
      if (!hint.tried.has(waiter.agent)) return waiter.wake(hint);
  }

  /** Ends the held calls of phones that changed, such as revoked ones. */
  end(agents: readonly string[]): void {
    for (const waiter of [...this.#held(), ...this.#asking]) if (agents.includes(waiter.agent)) waiter.end();
  }

  get held(): number {
    return this.#held().size;
  }

  #held(): ReadonlySet<Waiter> {
    return new Set([...this.#waiting.values()].flatMap((waiters) => [...waiters]));
  }

  enter(waiter: Waiter): void {
    this.#asking.delete(waiter);
    for (const route of waiter.routes) {
      const waiting = this.#waiting.get(route) ?? new Set();
      this.#waiting.set(route, waiting.add(waiter));
    }
  }

  leave(waiter: Waiter): void {
    this.#asking.add(waiter);
    for (const route of waiter.routes) {
      const waiting = this.#waiting.get(route);
      waiting?.delete(waiter);
      if (waiting?.size === 0) this.#waiting.delete(route);
    }
  }

  close(waiter: Waiter): void {
    this.leave(waiter);
    this.#asking.delete(waiter);
  }
}
