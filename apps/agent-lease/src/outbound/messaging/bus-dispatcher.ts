import { dispatcherQuestions, type LeaseReply, type LeaseRequest, type LeaseUse } from '#libs/contracts';
import { unavailable, type TenantId } from '#libs/kernel';
import { BusUnavailable, CallTimedOut, clientOf, NoResponders, type Around, type Bus } from '#libs/messaging';
import type { AskedLease, LeaseUses } from '../../application/budgets/ports.ts';
import type { Leasing } from '../../application/ports.ts';

/** Phones repeat a call that nobody answered. */
export const orUnavailable: Around = async (_, call) => {
  try {
    return await call();
  } catch (error) {
    if (error instanceof NoResponders || error instanceof CallTimedOut) throw unavailable('A part of Postrider', error);
    throw error;
  }
};

export class BusLeasing implements Leasing {
  constructor(private readonly bus: Bus) {}

  async lease(request: LeaseRequest): Promise<LeaseReply | 'not_asked'> {
    try {
      return await this.bus.call(dispatcherQuestions.phones.lease, request);
    } catch (error) {
      if (error instanceof NoResponders || (error instanceof BusUnavailable && !error.sent)) return 'not_asked';
      throw error instanceof CallTimedOut ? unavailable('The dispatcher', error) : error;
    }
  }
}

export const dispatcherOf = (bus: Bus) => clientOf(bus, dispatcherQuestions, orUnavailable);

/** What became of leases. */
export class BusLeaseUses implements LeaseUses {
  constructor(private readonly phones: Pick<ReturnType<typeof dispatcherOf>['phones'], 'leases'>) {}

  async read(tenant: TenantId, agent: string, leases: readonly AskedLease[]): Promise<readonly LeaseUse[]> {
    const lease_ids = leases.map(({ id }) => id);
    const since = leases.map((lease) => lease.since.toISOString());
    return (await this.phones.leases({ tenant, agent, lease_ids, since })).leases;
  }
}
