/**
 * Gathers the values of one turn of the event loop into one emission: no timer, so that nothing waits when idle. Ends
 * after `expected` values.
 */
export class TurnBatches<Value> implements AsyncIterable<Value[]> {
  #missing: number;
  #known: Value[] = [];
  #wake: (() => void) | undefined;
  #turn: Promise<void>;

  constructor(expected: number) {
    this.#missing = expected;
    this.#turn = this.#nextTurn();
  }

  get missing(): number {
    return this.#missing;
  }

  add(value: Value): void {
    this.#missing--;
    this.#known.push(value);
    if (!this.#wake) return;
    setImmediate(this.#wake);
    this.#wake = undefined;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Value[], void, undefined> {
    while (this.#missing > 0 || this.#known.length > 0) {
      await this.#turn;
      const known = this.#known;
      this.#known = [];
      this.#turn = this.#nextTurn();
      yield known;
    }
  }

  #nextTurn(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
