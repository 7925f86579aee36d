import { parseDescription } from '../parse-description.ts';

/** Vonage's SMS API. Every answer is HTTP 200, and has one entry for each segment. */
export const VONAGE = parseDescription({
  url: 'https://rest.nexmo.com/sms/json',
  body: 'form',
  fields: {
    api_key: '{key}',
    api_secret: '{secret}',
    from: '{sender}',
    to: '{to}',
    text: '{text}',
    type: '{encoding}',
    'client-ref': '{reference}',
    callback: '{callback_url}',
  },
  numbers: { format: 'digits' },
  encodings: { gsm7: 'text', ucs2: 'unicode' },
  max_characters: 3_200,
  accepted: { status: [200], path: 'messages.*.status', values: ['0'] },
  id: 'messages.0.message-id',
  error: ['messages.0.status'],
  codes: {
    rejected: [7],
    recipient: [6],
    misconfigured: [4, 8, 9, 14, 32],
    request: [2, 3, 11, 12, 15, 22, 23, 29, 33],
    throttled: [1, 10],
    unknown: [5],
  },
  cost: { path: 'messages.*.message-price', currency: 'EUR' },
  receipts: {
    format: 'form',
    id: 'messageId',
    status: ['status'],
    values: {
      delivered: 'DELIVERED',
      expired: 'UNDELIVERED',
      failed: 'UNDELIVERED',
      rejected: 'UNDELIVERED',
      accepted: null,
      buffered: null,
      unknown: null,
    },
    code: 'err-code',
  },
  check: {
    url: '/account/get-balance?api_key={key}&api_secret={secret}',
    balance: 'value',
    currency: 'EUR',
  },
});

/** The tables, which are read at every answer. */
export const CODES = VONAGE.codes;
export const STATUSES = VONAGE.receipts!.values;
