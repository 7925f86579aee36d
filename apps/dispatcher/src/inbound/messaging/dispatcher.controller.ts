import { Controller } from '@nestjs/common';
import {
  noAccount,
  readMessage,
  readRequest,
  receipts,
  registerAccount,
  routesChanged,
  simulate,
  submit,
  vendorAccount,
  vendorHealth,
  wake,
  type Done,
  type Lane,
  type MessageQuery,
  type MessageView,
  type AccountsSwitchedOff,
  type NoAccountRequest,
  type ReceiptsRequest,
  type RegisterAccountRequest,
  type RequestQuery,
  type RequestView,
  type SimulateReply,
  type SimulateRequest,
  type SubmitReply,
  type SubmitRequest,
  type VendorAccount,
  type VendorAccountQuery,
  type VendorHealthQuery,
  type VendorHealthReply,
  type WakeJob,
} from '#libs/contracts';
import type { MessageKey, TenantId } from '#libs/kernel';
import { HandleEvent, HandleJob, HandleRpc } from '#libs/messaging';
import { MOST_HANDS } from '../../application/hands.ts';
import { Verbs } from '../../application/verbs.ts';

/** Two more wake-ups than a lane ever has hands for: what waits must be seen before a hand comes free. */
const AS_MANY = { concurrency: MOST_HANDS + 2 };

/** What the dispatcher answers on the bus. */
@Controller()
export class DispatcherController {
  constructor(private readonly verbs: Verbs) {}

  @HandleRpc(submit)
  submit(request: SubmitRequest): Promise<SubmitReply> {
    return this.verbs.submit(request);
  }

  @HandleRpc(simulate)
  simulate(request: SimulateRequest): Promise<SimulateReply> {
    return this.verbs.simulate(request);
  }

  @HandleRpc(readMessage)
  message({ tenant, id }: MessageQuery): Promise<MessageView> {
    return this.verbs.readMessage(tenant as TenantId, id);
  }

  @HandleRpc(readRequest)
  request(query: RequestQuery): Promise<RequestView> {
    return this.verbs.readRequest(query);
  }

  @HandleRpc(registerAccount)
  register(request: RegisterAccountRequest): Promise<VendorAccount> {
    return this.verbs.registerAccount(request);
  }

  @HandleRpc(noAccount)
  noAccount(request: NoAccountRequest): Promise<AccountsSwitchedOff> {
    return this.verbs.noAccount(request);
  }

  @HandleRpc(vendorAccount)
  account(query: VendorAccountQuery): Promise<VendorAccount> {
    return this.verbs.findAccount(query);
  }

  @HandleRpc(receipts)
  async receipts(request: ReceiptsRequest): Promise<Done> {
    const { tenant, route, vendor } = request;
    await this.verbs.recordReceipts(
      request.receipts.map((receipt) => ({ tenant: tenant as TenantId, route, vendor, receipt })),
    );
    return {};
  }

  @HandleRpc(vendorHealth)
  vendorHealth(query: VendorHealthQuery): Promise<VendorHealthReply> {
    return this.verbs.vendorHealth(query);
  }

  /** Every replica hears it. */
  @HandleEvent(routesChanged)
  routesChanged(): Promise<void> {
    return this.verbs.routesChanged();
  }

  @HandleJob(wake.urgent, AS_MANY)
  wakeUrgent(job: WakeJob): Promise<void> {
    return this.wake('urgent', job);
  }

  @HandleJob(wake.normal, AS_MANY)
  wakeNormal(job: WakeJob): Promise<void> {
    return this.wake('normal', job);
  }

  @HandleJob(wake.bulk, AS_MANY)
  wakeBulk(job: WakeJob): Promise<void> {
    return this.wake('bulk', job);
  }

  /** Acked when every message it names is granted or otherwise looked after, or is left to the index. */
  private wake(lane: Lane, { ids, since }: WakeJob): Promise<void> {
    return this.verbs.wake(lane, ids as MessageKey[], since);
  }
}
