import type { Document } from 'mongodb';
import { OPT_OUT_SCOPES, type OptOutScope } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import { WriteGatherer } from '#libs/persistence';
import type { NewOptOut, OptOuts } from '../../application/opt-outs/ports.ts';
import { scopesOver, type OptOutChangeRecord, type OptOutRecord } from '../../domain/acceptance/opt-out.ts';
import type { Collections, OptOutDocument } from './collections.ts';

const byKey = 'the ids begin with the tenant';
const IN_FORCE = { $in: OPT_OUT_SCOPES };
const KEPT = 100;
/** Numbers in one query of several calls. */
const MOST_ASKED = 1_000;
const MANY = 100;
const DUPLICATE_KEY = 11_000;

type Scopes = ReadonlyMap<string, OptOutScope>;

export class MongoOptOuts implements OptOuts {
  /** A query of thousands of numbers does not delay one of a single number. */
  private readonly asked: Readonly<Record<'few' | 'many', WriteGatherer<readonly string[], Scopes>>>;

  constructor(private readonly collections: Pick<Collections, 'optOuts'>) {
    this.asked = { few: this.gatherer(), many: this.gatherer() };
  }

  private gatherer(): WriteGatherer<readonly string[], Scopes> {
    return new WriteGatherer({
      name: 'opt_outs',
      flush: async (groups) => {
        const found = await this.scopes(groups.flat());
        return groups.map(() => found);
      },
      weigh: (keys) => keys.length,
      max: MOST_ASKED,
      waitAtMostMs: 2_000,
    });
  }

  scopesOf(keys: readonly string[]): Promise<Scopes> {
    return this.asked[keys.length > MANY ? 'many' : 'few'].add(keys);
  }

  async add(optOut: NewOptOut): Promise<OptOutRecord> {
    const options = { upsert: true, returnDocument: 'after', includeResultMetadata: false } as const;
    const added = await again(() => this.all.findOneAndUpdate({ _id: optOut.key }, additionOf(optOut), options));
    return added!;
  }

  async addAll(optOuts: readonly NewOptOut[]): Promise<number> {
    const updates = optOuts.map((it) => ({
      updateOne: { filter: { _id: it.key }, update: additionOf(it), upsert: true },
    }));
    const { upsertedCount, modifiedCount } = await again(() => this.all.bulkWrite(updates, { ordered: false }));
    return upsertedCount + modifiedCount;
  }

  of(tenant: TenantId, key: string): Promise<OptOutRecord | null> {
    return this.collections.optOuts.findOne({ tenant, _id: key });
  }

  list(
    tenant: TenantId,
    { scope, limit, after }: { readonly scope?: OptOutScope; readonly limit: number; readonly after?: string },
  ): Promise<OptOutRecord[]> {
    const older = after !== undefined && { id: { $lt: after } };
    const filter = { tenant, scope: scope ?? IN_FORCE, ...older };
    return this.collections.optOuts.find(filter, { sort: { id: -1 }, limit, batchSize: limit }).toArray();
  }

  async lift(tenant: TenantId, id: string, change: OptOutChangeRecord): Promise<boolean> {
    const $push = { changes: { $each: [change], $slice: -KEPT } };
    const lifted = { $unset: { scope: '', id: '', renewed: '' }, $push } as const;
    const asked = { tenant, scope: IN_FORCE, id, 'renewed.at': { $not: { $gt: change.at } } } as const;
    const { matchedCount } = await this.collections.optOuts.updateOne(asked, lifted);
    return matchedCount === 1;
  }

  private get all() {
    return this.collections.optOuts.acrossTenants(byKey);
  }

  private async scopes(keys: readonly string[]): Promise<Scopes> {
    const options = { projection: { scope: 1 }, batchSize: keys.length + 1 } as const;
    const found = await this.all.find({ _id: { $in: [...keys] }, scope: IN_FORCE }, options).toArray();
    return new Map(found.map(({ _id, scope }) => [_id, scope!]));
  }
}

/** One write: two calls at once cannot both come into force, and an opt-out never becomes narrower. */
function additionOf({ tenant, id, number, scope, change, renews }: NewOptOut): Document[] {
  const changes = { $slice: [{ $concatArrays: [{ $ifNull: ['$changes', []] }, [{ $literal: change }]] }, -KEPT] };
  const isOver = { $in: ['$scope', scopesOver(scope)] };
  const added = { tenant, id, number: { $literal: number }, scope, changes } satisfies Record<keyof Added, unknown>;
  const by = { $literal: { at: change.at, by: change.by } };
  const renewed = { renewed: { $cond: [{ $gt: ['$renewed.at', change.at] }, '$renewed', by] } };
  const kept = renews ? { $mergeObjects: ['$$ROOT', renewed] } : '$$ROOT';
  return [{ $replaceWith: { $cond: [isOver, kept, { $mergeObjects: ['$$ROOT', added] }] } }];
}

type Added = Omit<OptOutDocument, '_id' | 'renewed'>;

/** Two first opt-outs of one number may collide in the unique index; the second try finds the first. */
async function again<Result>(write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    if ((error as { code?: unknown }).code !== DUPLICATE_KEY) throw error;
    return write();
  }
}
