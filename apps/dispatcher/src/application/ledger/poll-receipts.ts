import type { Receipt } from '#libs/contracts';
import { clock, monotonicMs } from '#libs/kernel';
import type { ReceiptPolls, RouteRecord, RouteStates } from '../routes/ports.ts';
import type { Accounts } from '../routes/ports.ts';
import type { Log } from '../ports.ts';
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
/** So many pages of an account are read by one poll, since the others wait for its end. */
const MOST_PAGES = 200;
/** Polls in vain, for five minutes: then the place itself may be what the vendor refuses. */
const MOST_FAILURES = 20;
/** Of accounts that are off, every fourth poll asks: once a minute. */
const SELDOM = 4;

/** How far an account has been read. That may take many polls, which all ask for what came since the first one's `since`. */
interface Reading {
  readonly since: number;
  readonly startedAt: number;
  /** Of the next page; undefined before the first one. */
  readonly cursor?: string;
  /** Polls that did not get this page. */
  readonly failures: number;
}

/** Asks vendors that do not call back what became of the messages they took. */
export class ReceiptPoller {
  /** What was handed over inside the overlap, by account, with when; to hand it over again would only cost writes. */
  private readonly known = new Map<string, Map<string, number>>();
  /** By account, what has not been read to its end. Another replica would begin it anew. */
  private readonly readings = new Map<string, Reading>();
  private polls = 0;

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
    const isOffTurn = this.polls++ % SELDOM === 0;
    const accounts = (await this.ports.states.read()).filter(
      (account) => account.receipts === 'poll' && (account.enabled || (isOffTurn && mayStillLearn(account))),
    );
    const counts = await Promise.all(accounts.map((account) => this.pollOrTell(account)));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  private async pollOrTell(account: RouteRecord): Promise<number> {
    try {
      return await this.pollOne(account);
    } catch (error) {
      this.countFailure(account._id);
      this.ports.log.warn('receipts.not_polled', { route: account._id, code: codeOf(error) });
      return 0;
    }
  }

  private async pollOne(account: RouteRecord): Promise<number> {
    const { _id } = account;
    let reading = this.readingOf(account);
    let count = 0;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const { receipts, cursor } = await this.ports.polls.poll(account, reading.since, reading.cursor);
      if (this.ports.stopping.aborted) return count;
      count += await this.handOver(account, receipts);
      if (cursor === undefined) {
        await this.ports.accounts.polledTo(_id, new Date(reading.startedAt));
        this.readings.delete(_id);
        return count;
      }
      if (cursor === reading.cursor) {
        this.readings.delete(_id);
        this.ports.log.warn('receipts.not_polled', { route: _id, code: 'pages_repeat' });
        return count;
      }
      reading = { ...reading, cursor, failures: 0 };
      this.readings.set(_id, reading);
    }
    return count;
  }

  /** The one that was begun, unless another replica has come further meanwhile; or a new one. */
  private readingOf({ _id, polled_to }: RouteRecord): Reading {
    const polledTo = polled_to?.getTime() ?? 0;
    const begun = this.readings.get(_id);
    if (begun && begun.startedAt > polledTo) return begun;
    const startedAt = clock.now();
    return { since: Math.max(polledTo - OVERLAP_MS, startedAt - FURTHEST_BACK_MS), startedAt, failures: 0 };
  }

  private countFailure(account: string): void {
    const reading = this.readings.get(account);
    if (!reading) return;
    const failures = reading.failures + 1;
    if (failures < MOST_FAILURES) this.readings.set(account, { ...reading, failures });
    else this.readings.delete(account);
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
    // The oldest stand first.
    for (const [name, at] of known) {
      if (at >= over) break;
      known.delete(name);
    }
    return known;
  }
}

/** Whatever was changed last: an account that is off has sent nothing since then. */
const mayStillLearn = ({ updated_at }: RouteRecord): boolean => updated_at.getTime() > clock.now() - FURTHEST_BACK_MS;

const nameOf = ({ vendor_message_id, status }: Receipt): string => `${vendor_message_id} ${status}`;

/** The error's name alone: a vendor's own words may hold what no log may see. */
const codeOf = (error: unknown): string => {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.name : 'unknown';
};
