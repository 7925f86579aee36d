import {
  dispatcherContracts,
  type LeaseReply,
  type LeaseRequest,
  type PhoneReport,
  type SavePhoneRequest,
} from '#libs/contracts';
import { newRequestId } from '#libs/kernel';
import type { RunningDispatcher } from './running-dispatcher.ts';

const { phones } = dispatcherContracts;

/** A phone as agent-lease sees it: it leases, starts and reports. */
export class TestPhone {
  readonly agent = `phone-${newRequestId()}`;
  private version = 0;

  constructor(
    private readonly running: Pick<RunningDispatcher, 'tenant'> & { bus: RunningDispatcher['bus'] },
    private readonly canStart = true,
  ) {}

  async save(over: Partial<SavePhoneRequest> = {}): Promise<this> {
    const phone = {
      environment: 'test',
      name: 'A phone',
      enabled: true,
      online: true,
      can_start: this.canStart,
    } as const;
    const { tenant, bus } = this.running;
    await bus.call(phones.save, { tenant, agent: this.agent, version: ++this.version, ...phone, ...over });
    return this;
  }

  lease(over: Partial<LeaseRequest> = {}): Promise<LeaseReply> {
    const { tenant, bus } = this.running;
    const usual = { lease_id: newRequestId(), limit: 10, can_start: this.canStart, lease_ms: 15_000 };
    return bus.call(phones.lease, { tenant, agent: this.agent, ...usual, ...over });
  }

  start(grant: { message_id: string; lease_id: string; fence: number }) {
    const { message_id, lease_id, fence } = grant;
    const { tenant, bus } = this.running;
    return bus.call(phones.start, { tenant, agent: this.agent, grant: { message_id, lease_id, fence } });
  }

  async report(...reports: PhoneReport[]) {
    const { tenant, bus } = this.running;
    return (await bus.call(phones.report, { tenant, agent: this.agent, reports })).results;
  }

  renew(grants: { message_id: string; lease_id: string; fence: number }[], lease_ms: number, most_ms: number) {
    const { tenant, bus } = this.running;
    const named = grants.map(({ message_id, lease_id, fence }) => ({ message_id, lease_id, fence }));
    return bus.call(phones.renew, { tenant, agent: this.agent, grants: named, lease_ms, most_ms });
  }
}
