import type { MessageStatus, RefreshRequestsReply, RefreshRequestsRequest, RequestState } from '#libs/contracts';
import { isRequestId, PostriderError, publicRequestId, requestKey, type TenantId } from '#libs/kernel';
import { isSeen } from '../../domain/acceptance/seen.ts';
import { isOpen } from '../../domain/ledger/status.ts';
import type { ReceiptAsker } from '../ledger/ask-receipts.ts';
import type { Messages } from '../ledger/ports.ts';
import type { ReceiptPoller } from '../ledger/poll-receipts.ts';
import type { ListedRequest, Lists } from './ports.ts';

export interface RefreshPorts {
  readonly lists: Lists;
  readonly messages: Messages;
  readonly poller: Pick<ReceiptPoller, 'pollNow'>;
  readonly asker: Pick<ReceiptAsker, 'askNow'>;
}

const AT_ONCE = 8;

/** The present counts of requests, after asking the vendors that do not call back. */
export async function refreshRequests(
  { lists, messages, poller, asker }: RefreshPorts,
  query: RefreshRequestsRequest,
): Promise<RefreshRequestsReply> {
  const tenant = query.tenant as TenantId;
  if (!query.ids.every(isRequestId)) throw new PostriderError('invalid_id', 'A request id is a ulid.');
  const keys = [...new Set(query.ids)].map((id) => requestKey(tenant, id as never));
  const stored = new Map((await lists.requestsById(keys)).map((request) => [request._id, request]));
  const seen = keys.flatMap((key) => stored.get(key) ?? []).filter((request) => isSeen(query, request));
  const ids = seen.map(({ _id }) => _id);
  if (ids.length > 0) await Promise.all([poller.pollNow(tenant), asker.askNow(tenant, ids)]);

  const items: RequestState[] = [];
  for (let at = 0; at < seen.length; at += AT_ONCE) {
    const slice = seen.slice(at, at + AT_ONCE);
    items.push(...(await Promise.all(slice.map(async (it) => stateOf(it, await messages.countsOfRequest(it._id))))));
  }
  return { items };
}

type Counts = Partial<Record<MessageStatus, number>>;

/** Messages that fan-out has not stored yet count as waiting. */
export function stateOf(
  request: Pick<ListedRequest, '_id' | 'total' | 'rejected'>,
  counted: Readonly<Counts>,
): RequestState {
  const { _id, total, rejected } = request;
  const accepted = total - rejected;
  const stored = Object.values(counted).reduce((sum, count) => sum + count, 0);
  const counts: Counts = { ...counted };
  if (stored < accepted) counts.PENDING = (counts.PENDING ?? 0) + accepted - stored;
  const anyOpen = Object.keys(counts).some((status) => isOpen(status as MessageStatus));
  const state = stored < accepted ? 'accepted' : anyOpen ? 'sending' : 'done';
  return { id: publicRequestId(_id), state, total, accepted, rejected, counts };
}
