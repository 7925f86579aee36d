import { PostriderError } from '#libs/kernel';

/**
 * Does `work` for all items together. If it fails for another reason than an outage, each half is tried separately,
 * down to the one item that fails: that item is passed to `poison`, and the others are done. The work must be
 * repeatable. Rejects with the outage.
 */
export async function bisectOnFailure<Item>(
  items: readonly Item[],
  work: (items: readonly Item[]) => Promise<void>,
  poison: (item: Item, error: unknown) => void,
): Promise<void> {
  if (items.length === 0) return;
  try {
    await work(items);
  } catch (error) {
    if (isOutage(error)) throw error;
    if (items.length === 1) return poison(items[0]!, error);
    const half = Math.ceil(items.length / 2);
    await bisectOnFailure(items.slice(0, half), work, poison);
    await bisectOnFailure(items.slice(half), work, poison);
  }
}

export const isOutage = (error: unknown): boolean =>
  error instanceof PostriderError && error.code === 'service_unavailable';
