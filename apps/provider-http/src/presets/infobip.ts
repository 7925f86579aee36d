import { parseDescription } from '../parse-description.ts';

/** Infobip's SMS API. Every account has a host of its own: its setting `api_url`. */
export const INFOBIP = parseDescription({
  url: '/sms/2/text/advanced',
  body: 'json',
  headers: { authorization: 'App {key}', accept: 'application/json' },
  fields: {
    messages: [
      {
        destinations: [{ to: '{to}' }],
        from: '{sender}',
        text: '{text}',
        notifyUrl: '{callback_url}',
        notifyContentType: 'application/json',
      },
    ],
  },
  numbers: { format: 'digits' },
  accepted: { status: [200], path: 'messages.*.status.groupName', values: ['PENDING', 'OK', 'ACCEPTED', 'DELIVERED'] },
  id: 'messages.0.messageId',
  error: ['requestError.serviceException.messageId', 'messages.0.status.groupName'],
  codes: {
    misconfigured: ['UNAUTHORIZED'],
    request: ['BAD_REQUEST', 'FORBIDDEN', 'NOT_FOUND', 'REJECTED', 'EXPIRED'],
    recipient: ['UNDELIVERABLE'],
    throttled: ['TOO_MANY_REQUESTS'],
    unknown: ['GENERAL_ERROR'],
  },
  receipts: {
    format: 'json',
    list: 'results',
    id: 'messageId',
    status: ['status.name', 'status.groupName'],
    values: {
      DELIVERED: 'DELIVERED',
      DELIVERED_TO_OPERATOR: null,
      UNDELIVERABLE: 'UNDELIVERED',
      EXPIRED: 'UNDELIVERED',
      REJECTED: 'UNDELIVERED',
      PENDING: null,
    },
    code: 'error.name',
  },
  check: {
    url: '/account/1/balance',
    headers: { authorization: 'App {key}' },
    balance: 'balance',
    currency: 'currency',
  },
});

/** The tables, which are read at every answer. */
export const CODES = INFOBIP.codes;
export const STATUSES = INFOBIP.receipts!.values;
