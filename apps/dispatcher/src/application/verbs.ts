import type {
  AccountsSwitchedOff,
  Lane,
  MessageDocument,
  MessageView,
  NoAccountRequest,
  RequestDocument,
  RegisterAccountRequest,
  RequestQuery,
  RequestView,
  SimulateReply,
  SimulateRequest,
  SubmitReply,
  SubmitRequest,
  VendorAccount,
  VendorAccountQuery,
  VendorHealthQuery,
  VendorHealthReply,
} from '#libs/contracts';
import { clock, monotonicMs, sleep, type MessageKey, type TenantId, type Times } from '#libs/kernel';
import type { PayloadItem } from '../domain/request-payload.ts';
import type { Route } from '../domain/route.ts';
import { Background } from './background.ts';
import { endLeases } from './end-leases.ts';
import { fanOut, readUnfanned } from './fan-out.ts';
import { FanOuts } from './fan-outs.ts';
import { Hands } from './hands.ts';
import { inHalves } from './in-halves.ts';
import { AttemptPlanner } from './plan-attempt.ts';
import type {
  Announcements,
  ChangeOutbox,
  Codec,
  Evidence,
  Gather,
  Gatherer,
  Log,
  MessageMetrics,
  Messages,
  Requests,
  Vendors,
} from './ports.ts';
import type { HealthStore } from './ports-of-routing.ts';
import { readMessage } from './read-message.ts';
import type { RouteAnnouncements } from './ports-of-operations.ts';
import { readRequest } from './read-request.ts';
import { readVendorHealth } from './read-vendor-health.ts';
import { recordReceipts, type IncomingReceipt } from './record-receipts.ts';
import type { Routing } from './routing/routing.ts';
import type { RouteWindow } from './routing/route-window.ts';
import { RightOfWay } from './right-of-way.ts';
import { Sender } from './send-granted.ts';
import { nameNoAccount, type SettingsAccountPorts } from './settings-accounts.ts';
import { settleBatch, type Settlement } from './settle-batch.ts';
import { simulate } from './simulate.ts';
import { submitRequest } from './submit-request.ts';
import { ChangeSweep } from './sweep.ts';
import { sweepRequests } from './sweep-requests.ts';
import { findAccount, registerAccount } from './vendor-accounts.ts';
import { wakeChunk } from './wake-chunk.ts';

const SETTLE_AGAIN_MS = 250;
/** The vendor has the text by now: nobody waits, and each write saved leaves more of the machine to those who do. */
const SETTLE_EVERY_MS = 100;
/** A vendor waits for its callback's answer. */
const RECEIPTS_EVERY_MS = 25;

/** Vendor accounts made from settings belong to `seedTenant`. */
export interface Ports extends SettingsAccountPorts {
  readonly requests: Requests;
  readonly messages: Messages;
  readonly evidence: Evidence;
  readonly outbox: ChangeOutbox;
  readonly codec: Codec;
  readonly vendors: Vendors;
  readonly routing: Routing;
  readonly routeAnnouncements: RouteAnnouncements;
  readonly healthStore: HealthStore;
  readonly metrics: MessageMetrics;
  readonly announcements: Announcements;
  readonly log: Log;
  readonly gather: Gather;
  readonly times: Times;
  readonly timeScale: number;
}

/** The dispatcher's verbs, with what they share in this process: windows, gatherers, and what is in the air. */
export class Verbs {
  private readonly fanOuts: FanOuts;
  private readonly leaseEnds = new Background();
  private readonly rightOfWay = new RightOfWay();
  private readonly hands = new Hands(() => clock.now());
  private readonly ending = new Set<MessageKey>();
  private readonly changes: ChangeSweep;
  private readonly stopping = new AbortController();
  private readonly settles: Gatherer<Settlement>;
  private readonly receipts: Gatherer<IncomingReceipt>;
  /** What others that change messages need of this class. */
  readonly planner: AttemptPlanner;
  private readonly shared;

  constructor(private readonly ports: Ports) {
    this.settles = ports.gather('settles', SETTLE_EVERY_MS, (settlements) => this.settle(settlements));
    this.receipts = ports.gather('receipts', RECEIPTS_EVERY_MS, (receipts) => recordReceipts(this.ports, receipts));
    const { vendors, log, times, routing } = ports;
    const { router, watch } = routing;
    const settle = (settlement: Settlement): Promise<void> => this.settles.add(settlement);
    const askAgainMs = { first: times.connectMs / 4, most: times.connectMs * 2 };
    const windowOf = (route: Route): RouteWindow => router.windowOf(route);
    const served = (route: Route): void => routing.returning.served(route);
    const sender = new Sender({ vendors, windowOf, log, settle, watch, askAgainMs, served });
    this.planner = new AttemptPlanner(ports.times, ports.timeScale);
    const { planner, rightOfWay } = this;
    const stopping = this.stopping.signal;
    this.shared = { ...ports, routes: routing.table, router, watch, sender, planner, stopping, rightOfWay };
    this.changes = new ChangeSweep(this.shared);
    this.fanOuts = new FanOuts({
      fanOut: (request, items) => fanOut(this.shared, request, items),
      read: (key) => readUnfanned(ports, key),
      log,
    });
  }

