import type { NewPrice, PriceView } from '#libs/contracts';
import { nameOf, seenBy, type Principal } from '../../domain/principal.ts';
import { audited } from '../audit/audited.ts';
import type { RoutePorts } from '../routes/read-route.ts';

/** Saves a price of a route, in place of the one for the same. */
export function savePrice(
  { dispatcher, audit }: RoutePorts,
  principal: Principal,
  price: NewPrice,
  clientIp: string,
): Promise<PriceView> {
  const target = ({ id }: PriceView): string => id;
  const reason = ({ price_micros, currency }: PriceView): string => `${price_micros} ${currency}`;
  return audited(audit, { principal, action: 'price.save', target, reason, clientIp }, () =>
    dispatcher.prices.save({ tenant: principal.tenant, ...seenBy(principal), by: nameOf(principal), price }),
  );
}
