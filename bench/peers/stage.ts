import { closedLoop } from '../load.ts';
import { isKannelHere, startKannel } from './kannel.ts';
import { isRedisHere, startBullMq } from './bullmq.ts';
import { startOurs } from './ours.ts';
import { Results } from './results.ts';
import { numbersFrom, type Player } from './player.ts';

/** The resources of one contest. */
export class Stage {
  readonly smoke: boolean;
  readonly results = new Results();
  readonly problems: string[] = [];
  readonly peers = { Kannel: isKannelHere(), BullMQ: isRedisHere() };
  /** Texts handed over so far, by the address they went to. */
  readonly #accepted = new Map<string, number>();
  #numbers = 0;
  readonly #running: Player[] = [];
  #shared: Promise<Player[]> | undefined;

  constructor(smoke: boolean) {
    this.smoke = smoke;
  }

  get rounds(): number {
    return this.smoke ? 2 : 5;
  }

  /** Numbers that no text of this run had. */
  numbers(count: number): string[] {
    this.#numbers += count;
    return numbersFrom(this.#numbers - count, count);
  }

  handedOver(player: Player, count: number): number {
    const total = (this.#accepted.get(player.url) ?? 0) + count;
    this.#accepted.set(player.url, total);
    return total;
  }

  /** Ours twice, and the installed peers: started once, idle until their turn. */
  shared(): Promise<Player[]> {
    this.#shared ??= this.#start();
    return this.#shared;
  }

  /** One after the other; each round begins with another one. */
  async inTurns<P extends Player>(players: readonly P[], rounds: number, turn: (player: P) => Promise<void>) {
    for (let round = 0; round < rounds; round++)
      for (let at = 0; at < players.length; at++) await turn(players[(at + round) % players.length]!);
  }

  /** Players of one contest; their disagreements count unless they stop with unsent texts. */
  async withOwn<P extends Player>(start: readonly (() => Promise<P>)[], contest: (players: P[]) => Promise<void>) {
    const players: P[] = [];
    try {
      for (const one of start) players.push(await one());
      await contest(players);
    } finally {
      await Promise.all(players.map((player) => player.stop()));
    }
  }

  async check(player: Player): Promise<void> {
    this.problems.push(...(await player.disagreements(this.#accepted.get(player.url) ?? 0)));
  }

  async close(): Promise<void> {
    try {
      for (const player of this.#running) await this.check(player);
    } finally {
      await Promise.all(this.#running.map((player) => player.stop()));
    }
  }

  async #start(): Promise<Player[]> {
    const start = async (one: Promise<Player>): Promise<void> => void this.#running.push(await one);
    const ours = await startOurs();
    this.#running.push(ours);
    if (this.peers.Kannel) await start(startKannel());
    if (this.peers.BullMQ) for (const fsync of ['everysec', 'always'] as const) await start(startBullMq(fsync));
    for (const player of this.#running) await this.#warmUp(player);
    // Ours and its control each follow a peer: a player that follows itself would find warm caches.
    const [, first, ...others] = this.#running;
    return [ours, ...(first ? [first] : []), ours.control(), ...others];
  }

  async #warmUp(player: Player): Promise<void> {
    await player.vendorLatency(0);
    const numbers = this.numbers(this.smoke ? 50 : 1_000);
    await closedLoop({ url: player.url, call: (n) => player.single(numbers[n]!) }, 16, numbers.length);
    await player.drained(this.handedOver(player, numbers.length));
  }
}
