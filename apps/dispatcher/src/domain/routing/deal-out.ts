import type { MessageDocument } from '#libs/contracts';

/** What a phone may get now. */
export interface Wish {
  readonly limit: number;
  /** The lists of waiting messages from which it gets some. */
  readonly lists: readonly string[];
  readonly maxParts?: number;
  /** Hashes of recipients. */
  readonly recipients?: ReadonlySet<string>;
}

type Waiting = Pick<MessageDocument, '_id' | 'pool_weight' | 'segments' | 'to_hash'>;

/**
 * Deals waiting messages out to phones that ask at the same time: each gets the first that fit, by weight, then by age,
 * and none is given to two. `more`: the phones for which messages are left.
 */
export function dealOut<It extends Wish, Message extends Waiting>(
  wishes: readonly It[],
  waiting: ReadonlyMap<string, readonly Message[]>,
): { readonly dealt: ReadonlyMap<It, readonly Message[]>; readonly more: ReadonlySet<It> } {
  const taken = new Set<string>();
  const dealt = new Map<It, readonly Message[]>();
  const more = new Set<It>();
  for (const wish of wishes) {
    const candidates = wish.lists.flatMap((list) => waiting.get(list) ?? []).toSorted(inOrder);
    const mine: Message[] = [];
    let parts = 0;
    for (const message of candidates) {
      if (taken.has(message._id) || !fits(wish, message)) continue;
      if (mine.length === wish.limit) {
        more.add(wish);
        break;
      }
      if (parts + message.segments > (wish.maxParts ?? Infinity)) continue;
      parts += message.segments;
      taken.add(message._id);
      mine.push(message);
    }
    dealt.set(wish, mine);
  }
  return { dealt, more };
}

const inOrder = (one: Waiting, other: Waiting): number =>
  (other.pool_weight ?? 0) - (one.pool_weight ?? 0) || (one._id < other._id ? -1 : 1);

const fits = ({ recipients }: Wish, { to_hash }: Waiting): boolean =>
  recipients === undefined || recipients.has(to_hash);
