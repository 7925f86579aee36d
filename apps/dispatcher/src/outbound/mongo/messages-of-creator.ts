import type { Filter, FindOptions } from 'mongodb';
import type { MessageDocument, RequestDocument } from '#libs/contracts';
import { messageKey, monotonicMs, positionOf, requestKeyOf, type MessageKey, type RequestKey } from '#libs/kernel';
import type { TenantCollection, TenantFilter } from '#libs/persistence';

const BUDGET_MS = 50;
/** Keys that are looked up at once. */
const SLICE = 500;
const REQUESTS_AT_ONCE = 500;

export interface OfCreator {
  readonly messages: TenantCollection<MessageDocument>;
  readonly requests: TenantCollection<RequestDocument>;
  /** `tenant` and `created_by`. */
  readonly path: TenantFilter<MessageDocument>;
  readonly others: Filter<MessageDocument>;
  readonly from: string;
  readonly below: string;
  readonly limit: number;
  readonly projection: FindOptions['projection'];
}

/**
 * The creator is indexed at requests alone, which costs a batch one entry. A request's id and the number of its messages
 * are in that index, and the keys of its messages follow from them.
 */
export async function messagesOfCreator(of: OfCreator): Promise<{ found: MessageDocument[]; next?: MessageKey }> {
  const endsAt = monotonicMs() + BUDGET_MS;
  const found: MessageDocument[] = [];
  for await (const keys of slicesOfKeys(of)) {
    found.push(...(await amongKeys(of, keys, of.limit - found.length)));
    if (found.length === of.limit) return { found, next: found.at(-1)!._id };
    if (monotonicMs() >= endsAt) return { found, next: keys.at(-1)! };
  }
  return { found };
}

async function amongKeys(
  { messages, path, others, projection }: OfCreator,
  keys: readonly MessageKey[],
  limit: number,
): Promise<MessageDocument[]> {
  const filter = { ...others, tenant: path.tenant, _id: { $in: [...keys] } } as TenantFilter<MessageDocument>;
  const options = { hint: '_id_', projection, sort: { _id: -1 }, limit, batchSize: limit } as const;
  return messages.find(filter, options).toArray();
}

/** Newest first; positions that were refused have no message. */
async function* slicesOfKeys({ requests, path, from, below }: OfCreator): AsyncGenerator<MessageKey[]> {
  const started = below.length > REQUEST_KEY_LENGTH ? requestKeyOf(below as MessageKey) : undefined;
  const range = { $gte: from as RequestKey, ...(started ? { $lte: started } : { $lt: below as RequestKey }) };
  const filter = { ...path, _id: range } as unknown as TenantFilter<RequestDocument>;
  const options = {
    hint: 'creator',
    projection: { _id: 1, total: 1 },
    sort: { _id: -1 },
    batchSize: REQUESTS_AT_ONCE,
  } as const;
  let keys: MessageKey[] = [];
  for await (const { _id, total } of requests.find(filter, options)) {
    const first = _id === started ? positionOf(below as MessageKey) : total;
    for (let position = Math.min(first, total) - 1; position >= 0; position--) {
      keys.push(messageKey(_id, position));
      if (keys.length < SLICE) continue;
      yield keys;
      keys = [];
    }
  }
  if (keys.length > 0) yield keys;
}

const REQUEST_KEY_LENGTH = 35;
