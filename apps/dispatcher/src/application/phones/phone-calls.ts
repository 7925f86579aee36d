import type { LeaseReply, LeaseRequest, ReportReply, ReportRequest, StartReply, StartRequest } from '#libs/contracts';
import { PostriderError, type TenantId } from '#libs/kernel';
import { bisectOnFailure } from '../ledger/bisect-on-failure.ts';
import type { Gather, Gatherer, Log } from '../ports.ts';
import { leaseMessages, type LeaseMessagesPorts, type Leasing } from './lease-messages.ts';
import { reportMessages, type Reporting, type ReportPorts } from './report-messages.ts';
import { startMessages, type Starting, type StartPorts } from './start-message.ts';

export type PhoneCallsPorts = LeaseMessagesPorts &
  StartPorts &
  ReportPorts & { readonly gather: Gather; readonly log: Log };

/** The calls of all phones that come at the same time are worked on together. */
export class PhoneCalls {
  private readonly leases: Gatherer<Leasing>;
  private readonly starts: Gatherer<Starting>;
  private readonly reports: Gatherer<Reporting>;

  constructor(private readonly ports: PhoneCallsPorts) {
    this.leases = ports.gather(
      'phone leases',
      0,
      this.each('lease', (some) => leaseMessages(ports, some)),
    );
    this.starts = ports.gather(
      'phone starts',
      0,
      this.each('start', (some) => startMessages(ports, some)),
    );
    this.reports = ports.gather(
      'phone reports',
      0,
      this.each('report', (some) => reportMessages(ports, some)),
    );
  }

  async lease(request: LeaseRequest): Promise<LeaseReply> {
    const it: Leasing = { request };
    await this.leases.add(it);
    return it.reply ?? unanswered();
  }

  async start(request: StartRequest): Promise<StartReply> {
    const it: Starting = { request };
    await this.starts.add(it);
    return it.reply ?? unanswered();
  }

  /** Reports of one call keep their order. */
  async report({ tenant, agent, reports }: ReportRequest): Promise<ReportReply> {
    const all = reports.map((report): Reporting => ({ tenant: tenant as TenantId, agent, report }));
    await Promise.all(all.map((it) => this.reports.add(it)));
    return { results: all.map(({ result }) => result ?? unanswered()) };
  }

  async drain(): Promise<void> {
    await Promise.all([this.leases.drain(), this.starts.drain(), this.reports.drain()]);
  }

  /** An item that cannot be worked on does not affect the others. */
  private each<Item>(what: string, work: (items: readonly Item[]) => Promise<void>) {
    const poison = (_: Item, err: unknown): void => this.ports.log.error('phone.call_failed', { what, err });
    return (items: readonly Item[]): Promise<void> => bisectOnFailure(items, work, poison);
  }
}

function unanswered(): never {
  throw new PostriderError('internal_error', 'The call could not be worked on.');
}
