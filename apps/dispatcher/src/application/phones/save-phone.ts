import type { Done, SavePhoneRequest } from '#libs/contracts';
import { clock, PostriderError, type TenantId } from '#libs/kernel';
import type { PhoneRecord } from '../../domain/routing/phones.ts';
import type { RouteAnnouncements } from '../routes/ports.ts';
import { knownEverywhere } from '../routing/route-table.ts';
import type { Phones, Pools } from './ports.ts';

export interface SavePhonePorts {
  readonly phones: Phones;
  readonly pools: Pools;
  readonly announcements: RouteAnnouncements;
}

/** Stores what decides about a phone as a route. A version that is not newer than the stored one changes nothing. */
export async function savePhone(ports: SavePhonePorts, request: SavePhoneRequest): Promise<Done> {
  const phone = recordOf(request);
  const { tenant, _id } = phone;
  const stored = await ports.phones.byId(tenant, _id);
  if (!stored || stored.version < phone.version)
    await ports.announcements.changingRoutes(tenant, [_id], () =>
      store(ports, phone, stored ?? undefined, request.pool),
    );
  // Also after a repeat: the first call may not have been answered yet.
  await knownEverywhere();
  return {};
}

/** A phone that is new in its environment joins its pool first: if the process dies then, the repeat joins again. */
async function store(
  { phones, pools }: SavePhonePorts,
  phone: PhoneRecord,
  before: PhoneRecord | undefined,
  pool: string | undefined,
): Promise<boolean> {
  const isNewHere = before?.environment !== phone.environment;
  if (phone.revoked || (before && isNewHere)) await pools.leave(phone);
  if (!phone.revoked && isNewHere) await pools.join(phone, pool);
  const isSaved = await phones.save(phone);
  if (!isSaved && !(await phones.byId(phone.tenant, phone._id)))
    throw new PostriderError('not_found', 'There is no such phone.');
  return isSaved;
}

function recordOf({ agent, version, environment, name, enabled, ...rest }: SavePhoneRequest): PhoneRecord {
  const { tenant, revoked, online, can_start, countries } = rest;
  const now = new Date(clock.now());
  return {
    _id: agent,
    tenant: tenant as TenantId,
    version,
    environment,
    name,
    enabled: enabled && !revoked,
    ...(revoked && { revoked }),
    online,
    can_start,
    ...(countries && { countries: [...new Set(countries)] }),
    created_at: now,
    updated_at: now,
  };
}
