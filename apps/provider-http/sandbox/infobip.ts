import { segmentsOf } from '#libs/kernel';
import { jsonAnswer, type Answer, type Receipt, type Voice } from '#libs/sandbox-kit';
import type { HttpVendors } from './http-vendors.ts';

interface Sent {
  readonly messages?: readonly {
    readonly destinations?: readonly { readonly to?: unknown }[];
    readonly from?: unknown;
    readonly text?: unknown;
    readonly notifyUrl?: unknown;
  }[];
}

export const numberIn = (body: unknown): string => `+${String((body as Sent)?.messages?.[0]?.destinations?.[0]?.to)}`;

/** Infobip's SMS API: an accepted call may hold a message that is rejected. */
export async function sendAdvanced(
  vendors: HttpVendors,
  authorization: string | undefined,
  sent: unknown,
): Promise<Answer> {
  if (!isKnown(vendors, authorization)) return infobipError(401, 'UNAUTHORIZED', 'Invalid login details');
  const [message] = (sent as Sent)?.messages ?? [];
  const to = message?.destinations?.[0]?.to;
  if (typeof to !== 'string' || typeof message?.text !== 'string' || message.text === '')
    return infobipError(400, 'BAD_REQUEST', 'Bad Request');
  if (!/^\d{7,15}$/.test(to)) return statusAnswer(to, 'REJECTED', 'REJECTED_DESTINATION');

  const from = typeof message.from === 'string' ? message.from : '';
  const text = await vendors.receive({
    account: 'infobip',
    to: `+${to}`,
    from: /^\d{7,15}$/.test(from) ? `+${from}` : from,
    body: message.text,
    segments: segmentsOf(message.text).segments,
    ...(typeof message.notifyUrl === 'string' && { statusCallback: message.notifyUrl }),
  });
  return statusAnswer(to, 'PENDING', 'PENDING_ACCEPTED', text.sid);
}

export const infobipBalance = (vendors: HttpVendors, authorization: string | undefined): Answer =>
  isKnown(vendors, authorization)
    ? jsonAnswer(200, { balance: 47.79134, currency: 'EUR' })
    : infobipError(401, 'UNAUTHORIZED', 'Invalid login details');

const isKnown = ({ account }: HttpVendors, authorization: string | undefined): boolean =>
  account !== undefined && authorization === `App ${account.key}`;

const GROUPS: Readonly<Record<string, number>> = {
  OK: 0,
  PENDING: 1,
  UNDELIVERABLE: 2,
  DELIVERED: 3,
  EXPIRED: 4,
  REJECTED: 5,
};

const statusOf = (groupName: string, name: string) => ({
  groupId: GROUPS[groupName] ?? 1,
  groupName,
  id: 7,
  name,
  description: 'As the fake says.',
});

function statusAnswer(to: string, group: string, name: string, messageId?: string): Answer {
  const message = { to, status: statusOf(group, name), ...(messageId !== undefined && { messageId }) };
  return jsonAnswer(200, { bulkId: 'b-1', messages: [message] });
}

const infobipError = (status: number, messageId: string, text: string): Answer =>
  jsonAnswer(status, { requestError: { serviceException: { messageId, text } } });

export const infobipVoice: Voice = {
  throttled: () => infobipError(429, 'TOO_MANY_REQUESTS', 'Too many requests'),
  unavailable: () => infobipError(503, 'GENERAL_ERROR', 'Service unavailable'),
  serverError: () => infobipError(500, 'GENERAL_ERROR', 'Something went wrong'),
  /** A group of statuses is the refusal of one message, in an answer that is a success. */
  refused: ({ code, status, message = 'No.' }) =>
    String(code) in GROUPS
      ? statusAnswer('1', String(code), `${code}_BY_THE_FAKE`)
      : infobipError(status, String(code), message),
  withoutId: ({ body }) => {
    const { messages } = JSON.parse(body.toString()) as { messages: Record<string, unknown>[] };
    return jsonAnswer(200, { messages: messages.map(({ messageId: _, ...message }) => message) });
  },
};

export const INFOBIP_STATUSES = {
  sent: 'DELIVERED_TO_OPERATOR',
  delivered: 'DELIVERED_TO_HANDSET',
  undelivered: 'UNDELIVERABLE_NOT_DELIVERED',
  failed: 'REJECTED_OPERATOR',
};

/** The group of a status is its first word. */
export function infobipCallback({ text, status, errorCode, extra }: Receipt) {
  const result = {
    bulkId: 'b-1',
    messageId: text.sid,
    to: text.to.slice(1),
    sentAt: new Date(text.createdAt).toISOString(),
    doneAt: new Date(text.updatedAt).toISOString(),
    smsCount: text.segments,
    price: { pricePerMessage: 0.03, currency: 'EUR' },
    status: statusOf(status.split('_')[0]!, status),
    error: { groupId: 0, groupName: 'OK', id: 0, name: String(errorCode ?? 'NO_ERROR'), permanent: false },
    ...extra,
  };
  return { contentType: 'application/json', body: JSON.stringify({ results: [result] }) };
}
