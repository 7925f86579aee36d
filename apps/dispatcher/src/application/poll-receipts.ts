import type { Receipt } from '#libs/contracts';
import { clock, monotonicMs } from '#libs/kernel';
import type { ReceiptPolls, RouteRecord, RouteStates } from './ports-of-operations.ts';
import type { Accounts, Log } from './ports.ts';
import type { IncomingReceipt } from './record-receipts.ts';

export interface PollPorts {
  readonly states: RouteStates;
  readonly accounts: Accounts;
  readonly polls: ReceiptPolls;
  /** Resolves when they are durable. */
  readonly recordReceipts: (receipts: readonly IncomingReceipt[]) => Promise<void>;
  readonly log: Log;
  /** Once aborted nothing more is asked. */
  readonly stopping: AbortSignal;
}

/** Vendors list what they learned late, or out of order: so much is asked for again. */
const OVERLAP_MS = 10 * 60_000;
const FURTHEST_BACK_MS = 72 * 3_600_000;
const AT_ONCE = 500;
/** More pages than a vendor can mean: it repeats itself. The next poll goes on. */
const MOST_PAGES = 200;

/** Asks vendors that do not call back what became of the messages they took. */
export class ReceiptPoller {
  /** What was handed over inside the overlap, by account, with when; to hand it over again would only cost writes. */
  private readonly known = new Map<string, Map<string, number>>();

  constructor(private readonly ports: PollPorts) {}

  /** Answers how many receipts were new. Nobody who stops waits for a vendor. */
  async poll(): Promise<number> {
    const { stopping } = this.ports;
    if (stopping.aborted) return 0;
    const stopped = Promise.withResolvers<number>();
    const stop = (): void => stopped.resolve(0);
    stopping.addEventListener('abort', stop);
    try {
      return await Promise.race([this.pollAll(), stopped.promise]);
    } finally {
      stopping.removeEventListener('abort', stop);
    }
  }

  /** One account that cannot be asked holds up no other. */
  private async pollAll(): Promise<number> {
    const accounts = (await this.ports.states.read()).filter(({ enabled, receipts }) => enabled && receipts === 'poll');
    const counts = await Promise.all(accounts.map((account) => this.pollOrTell(account)));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  private async pollOrTell(account: RouteRecord): Promise<number> {
    try {
      return await this.pollOne(account);
    } catch (error) {
      this.ports.log.warn('receipts.not_polled', { route: account._id, code: codeOf(error) });
      return 0;
    }
  }

  private async pollOne(account: RouteRecord): Promise<number> {
    const startedAt = clock.now();
    const since = Math.max((account.polled_to?.getTime() ?? 0) - OVERLAP_MS, startedAt - FURTHEST_BACK_MS);
    let count = 0;
    let cursor: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer = await this.ports.polls.poll(account, since, cursor);
      if (this.ports.stopping.aborted) return count;
      count += await this.handOver(account, answer.receipts);
      cursor = answer.cursor;
      if (cursor === undefined) break;
    }
    if (cursor === undefined) await this.ports.accounts.polledTo(account._id, new Date(startedAt));
    return count;
  }

  private async handOver(account: RouteRecord, receipts: readonly Receipt[]): Promise<number> {
    const known = this.knownOf(account._id);
    const fresh = receipts.filter((receipt) => !known.has(nameOf(receipt)));
    const { tenant, _id: route, vendor } = account;
    for (let at = 0; at < fresh.length; at += AT_ONCE) {
      const slice = fresh.slice(at, at + AT_ONCE);
      await this.ports.recordReceipts(slice.map((receipt) => ({ tenant, route, vendor, receipt })));
      for (const receipt of slice) known.set(nameOf(receipt), monotonicMs());
    }
    return fresh.length;
  }

  private knownOf(account: string): Map<string, number> {
    const known = this.known.get(account) ?? new Map<string, number>();
    this.known.set(account, known);
    const over = monotonicMs() - 2 * OVERLAP_MS;
    for (const [name, at] of known) if (at < over) known.delete(name);
    return known;
  }
}

const nameOf = ({ vendor_message_id, status }: Receipt): string => `${vendor_message_id} ${status}`;

/** The error's name alone: a vendor's own words may hold what no log may see. */
const codeOf = (error: unknown): string => {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.name : 'unknown';
};
