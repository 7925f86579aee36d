import { segmentsOf } from '#libs/kernel';
import { jsonAnswer, one, type Answer, type Form, type Receipt, type Voice } from '#libs/sandbox-kit';
import type { HttpVendors } from './http-vendors.ts';

/** Vonage's SMS API: every answer is HTTP 200, with hyphens in its names and one entry for each segment. */
export async function sendSms(vendors: HttpVendors, form: Form): Promise<Answer> {
  const { account, room } = vendors;
  const [to, from, body] = [one(form, 'to'), one(form, 'from'), one(form, 'text')];
  if (!account || one(form, 'api_key') !== account.key || one(form, 'api_secret') !== account.secret)
    return vonageError('4', 'Bad Credentials');
  if (to === '' || from === '' || body === '') return vonageError('2', 'Missing parameters');
  if (!/^\d{7,15}$/.test(to)) return vonageError('3', 'Invalid value for param: to');
  if (one(form, 'client-ref').length > 40) return vonageError('3', 'Invalid value for param: client-ref');

  const isUnicode = one(form, 'type') === 'unicode';
  const received = isUnicode ? body : asText(body);
  const { segments } = segmentsOf(received);
  const text = await vendors.receive({
    account: 'vonage',
    to: `+${to}`,
    from: /^\d{7,15}$/.test(from) ? `+${from}` : from,
    body: received,
    segments,
    statusCallback: one(form, 'callback') || undefined,
  });
  const entry = {
    to,
    'message-id': text.sid,
    status: '0',
    'remaining-balance': '12.50000000',
    'message-price': room.settings.price,
    network: '45400',
    ...(one(form, 'client-ref') && { 'client-ref': one(form, 'client-ref') }),
  };
  const messages = Array.from({ length: segments }, (_, at) => ({
    ...entry,
    'message-id': at === 0 ? text.sid : `${text.sid.slice(0, -2)}${(at + 160).toString(16)}`,
  }));
  return jsonAnswer(200, { 'message-count': String(segments), messages });
}

export function balance({ account }: HttpVendors, form: Form): Answer {
  const isKnown = account && one(form, 'api_key') === account.key && one(form, 'api_secret') === account.secret;
  if (!isKnown) return jsonAnswer(401, { 'error-code': '401', 'error-code-label': 'authentication failed' });
  return jsonAnswer(200, { value: 12.5, autoReload: false });
}

/** Sent as `text`, what is not in GSM-7 arrives as question marks. */
const asText = (body: string): string =>
  segmentsOf(body).encoding === 'GSM-7'
    ? body
    : Array.from(body, (character) => (segmentsOf(character).encoding === 'GSM-7' ? character : '?')).join('');

const vonageError = (status: string, text: string): Answer =>
  jsonAnswer(200, { 'message-count': '1', messages: [{ status, 'error-text': text }] });

export const vonageVoice: Voice = {
  leavesOpen: ['unavailable'],
  throttled: () => vonageError('1', 'Throughput Rate Exceeded'),
  unavailable: () => vonageError('5', 'Internal Error'),
  serverError: () => jsonAnswer(500, { type: 'error' }),
  refused: ({ code, message = 'No.' }) => vonageError(String(code), message),
  withoutId: ({ body }) => {
    const { messages } = JSON.parse(body.toString()) as { messages: Record<string, unknown>[] };
    return jsonAnswer(200, { messages: messages.map(({ 'message-id': _, ...entry }) => entry) });
  },
};

export const VONAGE_STATUSES = { sent: 'accepted', delivered: 'delivered', undelivered: 'failed', failed: 'failed' };

export function vonageCallback({ text, status, errorCode, extra }: Receipt) {
  const form = new URLSearchParams({
    msisdn: text.to.slice(1),
    to: text.from,
    'network-code': '45400',
    messageId: text.sid,
    price: '0.03000000',
    status,
    scts: new Date(text.updatedAt).toISOString().replace(/\D/g, '').slice(2, 12),
    'err-code': String(errorCode ?? 0),
    'message-timestamp': new Date(text.updatedAt).toISOString().replace('T', ' ').slice(0, 19),
    ...extra,
  });
  return { contentType: 'application/x-www-form-urlencoded', body: form.toString() };
}
