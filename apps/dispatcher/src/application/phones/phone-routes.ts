import { AGENT_ID } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import type { Route } from '../../domain/routing/route.ts';
import type { RouteTable } from '../routing/route-table.ts';
import type { PhoneMessages } from './ports.ts';
import { takeBack, type TakeBackPorts } from './take-back.ts';

const AT_ONCE = 1_000;
const TAKEN_BACK_AT_ONCE = 200;

export interface PhoneRoutesPorts extends TakeBackPorts {
  readonly phoneMessages: PhoneMessages;
  readonly routes: Pick<RouteTable, 'phones'>;
}

interface Known {
  readonly tenant: TenantId;
  readonly usable: boolean;
  /** Those that its phones text which are online; absent: every country. */
  readonly countries?: readonly string[] | undefined;
}

/**
 * When the phones of a route are away or switched off, what they have not started takes other routes, and so do messages
 * that wait for them; so do messages to a country once no phone texts it any more. When one is back, messages that wait
 * for it in another queue are looked at. Runs on one replica at a time; a new leader treats every route as one that has
 * changed.
 */
export class PhoneRoutes {
  private known = new Map<string, Known>();
  /** Routes with messages that are left to move. */
  private readonly left = new Map<string, Known>();

  constructor(private readonly ports: PhoneRoutesPorts) {}

  /** Returns whether there may be more at once. */
  async tick(): Promise<boolean> {
    const now = new Map(this.ports.routes.phones().map((route) => [route.id, stateOf(route)]));
    for (const [id, state] of now) if (isAnother(this.known.get(id), state)) this.left.set(id, state);
    for (const [id, state] of this.known) if (!now.has(id)) this.left.set(id, { ...state, usable: false });
    this.known = now;
    for (const [id, state] of this.left) {
      if (await this.move(id, state)) return true;
      this.left.delete(id);
    }
    return false;
  }

  private async move(id: string, { tenant, usable, countries }: Known): Promise<boolean> {
    const { phoneMessages } = this.ports;
    if (usable) {
      const back = await phoneMessages.wakeWaiting(tenant, [id], AT_ONCE);
      const left = countries ? await phoneMessages.wakeQueued(tenant, [id], AT_ONCE, countries) : 0;
      return back === AT_ONCE || left === AT_ONCE;
    }
    const unstarted = AGENT_ID.test(id) ? await phoneMessages.unstarted(tenant, id, TAKEN_BACK_AT_ONCE) : [];
    await takeBack(this.ports, unstarted, { ended: false });
    const woken = await phoneMessages.wakeQueued(tenant, [id], AT_ONCE);
    return woken === AT_ONCE || unstarted.length === TAKEN_BACK_AT_ONCE;
  }
}

const stateOf = ({ tenant, enabled, phones }: Route): Known => ({
  tenant,
  usable: enabled && phones!.online && phones!.agents.length > 0,
  countries: phones!.onlineCountries,
});

/** More countries change nothing for the messages that wait there. */
const isAnother = (before: Known | undefined, { usable, countries }: Known): boolean =>
  before?.usable !== usable ||
  (countries !== undefined && (!before.countries || before.countries.some((one) => !countries.includes(one))));
