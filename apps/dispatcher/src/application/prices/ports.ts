import type { TenantId } from '#libs/kernel';
import type { Price } from '../../domain/routing/prices.ts';
import type { RouteAnnouncements, RouteStates } from '../routes/ports.ts';

/** All prices of one route, in the order of their ids. */
export interface PriceList {
  readonly route: string;
  readonly version: number;
  readonly prices: readonly Price[];
}

export interface PriceLists {
  /** Version 0 without prices where there is none. */
  read(tenant: TenantId, route: string): Promise<PriceList>;
  /** If the version before it is still stored; false otherwise. */
  save(tenant: TenantId, list: PriceList, by: string): Promise<boolean>;
}

export interface PricePorts {
  readonly prices: PriceLists;
  readonly states: Pick<RouteStates, 'ofTenant'>;
  readonly announcements: RouteAnnouncements;
}
