import { isDeepStrictEqual } from 'node:util';
import type {
  ChangePoolRequest,
  CreatePoolRequest,
  DeletePoolRequest,
  Done,
  PoolFields,
  PoolView,
} from '#libs/contracts';
import { clock, newRequestId, PostriderError, type TenantId } from '#libs/kernel';
import { poolProblem } from './pool-fields.ts';
import type { PoolRecord } from '../../domain/routing/phones.ts';
import type { RouteAnnouncements } from '../routes/ports.ts';
import { noSuchPool, readPool, type PoolPorts } from './read-pools.ts';

export interface SavePoolPorts extends PoolPorts {
  readonly announcements: RouteAnnouncements;
}

type Scope = Pick<PoolRecord, 'tenant' | 'environment'> & Partial<Pick<PoolRecord, '_id'>>;
type Given = { readonly [Name in keyof PoolFields]: NonNullable<PoolFields[Name]> };

const ORDER = 100;

export async function createPool(
  ports: SavePoolPorts,
  { environment, by, fields, ...of }: CreatePoolRequest,
): Promise<PoolView> {
  const tenant = of.tenant as TenantId;
  const given = await checked(ports, { tenant, environment }, { ...fields, name: fields.name ?? '' });
  const now = new Date(clock.now());
  const made = {
    enabled: true,
    order: ORDER,
    agents: [],
    version: 1,
    created_at: now,
    updated_at: now,
    updated_by: by,
  };
  const pool: PoolRecord = { _id: `pool-${newRequestId()}`, tenant, environment, name: '', ...made, ...given };
  if (!(await ports.announcements.changingRoutes(tenant, [pool._id], () => ports.pools.add(pool)))) nameTaken();
  return readPool(ports, { tenant, id: pool._id });
}

const AT_MOST = 20;

/**
 * Without a difference there is no new version. A phone may join at the same time, which is no reason to refuse a
 * change: it is repeated on the new version.
 */
export async function changePool(
  ports: SavePoolPorts,
  { id, by, change, ...of }: ChangePoolRequest,
): Promise<PoolView> {
  const tenant = of.tenant as TenantId;
  for (let turn = 0; turn < AT_MOST; turn += 1) {
    const pool = (await ports.pools.byId(tenant, id)) ?? noSuchPool();
    const given = Object.entries(await checked(ports, pool, change));
    const changed = given.filter(([field, value]) => !isDeepStrictEqual(value, pool[field as keyof PoolRecord]));
    if (changed.length === 0) return readPool(ports, { tenant, id });
    const set = { ...Object.fromEntries(changed), updated_at: new Date(clock.now()), updated_by: by };
    const write = () => ports.pools.change(pool, set);
    const written = await ports.announcements.changingRoutes(tenant, [id], write);
    if (written === 'name_taken') nameTaken();
    if (written === 'changed') return readPool(ports, { tenant, id });
  }
  throw new PostriderError('version_conflict', 'The pool keeps changing. Read it and try again.');
}

export async function deletePool(ports: SavePoolPorts, { id, ...of }: DeletePoolRequest): Promise<Done> {
  const tenant = of.tenant as TenantId;
  if (!(await ports.announcements.changingRoutes(tenant, [id], () => ports.pools.remove(tenant, id)))) noSuchPool();
  return {};
}

/**
 * The given fields as they are stored; throws `invalid_field` for those that no pool may have, and `name_taken` before a
 * change is counted. A name that is taken meanwhile is refused by the write.
 */
async function checked(
  { phones, pools }: SavePoolPorts,
  { tenant, environment, _id: self }: Scope,
  fields: PoolFields,
): Promise<Given> {
  const problem = poolProblem(fields);
  if (problem) throw invalid(problem);
  const { enabled, order, agents } = fields;
  const name = fields.name?.trim();
  if (agents && agents.length > 0) {
    const own = new Set((await phones.ofTenant(tenant, environment)).map(({ _id }) => _id));
    if (!agents.every((id) => own.has(id)))
      throw invalid('agents names a phone that does not exist in the environment of the pool.');
  }
  if (name !== undefined) {
    const all = await pools.ofTenant(tenant, environment);
    if (all.some((pool) => pool.name === name && pool._id !== self)) nameTaken();
  }
  return {
    ...(name !== undefined && { name }),
    ...(enabled !== undefined && { enabled }),
    ...(order !== undefined && { order }),
    ...(agents && { agents: [...new Set(agents)] }),
  };
}

const invalid = (detail: string): PostriderError => new PostriderError('invalid_field', detail);

function nameTaken(): never {
  throw new PostriderError('name_taken', 'Another pool of this environment has the name.');
}
