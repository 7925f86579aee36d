import type { Environment, PHONE_VENDOR } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import type { PhonesOfRoute, Route } from './route.ts';

/** A phone as far as it decides about routes. Its owner, agent-lease, says what it is. */
export interface PhoneRecord {
  readonly _id: string;
  readonly tenant: TenantId;
  /** Counts its changes, by its owner. */
  readonly version: number;
  readonly environment: Environment;
  readonly name: string;
  readonly enabled: boolean;
  /** Gone for ever: it is no route any more. */
  readonly revoked?: true;
  /** It has called within 90 s. */
  readonly online: boolean;
  /** It calls `start` before it sends. */
  readonly can_start: boolean;
  /** ISO 3166 alpha-2 that its SIMs text; absent: every country. */
  readonly countries?: readonly string[];
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** Phones that share messages. Its name is unique in its environment. */
export interface PoolRecord {
  readonly _id: string;
  readonly tenant: TenantId;
  readonly environment: Environment;
  readonly name: string;
  readonly enabled: boolean;
  readonly order: number;
  readonly agents: readonly string[];
  readonly version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly updated_by: string;
}

const VENDOR: typeof PHONE_VENDOR = 'phone';
/** The pool that a phone joins if nobody has named one. */
export const USUAL_POOL = 'phones';

/** Pools in their order, then every phone. */
export function phoneRoutes(phones: readonly PhoneRecord[], pools: readonly PoolRecord[]): Route[] {
  const byId = new Map(phones.map((phone) => [phone._id, phone]));
  return [
    ...inOrder(pools).map((pool) => routeOf(pool, 'pool', phonesIn(pool, byId), pool.order)),
    ...phones.map((phone) => routeOf(phone, 'agent', [phone], 0)),
  ];
}

/** A pool that was deleted while a phone held its message. */
export const deletedPool = (of: Pick<PoolRecord, '_id' | 'tenant' | 'environment'>): Route =>
  routeOf({ ...of, name: of._id, enabled: false }, 'pool', [], 0);

export const inOrder = (pools: readonly PoolRecord[]): PoolRecord[] =>
  pools.toSorted((a, b) => a.order - b.order || (a._id < b._id ? -1 : 1));

/** One that moved to another environment is in none of the pools of the former one. */
const phonesIn = ({ tenant, environment, agents }: PoolRecord, byId: ReadonlyMap<string, PhoneRecord>): PhoneRecord[] =>
  agents
    .flatMap((id) => byId.get(id) ?? [])
    .filter((phone) => phone.tenant === tenant && phone.environment === environment);

type Named = Pick<PhoneRecord, '_id' | 'tenant' | 'environment' | 'name' | 'enabled'>;

function routeOf(
  { _id: id, tenant, environment, name, enabled }: Named,
  kind: PhonesOfRoute['kind'],
  phones: readonly PhoneRecord[],
  order: number,
): Route {
  const on = phones.filter((phone) => phone.enabled);
  const awake = on.filter(({ online }) => online);
  const countries = countriesOf(on);
  const onlineCountries = countriesOf(awake);
  return {
    id,
    tenant,
    environment,
    vendor: VENDOR,
    name,
    enabled,
    order,
    ...(countries && { countries }),
    lookup: 'none',
    receipts: 'none',
    phones: {
      kind,
      agents: on.map(({ _id }) => _id),
      online: awake.length > 0,
      ...(onlineCountries && { onlineCountries }),
    },
    state: CLOSED,
  };
}

/** Those that one of them texts; undefined: every country. */
function countriesOf(phones: readonly PhoneRecord[]): readonly string[] | undefined {
  if (phones.some(({ countries }) => !countries)) return undefined;
  return [...new Set(phones.flatMap(({ countries }) => countries ?? []))];
}

/** No breaker opens for phones: they fetch their messages, or are away. */
const CLOSED = { version: 1, breaker: 'closed', since: 0, openings: 0, penalty: 0 } as const;
