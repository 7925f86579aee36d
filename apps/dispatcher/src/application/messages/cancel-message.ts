import type { CancelMessageReply, CancelMessageRequest, MessageDocument } from '#libs/contracts';
import {
  checkpoint,
  clock,
  isMessageId,
  messageKeyOf,
  positionOf,
  PostriderError,
  requestKeyOf,
  type MessageKey,
  type TenantId,
} from '#libs/kernel';
import { isSeen } from '../../domain/acceptance/seen.ts';
import { isClosed } from '../../domain/ledger/status.ts';
import { CLOSED_WITHIN_MS, storeCanceled, type CancelPorts } from './cancel-request.ts';
import { cancelReasonOf } from '../../domain/acceptance/duplicate-guard.ts';
import { closeMessages } from '../ledger/close-messages.ts';
import { orUnreadable, payloadOf } from '../ledger/sealed-content.ts';

const AT_MOST = 5;
const UNREADABLE = 'The message can no longer be read and will not be sent; there is nothing left to cancel.';

/**
 * Closes a waiting message. One in the air stays in the air, and is not tried again. Repeating the call gives the same
 * answer.
 */
export async function cancelMessage(ports: CancelPorts, query: CancelMessageRequest): Promise<CancelMessageReply> {
  const { tenant, id } = query;
  if (!isMessageId(id)) throw new PostriderError('invalid_id', 'A message id is a ulid, a dot and four digits.');
  const key = messageKeyOf(tenant as TenantId, id);
  const found = (await ports.messages.byKey(key)) ?? (await stored(ports, key, query));
  if (!isSeen(query, found)) noSuchMessage();

  if (!isClosed(found.status)) await mark(ports, key);
  for (let turn = 0; turn < AT_MOST; turn += 1) {
    const message = (await ports.messages.byKey(key)) ?? noSuchMessage();
    const { status } = message;
    if (isEnded(message)) return { id, status };
    if (isClosed(status)) throw alreadyClosed(status);
    if (status !== 'PENDING') return { id, status };
    await closeMessages(ports, [message], cancelReasonOf(message));
  }
  const { status } = (await ports.messages.byKey(key)) ?? noSuchMessage();
  return { id, status };
}

/**
 * On the request if this is its only message, so that a fan-out sees it too; always on the message, for its readers.
 */
async function mark(ports: CancelPorts, key: MessageKey): Promise<void> {
  const now = clock.now();
  const request = await ports.requests.byId(requestKeyOf(key));
  if (request?.total === 1) await ports.requests.cancel(request._id, new Date(now));
  checkpoint('dispatcher.cancel.after_mark');
  const wakeAt = new Date(now + CLOSED_WITHIN_MS);
  await ports.messages.cancel(requestKeyOf(key), new Date(now), wakeAt, key);
}

/** Accepted, but not stored by its fan-out yet: the insert claims its position. */
async function stored(ports: CancelPorts, key: MessageKey, seen: CancelMessageRequest): Promise<MessageDocument> {
  const request = (await ports.requests.byId(requestKeyOf(key))) ?? noSuchMessage();
  if (!isSeen(seen, request)) noSuchMessage();
  await ports.codec.ready(request.tenant);
  const items = orUnreadable(() => payloadOf(ports.codec, request));
  if (items === 'unreadable') throw new PostriderError('already_closed', UNREADABLE);
  const item = items.find(({ position }) => position === positionOf(key));
  if (!item) return noSuchMessage();
  await storeCanceled(ports, request, [item]);
  return (await ports.messages.byKey(key)) ?? noSuchMessage();
}

/** A canceled message that an attempt may have sent is called UNCONFIRMED. */
const isEnded = ({ status, cancel_at }: MessageDocument): boolean =>
  status === 'CANCELED' || (status === 'UNCONFIRMED' && cancel_at !== undefined);

function noSuchMessage(): never {
  throw new PostriderError('not_found', 'There is no message with this id.');
}

const alreadyClosed = (status: string): PostriderError =>
  new PostriderError('already_closed', `The message is ${status}; there is nothing left to cancel.`);
