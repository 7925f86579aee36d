import type { CloseReason, RequestDocument, SubmitReply } from '#libs/contracts';
import { clock, messageKey } from '#libs/kernel';
import { bareFields, isBare } from '../../domain/acceptance/bare-message.ts';
import { closeMessages, type ClosePorts } from '../ledger/close-messages.ts';
import { CLOSED_WITHIN_MS } from '../messages/cancel-request.ts';
import type { Codec, MessageMetrics, NewMessage } from '../ledger/ports.ts';
import type { Requests } from '../accept/ports.ts';
import { opened, payloadOf } from '../ledger/sealed-content.ts';

const CHUNK = 200;

export type FailPorts = ClosePorts & {
  readonly requests: Requests;
  readonly codec: Codec;
  readonly metrics: Pick<MessageMetrics, 'unprocessable'>;
};

/** Why accepted messages are ended without being sent. */
export type Unprocessable = Extract<CloseReason, 'UNREADABLE' | 'UNSTORABLE'>;

/** Ends the positions of a request that are not stored yet, and with them its fan-out. Repeating it changes nothing. */
export async function failRequest(ports: FailPorts, request: RequestDocument, reason: Unprocessable): Promise<void> {
  const positions = positionsOf(ports.codec, request);
  ports.log.error('request.unprocessable', { request: request._id, messages: positions.length, reason });
  await failPositions(ports, request, positions, reason);
  ports.requests.fanOutEnded(request._id);
}

/**
 * Stores positions without their content, and closes them. Positions that another fan-out stored meanwhile stay as they
 * are.
 */
export async function failPositions(
  ports: FailPorts,
  request: RequestDocument,
  positions: readonly number[],
  reason: Unprocessable,
): Promise<void> {
  for (let at = 0; at < positions.length; at += CHUNK) {
    const chunk = positions.slice(at, at + CHUNK);
    const { failure } = await ports.messages.insert(chunk.map((position) => bareMessage(request, position)));
    if (failure !== undefined) throw new Error('Not every message is known to be stored.', { cause: failure });
    const stored = await ports.messages.byKeys(chunk.map((position) => messageKey(request._id, position)));
    const waiting = stored.filter((message) => isBare(message) && message.status === 'PENDING');
    await closeMessages(ports, waiting, reason);
    ports.metrics.unprocessable(reason, waiting.length);
  }
}

/**
 * Due soon, in case this process dies before it closes them; not due at once, because another look would close them for
 * another reason.
 */
const bareMessage = (request: RequestDocument, position: number): NewMessage => ({
  ...bareFields(request, position),
  entering: 'PENDING',
  fence: 0,
  attempt: 0,
  wakeAt: new Date(clock.now() + CLOSED_WITHIN_MS),
});

/**
 * The accepted positions. A request of an earlier version has them only in its payload and answer; if neither can be
 * read, all positions.
 */
function positionsOf(codec: Codec, request: RequestDocument): number[] {
  const { total, rejected_positions: rejected } = request;
  const all = Array.from({ length: total }, (_, position) => position);
  if (rejected) return all.filter((position) => !rejected.includes(position));
  const sources = [
    () => payloadOf(codec, request).map(({ position }) => position),
    () => answerOf(codec, request).items.flatMap(({ id, position }) => (id === undefined ? [] : position)),
  ];
  for (const read of sources) {
    const positions = orNothing(read);
    if (positions) return positions;
  }
  return all;
}

function orNothing<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

const answerOf = (codec: Codec, { tenant, answer }: RequestDocument): SubmitReply =>
  opened('answer of a request', () => JSON.parse(codec.open(tenant, 'answer', answer)) as SubmitReply);
