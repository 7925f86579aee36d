import type { Category, DeadLetter, DeadLetterState, MessageDocument } from '#libs/contracts';
import { tenantOf, type MessageKey } from '#libs/kernel';
import type { TenantFilter } from '#libs/persistence';
import type { DeadLetterCount, DeadLetterFilterRecord, DeadLetters } from '../../application/dead-letters/ports.ts';
import type { Collections } from './collections.ts';

const INDEX = 'dead_letter';

export class MongoDeadLetters implements DeadLetters {
  constructor(private readonly collections: Pick<Collections, 'messages'>) {}

  list(filter: DeadLetterFilterRecord, limit: number, after?: MessageKey): Promise<MessageDocument[]> {
    const { tenant } = filter;
    const range = { $gte: `${tenant}.` as MessageKey, $lt: after ?? (`${tenant}/` as MessageKey) };
    return this.collections.messages
      .find({ ...matching(filter), _id: range }, { hint: INDEX })
      .sort({ _id: -1 })
      .limit(limit)
      .toArray();
  }

  async counts(filter: DeadLetterFilterRecord): Promise<DeadLetterCount[]> {
    const kind = { state: '$dead_letter.state', route: '$route', category: '$category' };
    const group = { _id: kind, count: { $sum: 1 }, oldest: { $min: '$created_at' } };
    const { messages } = this.collections;
    const pipeline = [{ $match: matching(filter) }, { $group: group }];
    const groups = await messages.aggregate<Group>(filter.tenant, pipeline, { hint: INDEX }).toArray();
    return groups.map(({ _id: { state, route, category }, count, oldest }) => {
      return { state: state === 'retrying' ? 'pending' : state, ...(route && { route }), category, count, oldest };
    });
  }

  async move(key: MessageKey, from: DeadLetter['state'], to: DeadLetter): Promise<boolean> {
    const there = { tenant: tenantOf(key), _id: key, 'dead_letter.state': from };
    return (await this.collections.messages.updateOne(there, { $set: { dead_letter: to } })).matchedCount === 1;
  }
}

interface Group {
  readonly _id: { readonly state: DeadLetter['state']; readonly route?: string; readonly category: Category };
  readonly count: number;
  readonly oldest: Date;
}

function matching(filter: DeadLetterFilterRecord): TenantFilter<MessageDocument> {
  const { tenant, environment, created_by, state, category, route, from, until } = filter;
  return {
    tenant,
    'dead_letter.state': { $in: state ? statesOf(state) : [...statesOf('pending'), 'retried', 'abandoned'] },
    ...(environment && { environment }),
    ...(created_by !== undefined && { created_by }),
    ...(category && { category }),
    ...(route !== undefined && { route }),
    ...((from || until) && { created_at: { ...(from && { $gte: from }), ...(until && { $lt: until }) } }),
  };
}

/** A retry that has begun is shown as pending. */
const statesOf = (state: DeadLetterState): DeadLetter['state'][] =>
  state === 'pending' ? ['pending', 'retrying'] : [state];
