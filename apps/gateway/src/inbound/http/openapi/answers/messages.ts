import {
  CATEGORIES,
  ENCODINGS,
  GUARANTEES,
  LANES,
  MESSAGE_STATUSES,
  NO_ROUTE_REASONS,
  RESOLUTIONS,
  SKIP_REASONS,
} from '#libs/contracts';
import { ERROR_CODES } from '#libs/kernel';
import type { Schema } from '../schema-of.ts';
import { count, counts, environment, list, object, oneOf, text, time } from './schemas.ts';

export const messageId = text('Id of the message.', '01JD3C4V5W6X7Y8Z9A0B1C2D3E.0000');
const requestId = text('Id of the request.', '01JD3C4V5W6X7Y8Z9A0B1C2D3E');
const status = oneOf(MESSAGE_STATUSES, 'Open: PENDING, ASSIGNED, SENDING. The others only ever rise.');
const warnings = list(
  { type: 'string' },
  'What was accepted, but may not be what you meant; no_route_now: no route takes the message at present, so it waits.',
);

const explanation = object(
  {
    policy: count('Version of the policy; 0 where there is none.'),
    rule: count('Position of the rule that matched.'),
    rule_name: text('Its name.'),
    routes: list({ type: 'string' }, 'In the order in which they are tried.'),
    skipped: list(
      object(
        {
          route: text('A route.'),
          reason: oneOf(SKIP_REASONS, 'Why it does not carry the message.'),
          detail: text('What its vendor takes as a sender, where the reason is sender_not_possible.'),
        },
        ['detail'],
      ),
      'Routes that do not carry it.',
    ),
    throttled: list(
      { type: 'string' },
      'Those of routes that pause because their vendor throttles: it waits for them.',
    ),
  },
  ['rule', 'rule_name', 'throttled'],
);

const noRoute = object({
  reason: oneOf(NO_ROUTE_REASONS, 'What is nearest to a route.'),
  detail: text('What that means for the message, and what to do.'),
});

const cost = object({
  micros: { type: 'integer', description: 'Millionths of the currency.' },
  currency: text('ISO 4217.', 'USD'),
});

const attempt = object(
  {
    fence: count('Numbers the grants of the message.'),
    route: text('The route it took.'),
    vendor: text('Whose route that is.', 'twilio'),
    outcome: text('How it ended; not_sent where a look-up proved that nothing was sent.', 'accepted'),
    resolved_by: oneOf(
      RESOLUTIONS,
      'What told how it ended; silence: its time ended without an answer. Absent: not known yet.',
    ),
    vendor_message_id: text("The vendor's own id."),
    code: text("The vendor's code."),
    at: time('When that was known.'),
    cost,
  },
  ['route', 'vendor', 'resolved_by', 'vendor_message_id', 'code', 'cost'],
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
    reason: text(
      "Why it ended, where that was not a success: our word, or the vendor's code. UNREADABLE: what was stored of it does not open any more; UNSTORABLE: it cannot be stored as it was accepted.",
      '21610',
    ),
    to: text('The number as it was written; empty where it can no longer be read.', '+15005550006'),
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
    send_at: time('Nothing is sent before this.'),
    sender: text('What was asked for as sender.', '+15005550006'),
    retry_of: text('The message that this one tries again.'),
    cancel_requested_at: time('When somebody cancelled it.'),
    explanation,
    no_route: { ...noRoute, description: 'While it waits: no route took it when it was last looked at.' },
    possible_duplicate: {
      type: 'boolean',
      description: 'It was sent again after an attempt nobody could account for.',
    },
    attempts: list(attempt, 'One entry for each grant of which anything is known, in order.'),
    timeline: list(timelineEntry, 'What was learned, in order, and the status after it.'),
  },
  [
    'reason',
    'client_ref',
    'subject_ref',
    'metadata',
    'send_at',
    'sender',
    'retry_of',
    'cancel_requested_at',
    'explanation',
    'no_route',
    'possible_duplicate',
  ],
);

export const MESSAGE_ANSWERS: Readonly<Record<string, Schema>> = {
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
  MessageCanceled: object({ id: messageId, status }),
  RequestCanceled: object({ id: requestId, counts: counts('Messages by status.') }),
  Simulation: object(
    {
      blocks: list(
        object({ code: oneOf(ERROR_CODES, 'Stable.'), detail: text('The same for people.') }),
        'What a send would be refused for; empty when it would be accepted.',
      ),
      to: text('E.164.', '+15005550006'),
      country: text('ISO 3166 alpha-2.', 'US'),
      category: oneOf(CATEGORIES, 'What it is for.'),
      guarantee: oneOf(GUARANTEES, 'What happens when nobody can tell whether an attempt was sent.'),
      lane: oneOf(LANES, 'What it waits behind.'),
      deadline: time('Nothing would be sent after this.'),
      encoding: oneOf(ENCODINGS, 'Of the text.'),
      segments: count('Parts it would be sent in.'),
      warnings,
      explanation,
      no_route: { ...noRoute, description: 'Where no route would take it: it would be accepted, and wait.' },
      prices: list(
        object({
          currency: text('ISO 4217.', 'USD'),
          min_micros: count('Millionths.'),
          max_micros: count('Millionths.'),
        }),
        'Over the routes that say what they cost, by currency.',
      ),
    },
    [
      'to',
      'country',
      'category',
      'guarantee',
      'lane',
      'deadline',
      'encoding',
      'segments',
      'warnings',
      'explanation',
      'no_route',
      'prices',
    ],
  ),
};
