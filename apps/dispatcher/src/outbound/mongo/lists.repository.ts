import type { MessageDocument, MessageStatus, RequestDocument } from '#libs/contracts';
import type { MessageKey, RequestKey } from '#libs/kernel';
import type { TenantFilter } from '#libs/persistence';
import type {
  ListedMessage,
  ListedRequest,
  Lists,
  MessageChoice,
  Page,
  PageAsked,
  RequestChoice,
} from '../../application/messages/ports.ts';
import { boundedScan } from './bounded-scan.ts';
import type { Collections } from './collections.ts';
import { UNSUCCESSFUL } from './indexes.ts';
import { messagesOfCreator } from './messages-of-creator.ts';
import { timeRange } from './time-range.ts';

export class MongoLists implements Lists {
  constructor(private readonly collections: Pick<Collections, 'messages' | 'requests'>) {}

  messages(choice: MessageChoice, page: PageAsked<MessageKey>): Promise<Page<ListedMessage, MessageKey>> {
    return this.listed(choice, page, MESSAGE);
  }

  private async listed(
    choice: MessageChoice,
    page: PageAsked<MessageKey>,
    projection: Projection,
  ): Promise<Page<ListedMessage, MessageKey>> {
    const { index } = messagePath(choice);
    if (index !== 'unsuccessful' || choice.statuses!.length === 1) return this.onePath(choice, page, projection);
    // For several values the planner may read all their entries and sort them.
    const pages = choice.statuses!.map((status) => this.onePath({ ...choice, statuses: [status] }, page, projection));
    return merged(await Promise.all(pages), page.limit);
  }

  async keys(choice: MessageChoice, page: PageAsked<MessageKey>): Promise<Page<MessageKey, MessageKey>> {
    const { found, next } = await this.listed(choice, page, KEY);
    return { found: found.map(({ _id }) => _id), ...(next && { next }) };
  }

  private async onePath(
    choice: MessageChoice,
    { limit, after }: PageAsked<MessageKey>,
    projection: Projection,
  ): Promise<Page<ListedMessage, MessageKey>> {
    const { index, path } = messagePath(choice);
    const others = without(messageConditions(choice), path);
    const range = timeRange(choice, after);
    const { messages, requests } = this.collections;
    const page =
      index === 'creator'
        ? await messagesOfCreator({ messages, requests, path, others, ...range, limit, projection })
        : await boundedScan({ collection: messages, index, path, others, ...range, limit, projection });
    return page as Page<ListedMessage, MessageKey>;
  }

  async requests(
    choice: RequestChoice,
    { limit, after }: PageAsked<RequestKey>,
  ): Promise<Page<ListedRequest, RequestKey>> {
    const { tenant, environment, created_by } = choice;
    const { index, path }: Path =
      created_by !== undefined
        ? { index: 'creator', path: { tenant, created_by } }
        : environment === 'test'
          ? { index: 'test', path: { tenant, environment } }
          : { index: '_id_', path: { tenant } };
    const others = without(requestConditions(choice), path);
    const collection = this.collections.requests;
    const range = timeRange(choice, after);
    const asked = { collection, index, path: path as TenantFilter<RequestDocument>, others, ...range, limit };
    return (await boundedScan({ ...asked, projection: REQUEST })) as Page<ListedRequest, RequestKey>;
  }

  requestsById(keys: readonly RequestKey[]): Promise<ListedRequest[]> {
    const { requests } = this.collections;
    const all = requests.acrossTenants('each id begins with the tenant');
    return all.find<ListedRequest>({ _id: { $in: [...keys] } }, { projection: REQUEST }).toArray();
  }
}

/** Each page has all that its list has down to its `next`. */
function merged(pages: readonly Page<ListedMessage, MessageKey>[], limit: number): Page<ListedMessage, MessageKey> {
  const end = pages
    .flatMap(({ next }) => next ?? [])
    .sort()
    .at(-1);
  const all = pages.flatMap(({ found }) => found).filter(({ _id }) => end === undefined || _id >= end);
  const found = all.sort((one, other) => (one._id < other._id ? 1 : -1)).slice(0, limit);
  const next = all.length > limit ? found.at(-1)!._id : end;
  return { found, ...(next && { next }) };
}

interface Path {
  readonly index: string;
  readonly path: TenantFilter<MessageDocument>;
}

/** The index that leads to the fewest messages. */
function messagePath(choice: MessageChoice): Path {
  const { tenant, environment, created_by, request, statuses, client_ref, subject_ref, to_hash } = choice;
  const { channel, template_id } = choice;
  if (request !== undefined) return { index: '_id_', path: { tenant } };
  if (to_hash !== undefined) return { index: 'recipient', path: { tenant, to_hash } };
  if (client_ref !== undefined) return { index: 'client_ref_in_order', path: { tenant, client_ref } };
  if (subject_ref !== undefined) return { index: 'subject_ref', path: { tenant, subject_ref } };
  if (template_id !== undefined) return { index: 'template', path: { tenant, template_id } };
  if (created_by !== undefined) return { index: 'creator', path: { tenant, created_by } };
  if (statuses?.length && statuses.every((status) => UNSUCCESSFUL.includes(status)))
    return { index: 'unsuccessful', path: { tenant, status: statuses[0]! } };
  if (channel === 'mms') return { index: 'pictures', path: { tenant, channel } };
  if (environment === 'test') return { index: 'test', path: { tenant, environment } };
  return { index: '_id_', path: { tenant } };
}

type Conditions = Readonly<Record<string, unknown>>;

const requestConditions = ({ environment, created_by, from, until }: RequestChoice): Conditions => ({
  ...(environment && { environment }),
  ...(created_by !== undefined && { created_by }),
  ...((from || until) && { created_at: { ...(from && { $gte: from }), ...(until && { $lt: until }) } }),
});

function messageConditions(choice: MessageChoice): Conditions {
  const { statuses, category, channel, route, agent, client_ref, subject_ref, template_id, to_hash } = choice;
  const given = { category, route, client_ref, subject_ref, template_id, to_hash };
  return {
    ...requestConditions(choice),
    // A message without pictures has no channel.
    ...(channel && { channel: channel === 'mms' ? channel : { $ne: 'mms' } }),
    ...(agent !== undefined && { $or: [{ agent }, { pinned_route: agent }, { preferred_route: agent }] }),
    ...(statuses && { status: { $in: [...statuses] satisfies MessageStatus[] } }),
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  };
}

const without = (conditions: Conditions, path: object): Conditions =>
  Object.fromEntries(Object.entries(conditions).filter(([name]) => !(name in path)));

const named = <Name extends string>(...names: Name[]): Record<Name, 1> =>
  Object.fromEntries(names.map((name) => [name, 1])) as Record<Name, 1>;

export const MESSAGE: Record<keyof ListedMessage, 1> = named(
  '_id',
  'tenant',
  'environment',
  'number',
  'created_at',
  'created_by',
  'content',
  'category',
  'channel',
  'route',
  'segments',
  'encoding',
  'sender',
  'client_ref',
  'subject_ref',
  'send_at',
  'status',
  'answers',
  'agent',
  'pinned_route',
  'preferred_route',
  'duplicate_of',
  'fence',
  'holder',
  'guarantee',
  'awaits_start',
);
type Projection = Readonly<Partial<Record<keyof ListedMessage, 1>>>;
const KEY = { _id: 1 } as const;

/** Without the sealed messages and answer, which may have megabytes. */
const REQUEST: Record<keyof ListedRequest, 1> = named(
  '_id',
  'created_at',
  'created_by',
  'environment',
  'total',
  'rejected',
  'cancel_at',
  'wake_at',
);
