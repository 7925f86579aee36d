import type { Refusal } from './envelopes.ts';
import { MAGIC } from './magic.ts';

export type Kind = 'sms' | 'mms';

/** A message as it was posted, once it breaks no rule. */
export interface Posted {
  readonly recipients: readonly string[];
  readonly message: string;
  readonly callbackNumber: string;
  readonly images: readonly string[];
  readonly subject: string;
}

export const isRefusal = (read: Posted | Refusal): read is Refusal => 'code' in read;

const CHANNEL: Readonly<Record<Kind, number>> = { sms: 1, mms: 3 };
const RECIPIENT = /^010-\d{4}-\d{4}$/;
const CALLBACK_NUMBER = /^(\d{2,4}-\d{3,4}-\d{4}|\d{4}-\d{4})$/;
const MOST = { recipients: 1_000, message: 2_000, subject: 40, images: 5 };

/** The message of a body, or the first rule that it breaks. */
export function readMessage(kind: Kind, body: Readonly<Record<string, unknown>>): Posted | Refusal {
  const { message, callback_number: callback, channel_id: channel, subject = '', img_url_list: images = [] } = body;
  const recipients = recipientsIn(body['recipients']);
  if (recipients.length < 1 || recipients.length > MOST.recipients)
    return wrong('INVALID_RECIPIENTS_COUNT', 'recipients');
  if (recipients.some((phone) => !RECIPIENT.test(phone))) return wrong('INVALID_PHONE', 'recipients.phone_number');
  const magic = recipients.map((phone) => MAGIC.get(inE164(phone))?.refusal).find((it) => it);
  if (magic) return magic;
  if (typeof message !== 'string' || message === '') return wrong('VALIDATION_ERROR', 'message');
  if (message.length > MOST.message) return wrong('MESSAGE_TOO_LONG', 'message');
  if (typeof callback !== 'string' || !CALLBACK_NUMBER.test(callback))
    return wrong('VALIDATION_ERROR', 'callback_number');
  if (channel !== CHANNEL[kind]) return wrong('VALIDATION_ERROR', 'channel_id');
  const plain = { recipients, message, callbackNumber: callback, images: [], subject: '' };
  if (kind === 'sms') return plain;
  if (typeof subject !== 'string') return wrong('VALIDATION_ERROR', 'subject');
  if (subject.length > MOST.subject) return wrong('SUBJECT_TOO_LONG', 'subject');
  if (!isTexts(images)) return wrong('VALIDATION_ERROR', 'img_url_list');
  if (images.length > MOST.images) return wrong('TOO_MANY_IMAGES', 'img_url_list');
  return { ...plain, images, subject };
}

const wrong = (code: string, field: string): Refusal => ({ code, status: 400, field, message: `${field}: ${code}` });

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((it) => typeof it === 'string');

/** One that has no number is there with a number that no rule takes. */
export const recipientsIn = (recipients: unknown): readonly string[] =>
  Array.isArray(recipients)
    ? recipients.map((it: unknown) => {
        const { phone_number: phone } = (it ?? {}) as { readonly phone_number?: unknown };
        return typeof phone === 'string' ? phone : '';
      })
    : [];

/** As phones and senders are written in the ledger. */
export function inE164(number: string): string {
  const digits = number.replaceAll('-', '');
  return digits.startsWith('0') ? `+82${digits.slice(1)}` : digits;
}
