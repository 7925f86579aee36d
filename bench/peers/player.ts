import { closedLoop, type Call } from '../load.ts';

/** N: nothing survives. P: an answered call survives `kill -9`. F: it is on disk before the answer. */
export type Durability = 'N' | 'P' | 'F';

export interface Arrival {
  readonly to: string;
  /** Ms since the epoch at which the vendor took it. */
  readonly at: number;
  /** `a` is the first one to be used. */
  readonly vendor: 'a' | 'b';
}

/** One running system of those that are compared. */
export interface Player {
  readonly name: string;
  readonly durability: Durability;
  readonly url: string;
  /** The call that hands over one text. */
  single(to: string): Call;
  /** The call that hands over one text to each of many. */
  bulk(to: readonly string[]): Call;
  /** How long its vendors take to answer. */
  vendorLatency(ms: number): Promise<void>;
  /** From now on no vendor takes a text. */
  vendorDown(): Promise<void>;
  /** How many texts wait for a vendor. */
  waiting(): Promise<number>;
  /** Resolves when everything handed over so far has been sent and is known as sent; `total` since the start. */
  drained(total: number): Promise<void>;
  /** Every text that was sent so far. */
  arrivals(): Promise<readonly Arrival[]>;
  /** Resident bytes of the parts that hold a queued message, and bytes on disk. */
  footprint(): Promise<Footprint>;
  /** Texts that it accepted and did not send exactly once, a sentence each. */
  disagreements(accepted: number): Promise<string[]>;
  stop(): Promise<void>;
}

export interface Footprint {
  readonly memory: number;
  readonly disk: number;
}

/** How many texts a bulk call carries. */
export const PER_CALL = 1_000;

/** Hands over one text to each of the numbers, `PER_CALL` to a call; returns calls a second. */
export function feed(player: Pick<Player, 'url' | 'bulk'>, numbers: readonly string[], connections: number) {
  const call = (n: number): Call => player.bulk(numbers.slice(n * PER_CALL, (n + 1) * PER_CALL));
  return closedLoop({ url: player.url, call }, connections, Math.ceil(numbers.length / PER_CALL));
}

/** Distinct numbers, so that a text is identified by its number. */
export function numbersFrom(first: number, count: number): string[] {
  return Array.from({ length: count }, (_, n) => `+8525${String(1_000_000 + first + n).padStart(7, '0')}`);
}

export const TEXT = 'Your appointment is tomorrow at ten.';

/** Texts by number: none may be missing, none may come twice. */
export function countedOnce(arrivals: readonly Arrival[], accepted: number, name: string): string[] {
  const numbers = new Set(arrivals.map(({ to }) => to));
  return [
    ...(numbers.size < accepted ? [`${name} accepted ${accepted} texts, ${numbers.size} of them left.`] : []),
    ...(arrivals.length > numbers.size ? [`${name} sent ${arrivals.length - numbers.size} texts twice.`] : []),
  ];
}
