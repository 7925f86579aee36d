import type { MessageDocument, RequestDocument } from '#libs/contracts';
import { messageKey, positionOf, requestKeyOf, type MessageKey, type RequestKey, type TenantId } from '#libs/kernel';
import { insertManyUnordered, READ_BACK, WriteGatherer } from '#libs/persistence';
import type { DuplicateGuards } from '../../application/accept/ports.ts';
import type { DuplicateGuard, GuardOwner } from '../../domain/acceptance/duplicate-guard.ts';
import type { Collections } from './collections.ts';

type Guards = readonly DuplicateGuard[];

const MOST_IN_A_WRITE = 1_000;
const OF_OWNER = { _id: 1, created_by: 1, status: 1 } as const;
const everyTenant = 'one gathered write contains the guards of many tenants';

export class MongoDuplicateGuards implements DuplicateGuards {
  /** The ids of those that are there already. */
  private readonly claims = new WriteGatherer<Guards, readonly string[]>({
    name: 'duplicate_guards',
    flush: (calls) => this.insertAll(calls),
    max: MOST_IN_A_WRITE,
    weigh: (guards) => guards.length,
    waitAtMostMs: 2_000,
  });

  constructor(private readonly collections: Pick<Collections, 'guards' | 'messages' | 'requests'>) {}

  async claim(guards: Guards): Promise<Map<string, DuplicateGuard | undefined>> {
    const ids = await this.claims.add(guards);
    if (ids.length === 0) return new Map();
    const found = new Map((await this.find(guards[0]!.tenant, ids)).map((guard) => [guard._id, guard]));
    return new Map(ids.map((id) => [id, found.get(id)]));
  }

  /** With writes that are not on the other members yet: each decision is made by a write that names what was read. */
  find(tenant: TenantId, ids: readonly string[]): Promise<DuplicateGuard[]> {
    const options = { readConcern: { level: 'local' as const } };
    return this.collections.guards.find({ tenant, _id: { $in: [...ids] } }, options).toArray();
  }

  async ownersOf(
    guards: Guards,
    { createdBefore }: { readonly createdBefore: number },
  ): Promise<Map<MessageKey, GuardOwner>> {
    if (guards.length === 0) return new Map();
    const { tenant } = guards[0]!;
    const owners = new Map<MessageKey, GuardOwner>();
    const keys = guards.map(({ owner }) => owner);
    const stored = this.collections.messages.find({ tenant, _id: { $in: keys } }, { projection: OF_OWNER });
    for (const { _id, created_by, status } of (await stored.toArray()) as Pick<
      MessageDocument,
      keyof typeof OF_OWNER
    >[])
      owners.set(_id, { message: _id, created_by, status });

    const missing = guards.filter(({ owner }) => !owners.has(owner));
    if (missing.length > 0) await this.addAccepted(owners, missing, createdBefore);
    return owners;
  }

  async remove(guards: Guards): Promise<void> {
    await this.collections.guards.deleteMany(asRead(guards));
  }

  async release(guards: Guards): Promise<void> {
    await this.collections.guards.deleteMany({ ...asRead(guards), shared: { $exists: false } });
  }

  async share(guards: Guards, at: Date): Promise<boolean> {
    const { matchedCount } = await this.collections.guards.updateMany(asRead(guards), { $set: { shared: true, at } });
    return matchedCount === guards.length;
  }

  drain(): Promise<void> {
    return this.claims.drain();
  }

  /** Owners whose request exists, by its id or by its idempotency key: a repeat may have stored it first. */
  private async addAccepted(owners: Map<MessageKey, GuardOwner>, guards: Guards, createdBefore: number): Promise<void> {
    const { tenant } = guards[0]!;
    const isOld = guards.some(({ at }) => at.getTime() <= createdBefore);
    const options = { projection: { created_by: 1 as const }, ...(isOld && READ_BACK) };
    const requests = [...new Set(guards.map(({ owner }) => requestKeyOf(owner)))];
    const found = await this.collections.requests.find({ tenant, _id: { $in: requests } }, options).toArray();
    const accepted = new Map<RequestKey, string>(found.map(({ _id, created_by }) => [_id, created_by]));
    for (const { owner } of guards) {
      const created_by = accepted.get(requestKeyOf(owner));
      if (created_by !== undefined) owners.set(owner, { message: owner, created_by });
    }

    for (const [, group] of Map.groupBy(guards, ({ operation, idempotency_key: key }) => `${operation} ${key}`)) {
      const { _id, operation, idempotency_key } = group[0]!;
      if (idempotency_key === undefined || group.every(({ owner }) => owners.has(owner))) continue;
      const environment = _id.split('.')[1] === 'live' ? 'live' : 'test';
      const call = { tenant, environment, operation, idempotency_key } as const;
      const repeated = await this.collections.requests.findOne(call, options);
      if (!repeated) continue;
      for (const { owner } of group) await this.addRepeated(owners, owner, repeated);
    }
  }

  private async addRepeated(
    owners: Map<MessageKey, GuardOwner>,
    owner: MessageKey,
    { _id, created_by }: Pick<RequestDocument, '_id' | 'created_by'>,
  ): Promise<void> {
    const message = messageKey(_id, positionOf(owner));
    const stored = await this.collections.messages.findOne(
      { tenant: message.slice(0, 8) as TenantId, _id: message },
      { projection: { status: 1 } },
    );
    owners.set(owner, { message, created_by, ...(stored && { status: stored.status }) });
  }

  private async insertAll(calls: readonly Guards[]): Promise<(readonly string[])[]> {
    const results = await insertManyUnordered(this.collections.guards.acrossTenants(everyTenant), calls.flat());
    let at = 0;
    return calls.map((guards) => {
      const own = results.slice(at, (at += guards.length));
      return guards.flatMap(({ _id }, n) => (own[n] === 'inserted' ? [] : _id));
    });
  }
}

/** A guard that another call has changed since is not matched. */
const asRead = (guards: Guards) => ({
  tenant: guards[0]!.tenant,
  _id: { $in: guards.map(({ _id }) => _id) },
  owner: { $in: guards.map(({ owner }) => owner) },
  at: { $in: [...new Set(guards.map(({ at }) => at.getTime()))].map((at) => new Date(at)) },
});
