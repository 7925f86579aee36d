import type { ItemAnswer } from './adapter.ts';

/**
 * The newest grants that this process has begun. A grant is sent once: a repeat of the call gets the first answer. This
 * only guards against a repeated call; sends are unique because of the ledger's fence.
 */
export class GrantMemory {
  readonly #size: number;
  #recent = new Map<string, Promise<ItemAnswer>>();
  #older = new Map<string, Promise<ItemAnswer>>();

  /** Remembers at least the last `size` grants, at most twice as many. */
  constructor(size = 10_000) {
    this.#size = size;
  }

  find(id: string, fence: number): Promise<ItemAnswer> | undefined {
    const grant = `${id}.${fence}`;
    return this.#recent.get(grant) ?? this.#older.get(grant);
  }

  keep(id: string, fence: number, answer: Promise<ItemAnswer>): void {
    if (this.#recent.size >= this.#size) {
      this.#older = this.#recent;
      this.#recent = new Map();
    }
    this.#recent.set(`${id}.${fence}`, answer);
  }
}
