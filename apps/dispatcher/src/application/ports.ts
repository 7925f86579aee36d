export interface Log {
  info(event: string, fields?: Record<string, unknown>): void;
  warn(event: string, fields?: Record<string, unknown>): void;
  error(event: string, fields?: Record<string, unknown>): void;
}

/** Gathers items that arrive while a write is in flight, or less than `everyMs` after its start, into the next one. */
export interface Gatherer<Item> {
  add(item: Item): Promise<void>;
  drain(): Promise<void>;
}

export type Gather = <Item>(
  name: string,
  everyMs: number,
  flush: (items: readonly Item[]) => Promise<void>,
) => Gatherer<Item>;
