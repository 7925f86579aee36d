import type { Kept } from './keep-running.ts';
import type { Refusal } from './refusal.ts';

/** The order in which parts are ended: none ends before those that use it. */
const ORDER = ['edge', 'core', 'sandbox', 'servers'] as const;
export type Wave = (typeof ORDER)[number];

/** All parts that run or are being started. */
export class Parts {
  readonly #starting: { readonly wave: Wave; readonly part: Promise<unknown> }[] = [];
  readonly #running: { readonly wave: Wave; readonly part: Kept }[] = [];
  #stopping = false;

  /** Rejects when a part refuses to run any more. */
  readonly gaveUp: Promise<never>;
  giveUp!: (refusal: Refusal) => void;

  constructor() {
    this.gaveUp = new Promise((_, reject) => (this.giveUp = reject));
    this.gaveUp.catch(() => undefined);
  }

  /** Rejects once all are being ended. */
  async add<K extends Kept>(wave: Wave, start: () => Promise<K>): Promise<K> {
    if (this.#stopping) throw new Error('Everything is being ended.');
    const starting = start();
    this.#starting.push({ wave, part: starting });
    const part = await starting;
    this.#running.push({ wave, part });
    return part;
  }

  /** In order. Parts that are still being started are awaited, and ended too. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const wave of ORDER) {
      await Promise.allSettled(this.#starting.filter((starting) => starting.wave === wave).map(({ part }) => part));
      await Promise.all(this.#running.filter((running) => running.wave === wave).map(({ part }) => part.stop()));
    }
  }

  /** At once, without draining. A part that is being started ends with this process. */
  kill(): void {
    for (const { part } of this.#running) part.kill();
  }
}
