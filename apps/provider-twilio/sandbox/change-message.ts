import { jsonAnswer, one, type Answer, type Form, type Text } from '#libs/sandbox-kit';
import { twilioError } from './errors.ts';
import { messageJson } from './message-json.ts';
import type { Twilio } from './twilio.ts';

const UNDER_WAY: readonly string[] = ['accepted', 'queued', 'sending'];

/** `Status=canceled` cancels a scheduled message; an empty `Body` makes Twilio delete the content. */
export function updateMessage({ ledger, room }: Twilio, text: Text, form: Form): Answer {
  const status = one(form, 'Status');
  if (form['Status'] !== undefined) {
    if (status !== 'canceled') return twilioError(20001);
    if (text.status !== 'scheduled') return twilioError(30409);
    ledger.move(text, 'canceled');
  }
  if (form['Body'] !== undefined) {
    if (one(form, 'Body') !== '') return twilioError(20001);
    if (UNDER_WAY.includes(text.status)) return twilioError(20009);
    ledger.forget(text, 'redacted');
  }
  return jsonAnswer(200, messageJson(text, room.settings.price));
}

export function deleteMessage({ ledger }: Twilio, text: Text): Answer {
  if (UNDER_WAY.includes(text.status)) return twilioError(20009);
  ledger.forget(text, 'deleted');
  return { status: 204, contentType: 'application/json', body: '' };
}
