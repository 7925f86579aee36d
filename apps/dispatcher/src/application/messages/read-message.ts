import type { MessageDocument, MessageQuery, MessageView } from '#libs/contracts';
import {
  isMessageId,
  messageKeyOf,
  positionOf,
  PostriderError,
  publicMessageId,
  publicRequestId,
  requestKeyOf,
  type MessageKey,
  type TenantId,
} from '#libs/kernel';
import { attemptsOf } from '../../domain/ledger/attempts.ts';
import { shownFields, timesOf } from '../../domain/acceptance/message-fields.ts';
import { metadataOf } from '../../domain/acceptance/metadata.ts';
import { isSeen } from '../../domain/acceptance/seen.ts';
import { shownContent } from '../../domain/acceptance/shown-content.ts';
import { timelineOf } from '../../domain/ledger/timeline.ts';
import { noRoute } from '../../domain/routing/without-route.ts';
import type { Codec, Evidence, Messages } from '../ledger/ports.ts';
import type { Requests } from '../accept/ports.ts';
import { payloadOf, shownOf } from '../ledger/sealed-content.ts';
import { agentOf, duplicateEnd, reasonOf } from './outcome-of.ts';

export interface ReadPorts {
  readonly requests: Requests;
  readonly messages: Messages;
  readonly evidence: Evidence;
  readonly codec: Codec;
}

/** One message with its attempts and timeline. Accepted ones are found even before fan-out has stored them. */
export async function readMessage(ports: ReadPorts, query: MessageQuery): Promise<MessageView> {
  const { id } = query;
  const tenant = query.tenant as TenantId;
  if (!isMessageId(id)) throw new PostriderError('invalid_id', 'A message id is a ulid, a dot and four digits.');
  await ports.codec.ready(tenant);
  const key = messageKeyOf(tenant, id);
  const message = await ports.messages.byKey(key);
  if (!message) return acceptedOnly(ports, key, query);
  if (!isSeen(query, message)) noSuchMessage();

  const rows = (await ports.evidence.ofMessages([key])).get(key) ?? [];
  const reason = reasonOf(message, rows);
  return {
    ...fieldsOf(message),
    status: message.status,
    ...(reason && { reason }),
    ...(message.status === 'PENDING' && duplicateEnd(message)),
    ...(message.waits_for && message.status === 'PENDING' && { no_route: noRoute(message.waits_for.reason) }),
    ...shownOf(ports.codec, query, message),
    attempts: attemptsOf(rows),
    timeline: timelineOf(message, rows),
  };
}

function fieldsOf(message: MessageDocument) {
  const { _id, number, environment, created_by, possible_duplicate, retry_of, duplicate_of, cancel_at, explanation } =
    message;
  return {
    ...shownFields(message),
    channel: message.channel ?? 'sms',
    id: publicMessageId(_id) as string,
    request_id: publicRequestId(requestKeyOf(_id)) as string,
    number,
    environment,
    created_at: message.created_at.toISOString(),
    created_by,
    deadline: message.deadline.toISOString(),
    ...metadataOf(message),
    ...agentOf(message),
    ...(possible_duplicate && { possible_duplicate }),
    ...timesOf(message, (at) => at.toISOString()),
    ...(retry_of && { retry_of: publicMessageId(retry_of) as string }),
    ...(duplicate_of && { duplicate_of: publicMessageId(duplicate_of) as string }),
    ...(cancel_at && { cancel_requested_at: cancel_at.toISOString() }),
    ...(explanation && { explanation }),
  };
}

async function acceptedOnly(ports: ReadPorts, key: MessageKey, query: MessageQuery): Promise<MessageView> {
  const request = await ports.requests.byId(requestKeyOf(key));
  const item =
    request &&
    isSeen(query, request) &&
    payloadOf(ports.codec, request).find(({ position }) => position === positionOf(key));
  if (!request || !item) return noSuchMessage();
  const { metadata } = item;
  const { retry_of, cancel_at } = request;
  return {
    ...shownFields(item),
    channel: item.channel ?? 'sms',
    ...(metadata && { metadata: { ...metadata } }),
    ...agentOf(item),
    ...(retry_of && { retry_of: publicMessageId(retry_of) as string }),
    ...(cancel_at && { cancel_requested_at: cancel_at.toISOString() }),
    id: publicMessageId(key),
    request_id: publicRequestId(request._id),
    number: request.number_from + positionOf(key),
    environment: request.environment,
    status: 'PENDING',
    ...(item.duplicate_of && { duplicate_of: publicMessageId(item.duplicate_of) as string }),
    ...duplicateEnd(item),
    ...shownContent(query, { ...item, created_by: request.created_by, status: 'PENDING' }, item),
    created_at: request.created_at.toISOString(),
    created_by: request.created_by,
    deadline: new Date(item.deadline).toISOString(),
    ...timesOf(item, (ms) => new Date(ms).toISOString()),
    attempts: [],
    timeline: [{ at: request.created_at.toISOString(), kind: 'accepted', status: 'PENDING' }],
  };
}

/** A duplicate is never sent: until the ledger has closed it, it is already shown as it will be. */
function noSuchMessage(): never {
  throw new PostriderError('not_found', 'There is no message with this id.');
}
