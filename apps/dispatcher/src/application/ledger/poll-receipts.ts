import { MOST_TEXTS, type InboundText, type Receipt } from '#libs/contracts';
import { clock, monotonicMs, sleep } from '#libs/kernel';
import type { RouteRecord, RouteStates } from '../routes/ports.ts';
import type { ReceiptPolls } from './ports.ts';
import type { Accounts } from '../routes/ports.ts';
import type { Log } from '../ports.ts';
import type { IncomingReceipt } from './record-receipts.ts';

export interface PollPorts {
  readonly states: RouteStates;
  readonly accounts: Accounts;
  readonly polls: ReceiptPolls;
  /** Resolves when they are durable. */
  readonly recordReceipts: (receipts: readonly IncomingReceipt[]) => Promise<void>;
  /** The same for texts that the account received. */
  readonly recordTexts: (account: RouteRecord, texts: InboundText[]) => Promise<void>;
  readonly log: Log;
  /** Once aborted, no account is polled. */
  readonly stopping: AbortSignal;
}

/** Vendors list receipts late or out of order: this period is asked for again. */
const OVERLAP_MS = 10 * 60_000;
const FURTHEST_BACK_MS = 72 * 3_600_000;
const AT_ONCE = 500;
/** One poll reads this many pages of an account, because the others wait for its end. */
const MOST_PAGES = 200;
/** Failed polls, for five minutes: then the vendor may be refusing the cursor itself. */
const MOST_FAILURES = 20;
/** A caller who asks again sooner gets what is known. */
const ASKED_EVERY_MS = 5_000;
/** So long a caller waits for vendors; the poll goes on after that. */
const WAITED_MS = 2_000;
/** Accounts that are off are polled by every fourth poll: once a minute. */
const SELDOM = 4;

/**
 * How far an account has been read. Reading it may take many polls, which all ask for receipts since the first one's
 * `since`.
 */
interface Reading {
  readonly since: number;
  readonly startedAt: number;
  /** Of the next page; undefined before the first one. */
  readonly cursor?: string;
  /** Polls that did not get this page. */
  readonly failures: number;
}

/** Asks vendors that do not call back what happened to the messages they accepted. */
export class ReceiptPoller {
  /** Receipts recorded within the overlap, by account, with their time; recording them again would only cost writes. */
  private readonly known = new Map<string, Map<string, number>>();
  /** By account, the readings that have not ended. Another replica would begin them again. */
  private readonly readings = new Map<string, Reading>();
  private polls = 0;
  /** By tenant, when a caller asked last. */
  private readonly askedAt = new Map<string, number>();
  private readonly running = new Map<string, Promise<number>>();

  constructor(private readonly ports: PollPorts) {}

  /** Returns how many receipts were new. A stopping poller does not wait for a vendor. */
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

  /** For a caller of this tenant, who waits a moment for the answers: at most every five seconds. */
  async pollNow(tenant: string): Promise<void> {
    const now = monotonicMs();
    if (this.ports.stopping.aborted || now - (this.askedAt.get(tenant) ?? -Infinity) < ASKED_EVERY_MS) return;
    this.askedAt.set(tenant, now);
    const accounts = (await this.ports.states.polled()).filter((it) => it.tenant === tenant && it.enabled);
    const enough = new AbortController();
    const polls = Promise.all(accounts.map((account) => this.pollOrTell(account)));
    await Promise.race([polls, sleep(WAITED_MS, enough.signal)]).finally(() => enough.abort());
  }

  /** An account that cannot be polled does not delay the others. */
  private async pollAll(): Promise<number> {
    const isOffTurn = this.polls++ % SELDOM === 0;
    const accounts = (await this.ports.states.polled()).filter(
      (account) => account.enabled || (isOffTurn && mayStillLearn(account)),
    );
    const counts = await Promise.all(accounts.map((account) => this.pollOrTell(account)));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** One poll of an account at a time. */
  private pollOrTell(account: RouteRecord): Promise<number> {
    const { _id } = account;
    const running = this.running.get(_id) ?? this.pollAndTell(account).finally(() => this.running.delete(_id));
    this.running.set(_id, running);
    return running;
  }

  private async pollAndTell(account: RouteRecord): Promise<number> {
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
      const of = { cursor: reading.cursor, texts: true };
      const { receipts, texts = [], cursor } = await this.ports.polls.poll(account, reading.since, of);
      for (let at = 0; at < texts.length; at += MOST_TEXTS)
        await this.ports.recordTexts(account, texts.slice(at, at + MOST_TEXTS));
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

  /** The present reading, unless another replica has come further meanwhile; else a new one. */
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
    // The oldest come first.
    for (const [name, at] of known) {
      if (at >= over) break;
      known.delete(name);
    }
    return known;
  }
}

/** For a time after its last change: an account that is off has sent nothing since it was switched off. */
const mayStillLearn = ({ updated_at }: RouteRecord): boolean => updated_at.getTime() > clock.now() - FURTHEST_BACK_MS;

const nameOf = ({ vendor_message_id, status }: Receipt): string => `${vendor_message_id} ${status}`;

/** Only the error's name: a vendor's own text may contain what must not be logged. */
export const codeOf = (error: unknown): string => {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.name : 'unknown';
};
