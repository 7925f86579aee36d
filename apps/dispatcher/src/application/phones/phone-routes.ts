import { isDeepStrictEqual } from 'node:util';
import { AGENT_ID } from '#libs/contracts';
import { monotonicMs, type TenantId } from '#libs/kernel';
import type { Route } from '../../domain/routing/route.ts';
import type { RouteTable } from '../routing/route-table.ts';
import type { PhoneMessages } from './ports.ts';
import { takeBack, type TakeBackPorts } from './take-back.ts';

const AT_ONCE = 1_000;
const TAKEN_BACK_AT_ONCE = 200;
/** By then what others stored by the routes from before the change is stored. */
const AGAIN_MS = 3_000;

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
  /** When a route that has changed is looked at once more. */
  private readonly again = new Map<string, { readonly at: number; readonly state: Known }>();

  constructor(private readonly ports: PhoneRoutesPorts) {}

  /** Returns whether there may be more at once. */
  async tick(): Promise<boolean> {
    const now = new Map(this.ports.routes.phones().map((route) => [route.id, stateOf(route)]));
    for (const [id, state] of now) if (isAnother(this.known.get(id), state)) this.change(id, state);
    for (const [id, state] of this.known) if (!now.has(id)) this.change(id, { ...state, usable: false });
    this.known = now;
    for (const [id, { at, state }] of this.again) if (at <= monotonicMs()) this.repeat(id, now.get(id) ?? state);
    for (const [id, state] of this.left) {
      if (await this.move(id, state)) return true;
      this.left.delete(id);
    }
    return false;
  }

  private change(id: string, state: Known): void {
    this.left.set(id, state);
    this.again.set(id, { at: monotonicMs() + AGAIN_MS, state });
  }

  private repeat(id: string, state: Known): void {
    this.again.delete(id);
    this.left.set(id, state);
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

const isAnother = (before: Known | undefined, { usable, countries }: Known): boolean =>
  before?.usable !== usable || !isDeepStrictEqual(new Set(before.countries), new Set(countries));
