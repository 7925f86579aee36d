import type { Reserved, SimBudgets, SimOfPhone, SimState } from '../application/budgets/ports.ts';

const NOTHING_USED = { minute: 0, hour: 0, day: 0, month: 0, parts: 0, recipients: 0 };

/** SIMs without limits, until their budgets are kept. */
export class NoBudgets implements SimBudgets {
  async reserve(_of: SimOfPhone, _leaseId: string, wanted: number): Promise<Reserved> {
    return { messages: wanted };
  }
  async granted(): Promise<void> {}
  async limitHit(): Promise<void> {}
  async save(): Promise<void> {}
  async read(of: readonly SimOfPhone[]): Promise<readonly SimState[]> {
    return of.map(() => ({ budget: {}, used: NOTHING_USED }));
  }
}
