import {
  dispatcherContracts,
  type CancelRequestReply,
  type CancelRequestRequest,
  type RequestDocument,
} from '#libs/contracts';
import {
  checkpoint,
  clock,
  isRequestId,
  PostriderError,
  requestKey,
  type MessageKey,
  type TenantId,
} from '#libs/kernel';
import { cancelReasonOf } from '../../domain/acceptance/duplicate-guard.ts';
import { acceptedFields, keyOf, type PayloadItem } from '../../domain/acceptance/request-payload.ts';
import { isSeen } from '../../domain/acceptance/seen.ts';
import { closeMessages, type ClosePorts } from '../ledger/close-messages.ts';
import type { Codec, NewMessage } from '../ledger/ports.ts';
import type { Requests } from '../accept/ports.ts';
import { orUnreadable, payloadOf } from '../ledger/sealed-content.ts';

export type CancelPorts = ClosePorts & {
  readonly requests: Requests;
  readonly codec: Codec;
};

const CHUNK = 200;
/** While a call closes messages no other replica needs to look at them; if the process dies, they are due soon. */
export const CLOSED_WITHIN_MS = dispatcherContracts.requests.cancel.timeoutMs;

/**
 * Marks the request, then closes its waiting messages; granted ones stay granted, and are not tried again. Repeating
 * the call continues where an earlier call stopped.
 */
export async function cancelRequest(ports: CancelPorts, query: CancelRequestRequest): Promise<CancelRequestReply> {
  if (!isRequestId(query.id)) throw new PostriderError('invalid_id', 'A request id is a ulid.');
  const key = requestKey(query.tenant as TenantId, query.id);
  const found = await ports.requests.byId(key);
  if (!found || !isSeen(query, found)) throw new PostriderError('not_found', 'There is no request with this id.');

  const now = clock.now();
  const request = (await ports.requests.cancel(key, new Date(now))) ?? found;
  checkpoint('dispatcher.cancel.after_mark');
  if (request.wake_at) await storeTheRest(ports, request);
  await ports.messages.cancel(key, new Date(now), new Date(clock.now() + CLOSED_WITHIN_MS));
  checkpoint('dispatcher.cancel.before_close');
  await closeWaiting(ports, request);
  return { id: query.id, counts: await ports.messages.countsOfRequest(key) };
}

/**
 * The insert claims the position: a fan-out cannot send the messages that this call stores as waiting. It starts at the
 * end, so that it meets a running fan-out in the middle. A request that cannot be read is left to the sweep.
 */
async function storeTheRest(ports: CancelPorts, request: RequestDocument): Promise<void> {
  await ports.codec.ready(request.tenant);
  const items = orUnreadable(() => payloadOf(ports.codec, request));
  if (items === 'unreadable') return;
  for (let end = items.length; end > 0; end -= CHUNK) {
    const chunk = items.slice(Math.max(0, end - CHUNK), end);
    const there = new Set((await ports.messages.byKeys(chunk.map((it) => keyOf(request, it)))).map(({ _id }) => _id));
    const missing = chunk.filter((it) => !there.has(keyOf(request, it)));
    if (missing.length > 0) await storeCanceled(ports, request, missing);
  }
  ports.requests.fanOutEnded(request._id);
}

/** Stores positions as waiting and canceled; those that are stored already stay as they are. */
export async function storeCanceled(
  ports: Pick<CancelPorts, 'messages' | 'codec'>,
  request: RequestDocument,
  items: readonly PayloadItem[],
): Promise<void> {
  const now = clock.now();
  const documents = items.map((item): NewMessage => ({
    ...acceptedFields(request, item, ports.codec),
    cancel_at: new Date(now),
    entering: 'PENDING',
    fence: 0,
    attempt: 0,
    wakeAt: new Date(now + CLOSED_WITHIN_MS),
  }));
  const { failure } = await ports.messages.insert(documents);
  if (failure !== undefined) throw new Error('Not every message is known to be stored.', { cause: failure });
}

async function closeWaiting(ports: CancelPorts, request: RequestDocument): Promise<void> {
  let after: MessageKey | undefined;
  for (;;) {
    const chunk = await ports.messages.pendingOfRequest(request._id, CHUNK, after);
    for (const [reason, some] of Map.groupBy(chunk, cancelReasonOf)) await closeMessages(ports, some, reason);
    if (chunk.length < CHUNK) return;
    after = chunk.at(-1)!._id;
  }
}
