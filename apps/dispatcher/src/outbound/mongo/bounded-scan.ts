import type { Filter, FindOptions } from 'mongodb';
import { monotonicMs } from '#libs/kernel';
import type { OfTenant, TenantCollection, TenantFilter } from '#libs/persistence';

/** A list is answered in less than 100 ms, however rare its messages are. */
const BUDGET_MS = 50;
const FIRST_SLICE = 1_000;
const LARGEST_SLICE = 8_000;

export interface Scan<Doc extends OfTenant> {
  readonly collection: TenantCollection<Doc>;
  /** Ends in `_id`, so that it has the entries of `path` in time order. */
  readonly index: string;
  /** Conditions that the index answers. */
  readonly path: TenantFilter<Doc>;
  /** The others: each document on the path is read and compared. */
  readonly others: Filter<Doc>;
  /** Of `_id`, both of this tenant. */
  readonly from: string;
  readonly below: string;
  readonly limit: number;
  readonly projection: FindOptions['projection'];
}

/**
 * Reads a path from its newest entry on. With other conditions it goes in slices, and stops when its time is over: the
 * page is then short, and `next` is where it stopped.
 */
export async function boundedScan<Doc extends OfTenant>(scan: Scan<Doc>): Promise<{ found: Doc[]; next?: string }> {
  const isExact = Object.keys(scan.others).length === 0;
  const endsAt = monotonicMs() + BUDGET_MS;
  const found: Doc[] = [];
  let { below } = scan;
  for (let size = FIRST_SLICE; ; size = Math.min(size * 2, LARGEST_SLICE)) {
    const end = isExact ? undefined : await endOfSlice(scan, below, size);
    found.push(...(await slice(scan, end ?? scan.from, below, scan.limit - found.length)));
    if (found.length === scan.limit) return { found, next: String(found.at(-1)!._id) };
    if (end === undefined) return { found };
    below = end;
    if (monotonicMs() >= endsAt) return { found, next: end };
  }
}

async function slice<Doc extends OfTenant>(
  { collection, index, path, others, projection }: Scan<Doc>,
  from: string,
  below: string,
  limit: number,
): Promise<Doc[]> {
  const filter = { ...others, ...path, _id: { $gte: from, $lt: below } } as TenantFilter<Doc>;
  const options = { hint: index, projection, sort: { _id: -1 }, limit, batchSize: limit } as const;
  return (await collection.find(filter, options).toArray()) as unknown as Doc[];
}

/** The id of the last entry of a slice, from the index alone; undefined if the path ends within the slice. */
async function endOfSlice<Doc extends OfTenant>(
  { collection, index, path, from }: Scan<Doc>,
  below: string,
  size: number,
): Promise<string | undefined> {
  const { tenant, ...rest } = path;
  const isById = index === '_id_';
  const filter = { ...(isById ? rest : path), _id: { $gte: from, $lt: below } } as Filter<Doc>;
  const options = { hint: index, projection: { _id: 1 }, sort: { _id: -1 }, skip: size - 1, limit: 1 } as const;
  const entries = collection.acrossTenants(`its ids begin with ${tenant}, and reading the tenant would read documents`);
  const [last] = await entries.find(filter, options).toArray();
  return last && String(last._id);
}
