import { WriteGatherer } from '#libs/persistence';
import type { Gather } from '../../application/ports.ts';

/** Items of one kind are written together, and succeed or fail together. */
export const gather: Gather = <Item>(name: string, everyMs: number, flush: (items: readonly Item[]) => Promise<void>) =>
  new WriteGatherer<Item, void>({
    name,
    everyMs,
    flush: async (items) => {
      await flush(items);
      return items.map(() => undefined);
    },
  });
