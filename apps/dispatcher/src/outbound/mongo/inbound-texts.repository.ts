import type { TenantId } from '#libs/kernel';
import { insertManyUnordered, type TenantFilter } from '#libs/persistence';
import type { InboundTexts, TextChoice } from '../../application/inbound-texts/ports.ts';
import type { Page, PageAsked } from '../../application/messages/ports.ts';
import type { InboundTextRecord } from '../../domain/inbound-texts/inbound-text.ts';
import { boundedScan } from './bounded-scan.ts';
import type { Collections, InboundTextDocument } from './collections.ts';
import { timeRange } from './time-range.ts';

const OF_A_ROUTE = 'the vendor names a text by its route, which has one owner';
const DUE = 'the sweep repeats what is due for every tenant';

export class MongoInboundTexts implements InboundTexts {
  constructor(private readonly collections: Pick<Collections, 'inboundTexts'>) {}

  async insert(texts: readonly InboundTextRecord[]): Promise<InboundTextRecord[]> {
    const all = this.collections.inboundTexts.acrossTenants(OF_A_ROUTE);
    const outcomes = await insertManyUnordered(all, texts);
    const known = texts.filter((_, at) => outcomes[at] !== 'inserted');
    if (known.length === 0) return [...texts];
    const [{ route }] = known as [InboundTextRecord];
    const ids = known.map(({ vendor_text_id }) => vendor_text_id);
    const stored = await all.find({ route, vendor_text_id: { $in: ids } }).toArray();
    const byId = new Map(stored.map((text) => [text.vendor_text_id, text]));
    return texts.flatMap((text, at) => (outcomes[at] === 'inserted' ? text : (byId.get(text.vendor_text_id) ?? [])));
  }

  byId(tenant: TenantId, id: string): Promise<InboundTextRecord | null> {
    return this.collections.inboundTexts.findOne({ tenant, _id: `${tenant}.${id}` });
  }

  due(now: number, limit: number): Promise<InboundTextRecord[]> {
    const due = { wake_at: { $lte: new Date(now) } };
    return this.collections.inboundTexts.acrossTenants(DUE).find(due).sort({ wake_at: 1 }).limit(limit).toArray();
  }

  async postpone(ids: readonly string[], until: Date): Promise<void> {
    const open = { _id: { $in: [...ids] }, wake_at: { $exists: true } };
    await this.collections.inboundTexts.acrossTenants(DUE).updateMany(open, { $set: { wake_at: until } });
  }

  async done(ids: readonly string[]): Promise<void> {
    const all = this.collections.inboundTexts.acrossTenants('each id begins with the tenant');
    await all.updateMany({ _id: { $in: [...ids] } }, { $unset: { wake_at: '' } });
  }

  async list(choice: TextChoice, { limit, after }: PageAsked<string>): Promise<Page<InboundTextRecord, string>> {
    const { index, path } = pathOf(choice);
    const collection = this.collections.inboundTexts;
    const scan = { collection, index, path, others: othersOf(choice, path), ...timeRange(choice, after), limit };
    return (await boundedScan({ ...scan, projection: {} })) as unknown as Page<InboundTextRecord, string>;
  }
}

interface Path {
  readonly index: string;
  readonly path: TenantFilter<InboundTextDocument>;
}

/** The index that leads to the fewest texts. */
function pathOf({ tenant, conversation, keyword, needs_review }: TextChoice): Path {
  if (conversation !== undefined) return { index: 'conversation', path: { tenant, conversation } };
  if (needs_review) return { index: 'review', path: { tenant, needs_review } };
  if (keyword) return { index: 'keyword', path: { tenant, keyword } };
  return { index: '_id_', path: { tenant } };
}

function othersOf(choice: TextChoice, path: object): Record<string, unknown> {
  const { environment, route, to, conversation, keyword, needs_review, from, until } = choice;
  const wanted = {
    ...{ environment, route, to, conversation, keyword },
    needs_review: needs_review === false ? { $exists: false } : needs_review,
    at: (from || until) && { ...(from && { $gte: from }), ...(until && { $lt: until }) },
  };
  return Object.fromEntries(Object.entries(wanted).filter(([name, value]) => value !== undefined && !(name in path)));
}
