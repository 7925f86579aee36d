import type {
  MessageDocument,
  MessageView,
  RegisterAccountRequest,
  RequestQuery,
  RequestView,
  SubmitReply,
  SubmitRequest,
  VendorAccount,
  VendorAccountQuery,
} from '#libs/contracts';
import { monotonicMs, sleep, type MessageKey, type TenantId, type Times } from '#libs/kernel';
import type { Route } from '../domain/route.ts';
import { Background } from './background.ts';
import { endLeases } from './end-leases.ts';
import { fanOut } from './fan-out.ts';
import { FanOuts } from './fan-outs.ts';
import { inHalves } from './in-halves.ts';
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
import { ChangeSweep, sweepRequests } from './sweep.ts';
import { findAccount, registerAccount } from './vendor-accounts.ts';
import { wakeChunk } from './wake-chunk.ts';

/** Slots per route and replica, and the fifth of them that is for urgent messages alone. */
const WINDOW = 125;
const URGENT_KEEP = 25;
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
  private readonly fanOuts: FanOuts;
  private readonly leaseEnds = new Background();
  private readonly ending = new Set<MessageKey>();
  private readonly changes: ChangeSweep;
  private readonly stopping = new AbortController();
  private readonly settles: Gatherer<Settlement>;
  private readonly receipts: Gatherer<IncomingReceipt>;
  private readonly shared;

  constructor(private readonly ports: Ports) {
    this.settles = ports.gather('settles', (settlements) => this.settle(settlements));
    this.receipts = ports.gather('receipts', (receipts) => recordReceipts(this.ports, receipts));
    const windowOf = (route: Route): RouteWindow => this.windowOf(route);
    const { vendors, log, times } = ports;
    const settle = (settlement: Settlement): Promise<void> => this.settles.add(settlement);
    const askAgainMs = { first: times.connectMs / 4, most: times.connectMs * 2 };
    const sender = new Sender({ vendors, windowOf, log, settle, askAgainMs });
    const planner = new AttemptPlanner(ports.times, ports.timeScale);
    this.shared = {
      ...ports,
      routes: new RouteTable(ports.accounts),
      windowOf,
      sender,
      planner,
      stopping: this.stopping.signal,
    };
    this.changes = new ChangeSweep(this.shared);
    this.fanOuts = new FanOuts((request, items) => fanOut(this.shared, request, items), log);
  }

  submit(request: SubmitRequest): Promise<SubmitReply> {
    return submitRequest({ ...this.ports, startFanOut: (...of) => this.fanOuts.start(...of) }, request);
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

  /** A wake-up is a hint: what it could not do stays due in the index, and is queued again. */
  async wake(keys: readonly MessageKey[]): Promise<void> {
    const startEndingLeases = (messages: readonly MessageDocument[]): void => this.startEndingLeases(messages);
    await wakeChunk({ ...this.shared, startEndingLeases }, keys).catch((err: unknown) => {
      this.ports.log.warn('wake.deferred', { messages: keys.length, err });
    });
  }

  sweepRequests(): Promise<number> {
    return sweepRequests({ ...this.shared, fanOut: (request, items) => fanOut(this.shared, request, items) });
  }

  sweepChanges(): Promise<number> {
    return this.changes.sweep();
  }

  slotsInUse(): { route: string; slots: number }[] {
    return [...this.windows].map(([route, { inUse }]) => ({ route, slots: inUse }));
  }

  /** What is not granted by now is for another process: an attempt begun later would not end before this one does. */
  stopGranting(): void {
    this.stopping.abort();
    for (const window of this.windows.values()) window.close();
  }

  /** Resolves when what was begun has ended: fan-outs, deliveries, settles. */
  async drain(): Promise<void> {
    await Promise.all([this.fanOuts.drain(), this.leaseEnds.drain()]);
    await this.shared.sender.drain();
    await Promise.all([this.settles.drain(), this.receipts.drain()]);
  }

  /** A vendor may take its time over a look-up; meanwhile nobody here asks again. */
  private startEndingLeases(messages: readonly MessageDocument[]): void {
    const { log } = this.ports;
    const fresh = messages.filter(({ _id }) => !this.ending.has(_id));
    for (const { _id } of fresh) this.ending.add(_id);
    const spoiled = ({ _id }: MessageDocument, err: unknown): void => log.error('message.stuck', { message: _id, err });
    const work = inHalves(fresh, (some) => endLeases(this.shared, some), spoiled).finally(() => {
      for (const { _id } of fresh) this.ending.delete(_id);
    });
    this.leaseEnds.start(work, (err) => log.warn('lease_ends.deferred', { err }));
  }

  private windowOf(route: Route): RouteWindow {
    const known = this.windows.get(route.id) ?? new RouteWindow(WINDOW, URGENT_KEEP);
    if (this.stopping.signal.aborted) known.close();
    this.windows.set(route.id, known);
    return known;
  }

  /** Outcomes are kept until they are written: each step may be repeated. After a grace the ledger says `silence`. */
  private async settle(settlements: readonly Settlement[]): Promise<void> {
    const { log, times } = this.ports;
    const until = monotonicMs() + times.graceMs;
    const settleAll = (some: readonly Settlement[]): Promise<void> => settleBatch(this.shared, some);
    const spoiled = ({ flight }: Settlement, err: unknown): void =>
      log.error('settle.lost', { message: flight.key, err });
    for (;;) {
      try {
        return await inHalves(settlements, settleAll, spoiled);
      } catch (err) {
        log.warn('settle.repeated', { messages: settlements.length, err });
        if (monotonicMs() > until) throw err;
        await sleep(SETTLE_AGAIN_MS);
      }
    }
  }
}
