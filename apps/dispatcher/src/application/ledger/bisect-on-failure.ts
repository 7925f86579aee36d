import { PostriderError } from '#libs/kernel';

/**
 * Does `work` for all items together. Where it fails for another reason than an outage, each half is tried alone, down to
 * the one item that spoils it: that one is handed to `spoiled`, and costs its neighbours nothing. The work must bear
 * repetition. Rejects with the outage.
 */
export async function inHalves<Item>(
  items: readonly Item[],
  work: (items: readonly Item[]) => Promise<void>,
  spoiled: (item: Item, error: unknown) => void,
): Promise<void> {
  if (items.length === 0) return;
  try {
    await work(items);
  } catch (error) {
    if (isOutage(error)) throw error;
    if (items.length === 1) return spoiled(items[0]!, error);
    const half = Math.ceil(items.length / 2);
    await inHalves(items.slice(0, half), work, spoiled);
    await inHalves(items.slice(half), work, spoiled);
  }
}

export const isOutage = (error: unknown): boolean =>
  error instanceof PostriderError && error.code === 'service_unavailable';