  /** `retryOf`: the message that it tries again. */
  submit(request: SubmitRequest, retryOf?: MessageKey): Promise<SubmitReply> {
    const startFanOut = (of: RequestDocument, items: readonly PayloadItem[]): void => {
      this.ports.metrics.accepted(of.environment, items);
      this.fanOuts.start(of, items);
    };
    return submitRequest({ ...this.shared, startFanOut }, request, retryOf);
  }

  simulate(request: SimulateRequest): Promise<SimulateReply> {
    return simulate({ router: this.ports.routing.router }, request);
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

  registerAccount(request: RegisterAccountRequest): Promise<VendorAccount> {
    return registerAccount({ ...this.ports, announcements: this.ports.routeAnnouncements }, request);
  }

  noAccount(request: NoAccountRequest): Promise<AccountsSwitchedOff> {
    return nameNoAccount(this.ports, request);
  }

  routesChanged(): Promise<void> {
    return this.ports.routing.table.refresh();
  }

  /** What one replica at a time does for routes that rest or recover. */
  tendRoutes(): Promise<void> {
    return this.ports.routing.breakers.tick();
  }

  /** What waits for a route that is back; answers whether there may be more at once. */
  wakeReturned(): Promise<boolean> {
    return this.ports.routing.returning.tick();
  }

  tendWeights(): Promise<void> {
    return this.ports.routing.healthKeeper.tendWeights();
  }

  /** What this replica sees of routes, for all. */
  tellHealth(): Promise<void> {
    return this.ports.routing.healthKeeper.publish();
  }

  vendorHealth(query: VendorHealthQuery): Promise<VendorHealthReply> {
    return readVendorHealth(this.ports, query);
  }

  findAccount(query: VendorAccountQuery): Promise<VendorAccount> {
    return findAccount(this.ports.accounts, query);
  }

  /** A wake-up is a hint: what it could not do stays due in the index, and is queued again. */
  async wake(lane: Lane, keys: readonly MessageKey[], since = clock.now()): Promise<void> {
    const ports = { ...this.shared, startEndingLeases: (of: readonly MessageDocument[]) => this.startEndingLeases(of) };
    await this.hands
      .work(lane, since, () => wakeChunk(ports, keys))
      .catch((err: unknown) => {
        this.ports.log.warn('wake.deferred', { messages: keys.length, err });
      });
  }

  sweepRequests(): Promise<number> {
    return sweepRequests({ ...this.shared, fanOut: (request, items) => fanOut(this.shared, request, items) });
  }

  sweepChanges(): Promise<number> {
    return this.changes.sweep();
  }

  /** What is not granted by now is for another process: an attempt begun later would not end before this one does. */
  stopGranting(): void {
    this.stopping.abort();
    this.ports.routing.router.stop();
  }

  /** Resolves when what was begun has ended: fan-outs, deliveries, settles. */
  async drain(): Promise<void> {
    await Promise.all([this.fanOuts.drain(), this.leaseEnds.drain()]);
    await Promise.all([this.shared.sender.drain(), this.ports.routing.breakers.drain()]);
    await Promise.all([this.settles.drain(), this.receipts.drain()]);
  }

  /** A vendor may take its time over a look-up; meanwhile nobody here asks again, nor for a moment afterwards. */
  private startEndingLeases(messages: readonly MessageDocument[]): void {
    const { log, times, metrics } = this.ports;
    const fresh = messages.filter(({ _id }) => !this.ending.has(_id));
    fresh.forEach(({ _id }) => this.ending.add(_id));
    const spoiled = ({ _id }: MessageDocument, err: unknown): void => {
      log.error('message.stuck', { message: _id, err });
      metrics.stuck('message', 1);
    };
    const forget = (): void => fresh.forEach(({ _id }) => this.ending.delete(_id));
    const work = inHalves(fresh, (some) => endLeases(this.shared, some), spoiled).finally(() =>
      setTimeout(forget, times.leaseMs / 6).unref(),
    );
    this.leaseEnds.start(work, (err) => log.warn('lease_ends.deferred', { err }));
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
