import type {
  MessageView,
  RegisterAccountRequest,
  RequestDocument,
  RequestQuery,
  RequestView,
  SubmitReply,
  SubmitRequest,
  VendorAccount,
  VendorAccountQuery,
} from '#libs/contracts';
import { clock, sleep, type MessageKey, type TenantId, type Times } from '#libs/kernel';
import type { PayloadItem } from '../domain/request-payload.ts';
import type { Route } from '../domain/route.ts';
import { fanOut } from './fan-out.ts';
import { AttemptPlanner } from './plan-attempt.ts';
import type {
  Accounts,
  Announcements,
  ChangeOutbox,
  Codec,
  Evidence,
  Gather,
  Gatherer,
  Log,
  Messages,
  Requests,
  Vendors,
} from './ports.ts';
import { readMessage } from './read-message.ts';
import { readRequest } from './read-request.ts';
import { recordReceipts, type IncomingReceipt } from './record-receipts.ts';
import { RouteTable } from './route-table.ts';
import { RouteWindow } from './route-window.ts';
import { Sender } from './send-granted.ts';
import { settleBatch, type Settlement } from './settle-batch.ts';
import { submitRequest } from './submit-request.ts';
import { sweepChanges, sweepRequests } from './sweep.ts';
import { findAccount, registerAccount } from './vendor-accounts.ts';
import { wakeChunk } from './wake-chunk.ts';

/** Slots per route and replica. */
const WINDOW = 100;
const SETTLE_AGAIN_MS = 250;

export interface Ports {
  readonly requests: Requests;
  readonly messages: Messages;
  readonly evidence: Evidence;
  readonly outbox: ChangeOutbox;
  readonly accounts: Accounts;
  readonly codec: Codec;
  readonly vendors: Vendors;
  readonly announcements: Announcements;
  /** Vendor accounts made from settings belong to it. */
  readonly seedTenant: TenantId;
  readonly log: Log;
  readonly gather: Gather;
  readonly times: Times;
  readonly timeScale: number;
}

/** The dispatcher's verbs, with what they share in this process: windows, gatherers, and what is in the air. */
export class Verbs {
  private readonly windows = new Map<string, RouteWindow>();
  private readonly fanningOut = new Set<Promise<void>>();
  private readonly settles: Gatherer<Settlement>;
  private readonly receipts: Gatherer<IncomingReceipt>;
  private readonly shared;

  constructor(private readonly ports: Ports) {
    this.settles = ports.gather('settles', (settlements) => this.settle(settlements));
    this.receipts = ports.gather('receipts', (receipts) => recordReceipts(this.ports, receipts));
    const windowOf = (route: Route): RouteWindow => this.windowOf(route);
    const { vendors, log } = ports;
    const sender = new Sender({ vendors, windowOf, log, settle: (settlement) => this.settles.add(settlement) });
    const planner = new AttemptPlanner(ports.times, ports.timeScale);
    this.shared = { ...ports, routes: new RouteTable(ports.accounts), windowOf, sender, planner };
  }

  submit(request: SubmitRequest): Promise<SubmitReply> {
    return submitRequest({ ...this.ports, startFanOut: (...of) => void this.track(this.fanOut(...of)) }, request);
  }

  readMessage(tenant: TenantId, id: string): Promise<MessageView> {
    return readMessage(this.ports, tenant, id);
  }

  readRequest(query: RequestQuery): Promise<RequestView> {
    return readRequest(this.ports, query);
  }

  async recordReceipts(receipts: readonly IncomingReceipt[]): Promise<void> {
    await Promise.all(receipts.map((receipt) => this.receipts.add(receipt)));
  }

  async registerAccount(request: RegisterAccountRequest): Promise<VendorAccount> {
    const account = await registerAccount(this.ports.accounts, this.ports.seedTenant, request);
    await this.shared.routes.refresh();
    return account;
  }

  findAccount(query: VendorAccountQuery): Promise<VendorAccount> {
    return findAccount(this.ports.accounts, query);
  }

  wake(keys: readonly MessageKey[]): Promise<void> {
    return wakeChunk(this.shared, keys);
  }

  sweepRequests(): Promise<number> {
    return sweepRequests({ ...this.ports, fanOut: (request, items) => this.fanOut(request, items) });
  }

  sweepChanges(): Promise<number> {
    return sweepChanges(this.shared);
  }

  slotsInUse(): { route: string; slots: number }[] {
    return [...this.windows].map(([route, { inUse }]) => ({ route, slots: inUse }));
  }

  /** Resolves when what was begun has ended: fan-outs, deliveries, settles. */
  async drain(): Promise<void> {
    await Promise.all(this.fanningOut);
    await this.shared.sender.drain();
    await Promise.all([this.settles.drain(), this.receipts.drain()]);
  }

  private fanOut(request: RequestDocument, items: readonly PayloadItem[]): Promise<void> {
    return fanOut(this.shared, request, items);
  }

  /** What fails here is repeated by the sweep: the request keeps its `wake_at` until its last message is in. */
  private track(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => this.ports.log.warn('fan_out.deferred', { err: error }))
      .finally(() => this.fanningOut.delete(tracked));
    this.fanningOut.add(tracked);
  }

  private windowOf(route: Route): RouteWindow {
    const known = this.windows.get(route.id) ?? new RouteWindow(WINDOW);
    this.windows.set(route.id, known);
    return known;
  }

  /** Outcomes are kept until they are written: each step may be repeated. After a grace the ledger says `silence`. */
  private async settle(settlements: readonly Settlement[]): Promise<void> {
    const until = clock.now() + this.ports.times.graceMs;
    for (;;) {
      try {
        return await settleBatch(this.shared, settlements);
      } catch (error) {
        this.ports.log.warn('settle.repeated', { messages: settlements.length, err: error });
        if (clock.now() > until) throw error;
        await sleep(SETTLE_AGAIN_MS);
      }
    }
  }
}
