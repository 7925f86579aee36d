import { ENCODINGS, MESSAGE_STATUSES, CATEGORIES, GUARANTEES, ENVIRONMENTS } from '#libs/contracts';
import { ERROR_CODES } from '#libs/kernel';
import { SCOPES } from '../../../application/ports.ts';
import type { Schema } from './schema-of.ts';

const text = (description: string, example?: string): Schema => ({
  type: 'string',
  description,
  ...(example && { example }),
});
const count = (description: string): Schema => ({ type: 'integer', minimum: 0, description });
const time = (description: string): Schema => ({ type: 'string', format: 'date-time', description });
const oneOf = (values: readonly string[], description: string): Schema => ({
  type: 'string',
  enum: values,
  description,
});
const list = (items: Schema, description: string): Schema => ({ type: 'array', items, description });

/** An object whose fields are all there, but those named as optional. */
function object(properties: Readonly<Record<string, Schema>>, optional: readonly string[] = []): Schema {
  return { type: 'object', required: Object.keys(properties).filter((name) => !optional.includes(name)), properties };
}

const messageId = text('Id of the message.', '01JD3C4V5W6X7Y8Z9A0B1C2D3E.0000');
const requestId = text('Id of the request.', '01JD3C4V5W6X7Y8Z9A0B1C2D3E');
const status = oneOf(MESSAGE_STATUSES, 'Open: PENDING, ASSIGNED, SENDING. The others only ever rise.');
const warnings = list({ type: 'string' }, 'What was accepted, but may not be what you meant.');
const environment = oneOf(ENVIRONMENTS, 'Test messages take test routes alone.');

const cost = object({
  micros: { type: 'integer', description: 'Millionths of the currency.' },
  currency: text('ISO 4217.', 'USD'),
});

const attempt = object(
  {
    fence: count('Numbers the grants of the message.'),
    route: text('The route it took.'),
    vendor: text('Whose route that is.', 'twilio'),
    outcome: text('How it ended.', 'accepted'),
    vendor_message_id: text("The vendor's own id."),
    code: text("The vendor's code."),
    at: time('When that was known.'),
    cost,
  },
  ['route', 'vendor', 'vendor_message_id', 'code', 'cost'],
);

const timelineEntry = object(
  {
    at: time('When.'),
    kind: text('accepted, or the kind of evidence.', 'receipt'),
    status,
    route: text('Route.'),
    code: text('Code.'),
  },
  ['route', 'code'],
);

const message = object(
  {
    id: messageId,
    request_id: requestId,
    number: count('A whole number of its own within the tenant.'),
    environment,
    status,
    reason: text('Why it ended, where that was not a success.'),
    to: text('The number as it was written.', '+15005550006'),
    category: oneOf(CATEGORIES, 'What it is for.'),
    guarantee: oneOf(GUARANTEES, 'What happens when nobody can tell whether an attempt was sent.'),
    priority: count('0 to 9.'),
    segments: count('Parts it is sent in.'),
    encoding: oneOf(ENCODINGS, 'Of the text.'),
    created_at: time('When it was accepted.'),
    created_by: text('Who sent it.', 'key:3xAmpl3K3y1d'),
    deadline: time('Nothing is sent after this.'),
    client_ref: text('As given.'),
    subject_ref: text('As given.'),
    metadata: { type: 'object', additionalProperties: { type: 'string' }, description: 'As given.' },
    possible_duplicate: {
      type: 'boolean',
      description: 'It was sent again after an attempt nobody could account for.',
    },
    attempts: list(attempt, 'Every grant that was answered, in order.'),
    timeline: list(timelineEntry, 'What was learned, in order, and the status after it.'),
  },
  ['reason', 'client_ref', 'subject_ref', 'metadata', 'possible_duplicate'],
);

const fieldProblem = object({
  field: text('Dotted path in the body.', 'to'),
  code: oneOf(ERROR_CODES, 'Stable.'),
  message: text('A sentence for people.'),
});

export const ANSWER_SCHEMAS: Readonly<Record<string, Schema>> = {
  MessageAccepted: object({
    id: messageId,
    request_id: requestId,
    status,
    to: text('The number as it was written.', '+15005550006'),
    segments: count('Parts it will be sent in.'),
    encoding: oneOf(ENCODINGS, 'Of the text.'),
    warnings,
  }),
  BatchAccepted: object({
    request_id: requestId,
    total: count('Messages in the call.'),
    accepted: count('Messages that will be sent; 0 when all were refused.'),
    rejected: count('Messages refused, each with its reason in items.'),
    items: list(
      object(
        {
          position: count('Of the message in the call, from 0.'),
          id: messageId,
          status,
          warnings,
          code: oneOf(ERROR_CODES, 'Why it was refused; then there is no id.'),
          detail: text('The same for people.'),
        },
        ['id', 'status', 'warnings', 'code', 'detail'],
      ),
      'One for each message, in order: with an id, or with a code.',
    ),
  }),
  Message: message,
  Request: object({
    id: requestId,
    created_at: time('When it was accepted.'),
    created_by: text('Who made it.'),
    environment,
    state: oneOf(['accepted', 'sending', 'done'], 'accepted until every message is stored, sending while one is open.'),
    total: count('Messages in the call.'),
    accepted: count('Messages accepted.'),
    rejected: count('Messages refused.'),
    counts: { type: 'object', additionalProperties: { type: 'integer' }, description: 'Messages by status.' },
    items: list(
      object({ id: messageId, status, to: text('The number as it was written.') }),
      'A page of its messages, by position.',
    ),
    next_cursor: { type: ['string', 'null'], description: 'For the next page; null on the last.' },
  }),
  Token: object({
    access_token: text('Send it as a Bearer token.'),
    token_type: oneOf(['Bearer'], 'Always this.'),
    expires_in: count('Seconds.'),
  }),
  Caller: object(
    {
      kind: oneOf(['key', 'user'], 'What the credential belongs to.'),
      id: text('Of the key or user.'),
      tenant: text('The tenant it belongs to.', '00000001'),
      scopes: list(oneOf(SCOPES, 'Scope.'), 'What it may do.'),
      environment,
      username: text('Of a user.', 'admin'),
      role: text('Of a user.', 'owner'),
    },
    ['environment', 'username', 'role'],
  ),
  Problem: object({
    type: text('A URN of the code.', 'urn:postrider:problem:invalid_field'),
    title: text('The code for people.', 'Invalid field'),
    status: { type: 'integer', description: 'As in the status line.' },
    detail: text('What to do next; never repeats numbers, texts or secrets.'),
    code: oneOf(ERROR_CODES, 'Stable; switch on this.'),
    trace_id: text('Quote it when you report a problem.', '4bf92f3577b34da6a3ce929d0e0e4736'),
    errors: list(fieldProblem, 'Fields that were wrong, at most 20; often empty.'),
  }),
};
