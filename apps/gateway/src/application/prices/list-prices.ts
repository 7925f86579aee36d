import type { PricesReply } from '#libs/contracts';
import { seenBy, type Principal } from '../../domain/principal.ts';
import type { RoutePorts } from '../routes/read-route.ts';

/** A page of the prices of the routes that the principal sees. */
export const listPrices = (
  { dispatcher }: Pick<RoutePorts, 'dispatcher'>,
  principal: Principal,
  page: { readonly route?: string; readonly limit: number; readonly after?: string },
): Promise<PricesReply> => dispatcher.prices.list({ tenant: principal.tenant, ...seenBy(principal), ...page });
