import type { RequestDocument, RequestQuery, RequestView } from '#libs/contracts';
import { isRequestId, positionOf, PostriderError, publicMessageId, requestKey, type TenantId } from '#libs/kernel';
import { seesContent, shownContent } from '../../domain/acceptance/shown-content.ts';
import { isSeen } from '../../domain/acceptance/seen.ts';
import { keyOf } from '../../domain/acceptance/request-payload.ts';
import { stateOf } from './refresh-requests.ts';
import type { ReadPorts } from './read-message.ts';
import { orUnreadable, payloadOf, shownOf } from '../ledger/sealed-content.ts';

/** One request: counts by status, the overall state and a page of its messages. */
export async function readRequest(ports: ReadPorts, query: RequestQuery): Promise<RequestView> {
  if (!isRequestId(query.id)) throw new PostriderError('invalid_id', 'A request id is a ulid.');
  const tenant = query.tenant as TenantId;
  const request = await ports.requests.byId(requestKey(tenant, query.id));
  if (!request || !isSeen(query, request)) throw new PostriderError('not_found', 'There is no request with this id.');
  await ports.codec.ready(tenant);

  const state = stateOf(request, await ports.messages.countsOfRequest(request._id));
  const items = await page(ports, request, query);
  const last = items.at(-1);
  return {
    ...state,
    created_at: request.created_at.toISOString(),
    created_by: request.created_by,
    environment: request.environment,
    masked: !seesContent(query, request),
    items: items.map(({ position: _, ...item }) => item),
    ...(last && items.length === query.limit && { next: last.position }),
  };
}

type Item = RequestView['items'][number] & { position: number };

/** From the ledger; from the payload for positions that fan-out has not stored yet. */
async function page(ports: ReadPorts, request: RequestDocument, query: RequestQuery): Promise<Item[]> {
  const { after = -1, limit } = query;
  const stored = await ports.messages.ofRequest(request._id, after, limit);
  const items = stored.map((message) => ({
    id: publicMessageId(message._id) as string,
    status: message.status,
    to: shownOf(ports.codec, query, message).to,
    position: positionOf(message._id),
  }));
  if (items.length === limit || !request.wake_at) return items;

  const seen = new Set(items.map(({ position }) => position));
  const payload = orUnreadable(() => payloadOf(ports.codec, request));
  if (payload === 'unreadable') return items;
  const missing = payload
    .filter(({ position }) => position > after && !seen.has(position))
    .map((item) => ({
      id: publicMessageId(keyOf(request, item)) as string,
      status: 'PENDING' as const,
      to: shownContent(query, { ...item, created_by: request.created_by, status: 'PENDING' }, item).to,
      position: item.position,
    }));
  return [...items, ...missing].sort((a, b) => a.position - b.position).slice(0, limit);
}
