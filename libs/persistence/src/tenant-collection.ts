import type {
  AggregateOptions,
  AggregationCursor,
  Collection,
  CountDocumentsOptions,
  DeleteResult,
  Document,
  Filter,
  FindCursor,
  FindOneAndUpdateOptions,
  FindOptions,
  InsertManyResult,
  InsertOneResult,
  OptionalUnlessRequiredId,
  UpdateFilter,
  UpdateOptions,
  UpdateResult,
  WithId,
} from 'mongodb';
import type { TenantId } from '#libs/kernel';

export interface OfTenant extends Document {
  readonly tenant: TenantId;
}

/** A filter that names its one tenant; a filter without it does not compile. */
export type TenantFilter<Doc extends OfTenant> = Filter<Doc> & { readonly tenant: TenantId };

/** A collection of documents that each belong to a tenant. */
export class TenantCollection<Doc extends OfTenant> {
  readonly name: string;
  readonly #collection: Collection<Doc>;

  constructor(collection: Collection<Doc>) {
    this.name = collection.collectionName;
    this.#collection = collection;
  }

  findOne(filter: TenantFilter<Doc>, options?: FindOptions): Promise<WithId<Doc> | null> {
    return this.#collection.findOne(ofTenant(filter), options);
  }

  find(filter: TenantFilter<Doc>, options?: FindOptions): FindCursor<WithId<Doc>> {
    return this.#collection.find(ofTenant(filter), options);
  }

  countDocuments(filter: TenantFilter<Doc>, options?: CountDocumentsOptions): Promise<number> {
    return this.#collection.countDocuments(ofTenant(filter), options);
  }

  aggregate<Row extends Document>(
    tenant: TenantId,
    pipeline: readonly Document[],
    options?: AggregateOptions,
  ): AggregationCursor<Row> {
    return this.#collection.aggregate<Row>([{ $match: ofTenant({ tenant }) }, ...pipeline], options);
  }

  insertOne(doc: OptionalUnlessRequiredId<Doc>): Promise<InsertOneResult<Doc>> {
    return this.#collection.insertOne(ofTenant(doc));
  }

  insertMany(docs: readonly OptionalUnlessRequiredId<Doc>[]): Promise<InsertManyResult<Doc>> {
    docs.forEach(ofTenant);
    return this.#collection.insertMany(docs);
  }

  updateOne(filter: TenantFilter<Doc>, update: UpdateFilter<Doc>, options?: UpdateOptions): Promise<UpdateResult<Doc>> {
    return this.#collection.updateOne(ofTenant(filter), update, options);
  }

  updateMany(
    filter: TenantFilter<Doc>,
    update: UpdateFilter<Doc>,
    options?: UpdateOptions,
  ): Promise<UpdateResult<Doc>> {
    return this.#collection.updateMany(ofTenant(filter), update, options);
  }

  findOneAndUpdate(
    filter: TenantFilter<Doc>,
    update: UpdateFilter<Doc>,
    options: FindOneAndUpdateOptions = {},
  ): Promise<WithId<Doc> | null> {
    return this.#collection.findOneAndUpdate(ofTenant(filter), update, { ...options, includeResultMetadata: false });
  }

  deleteOne(filter: TenantFilter<Doc>): Promise<DeleteResult> {
    return this.#collection.deleteOne(ofTenant(filter));
  }

  deleteMany(filter: TenantFilter<Doc>): Promise<DeleteResult> {
    return this.#collection.deleteMany(ofTenant(filter));
  }

  /** The driver's collection, for sweeps and for moves over ids; `why` gives the reason at the call. */
  acrossTenants(why: string): Collection<Doc> {
    if (why.trim() === '') throw new Error(`Reading ${this.name} across tenants needs a reason.`);
    return this.#collection;
  }
}

/** The driver leaves undefined fields out, so an absent tenant would silently select every tenant's documents. */
function ofTenant<T extends { readonly tenant?: unknown }>(filter: T): T {
  if (typeof filter.tenant !== 'string' || filter.tenant === '')
    throw new Error('A query of tenant data has no tenant.');
  return filter;
}
