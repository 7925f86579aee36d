import type { RequestKey, TenantId } from '#libs/kernel';
import { clock, monotonicMs, sleep } from '#libs/kernel';
import { pauseMs, type AwaitedReceipt } from '../../domain/ledger/awaited-receipt.ts';
import type { Route } from '../../domain/routing/route.ts';
import type { Log } from '../ports.ts';
import type { RouteTable } from '../routing/route-table.ts';
import { codeOf } from './poll-receipts.ts';
import type { AwaitedReceipts, ReceiptPolls } from './ports.ts';
import type { IncomingReceipt } from './record-receipts.ts';

export interface AskPorts {
  readonly awaited: AwaitedReceipts;
  readonly routes: Pick<RouteTable, 'byId'>;
  readonly polls: ReceiptPolls;
  /** Resolves when they are durable. */
  readonly recordReceipts: (receipts: readonly IncomingReceipt[]) => Promise<void>;
  readonly log: Log;
  readonly timeScale: number;
  /** Once aborted, no vendor is asked. */
  readonly stopping: AbortSignal;
}

/** Of one call to an adapter; a vendor may allow fewer. */
const MOST_IDS = 500;
/** Of one account in a turn, so that a caller's questions are not behind a long backlog. */
const MOST_CALLS = 20;
/** After no answer; longer than a call to an adapter takes. */
const AGAIN_MS = 60_000;
/** A caller who asks again sooner gets what is known. */
const ASKED_EVERY_MS = 5_000;
/** So long a caller waits for vendors, who are asked on after that. */
const WAITED_MS = 2_000;
/** Messages for which a caller's vendors are asked at once. */
const MOST_OF_CALLER = 5_000;

/** Asks vendors for the results of single messages, by the ids that they gave them. */
export class ReceiptAsker {
  private readonly running = new Set<string>();
  /** By tenant, when a caller asked last. */
  private readonly askedAt = new Map<string, number>();

  constructor(private readonly ports: AskPorts) {}

  /** Begins with each account that has due messages, unless it is being asked. A slow vendor delays no other. */
  async ask(): Promise<void> {
    if (this.ports.stopping.aborted) return;
    for (const due of await this.ports.awaited.dueRoutes()) {
      if (this.running.has(due.route)) continue;
      this.running.add(due.route);
      void this.askAccount(due.tenant, due.route).finally(() => this.running.delete(due.route));
    }
  }

  /** For a caller who asks for these requests and waits a moment: at most every five seconds. */
  async askNow(tenant: TenantId, requests: readonly RequestKey[]): Promise<void> {
    const now = monotonicMs();
    if (this.ports.stopping.aborted || now - (this.askedAt.get(tenant) ?? -Infinity) < ASKED_EVERY_MS) return;
    this.askedAt.set(tenant, now);
    const rows = await this.ports.awaited.ofRequests(tenant, requests, MOST_OF_CALLER);
    const enough = new AbortController();
    const answers = [...Map.groupBy(rows, ({ route }) => route)].map(async ([id, ofRoute]) => {
      const route = await this.ports.routes.byId(tenant, id);
      for (const some of route ? inSlices(ofRoute, idsAtOnce(route)) : []) await this.askOrTell(route!, some);
    });
    await Promise.race([Promise.all(answers), sleep(WAITED_MS, enough.signal)]).finally(() => enough.abort());
  }

  private async askAccount(tenant: TenantId, id: string): Promise<void> {
    const { awaited, routes, timeScale, stopping, log } = this.ports;
    try {
      const route = await routes.byId(tenant, id);
      if (!route) return;
      for (let calls = 0; calls < MOST_CALLS && !stopping.aborted; calls += 1) {
        // If this process dies meanwhile, or the vendor does not answer, they are due again after that.
        const again = clock.now() + AGAIN_MS / timeScale;
        const rows = await awaited.claim({ tenant, route: id }, again, idsAtOnce(route));
        const left = rows.length > 0 ? await this.askOrTell(route, rows) : undefined;
        if (!left) return;
        await this.postpone(left);
        if (rows.length < idsAtOnce(route)) return;
      }
    } catch (error) {
      log.warn('receipts.not_asked', { route: id, code: codeOf(error) });
    }
  }

  /** Those that have no result yet; undefined if the vendor did not answer. */
  private async askOrTell(route: Route, rows: readonly AwaitedReceipt[]): Promise<AwaitedReceipt[] | undefined> {
    const { polls, awaited, recordReceipts, stopping, log } = this.ports;
    const { id, tenant, vendor } = route;
    try {
      const since = Math.min(...rows.map(({ at }) => at.getTime()));
      const ids = [...new Set(rows.map(({ vendor_message_id }) => vendor_message_id))];
      const { receipts } = await polls.poll({ _id: id, vendor }, since, { ids });
      if (stopping.aborted) return undefined;
      await recordReceipts(receipts.map((receipt) => ({ tenant, route: id, vendor, receipt })));
      const ended = new Set(receipts.map(({ vendor_message_id }) => vendor_message_id));
      await awaited.remove(rows.filter((row) => ended.has(row.vendor_message_id)));
      return rows.filter((row) => !ended.has(row.vendor_message_id));
    } catch (error) {
      log.warn('receipts.not_asked', { route: id, code: codeOf(error) });
      return undefined;
    }
  }

  private async postpone(rows: readonly AwaitedReceipt[]): Promise<void> {
    const { awaited, timeScale } = this.ports;
    for (const [asked, alike] of Map.groupBy(rows, (row) => row.asked + 1))
      await awaited.postpone(alike, asked, clock.now() + pauseMs(asked, timeScale));
  }
}

const idsAtOnce = ({ carries }: Route): number => carries?.receipt_polls?.max_ids ?? MOST_IDS;

const inSlices = <Row>(rows: readonly Row[], size: number): Row[][] =>
  Array.from({ length: Math.ceil(rows.length / size) }, (_, at) => rows.slice(at * size, (at + 1) * size));
