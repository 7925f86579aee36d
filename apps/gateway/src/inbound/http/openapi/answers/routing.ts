import { BREAKER_STATES, FAULT_KINDS, RECEIPT_WAYS } from '#libs/contracts';
import { RuleBody, WeightedBody } from '../../policy-body.ts';
import { schemaOf, type Schema } from '../schema-of.ts';
import { count, counts, environment, flag, list, number, object, oneOf, page, text, time } from './schemas.ts';

const micros = { type: 'integer', description: 'Millionths of the currency.' };
const currency = text('ISO 4217.', 'USD');
const routeId = text('Id of the route.', 'twilio-0a1b2c3d');
const vendor = text('Whose it is.', 'twilio');
const name = text('For people.', 'Main account');

const state = object(
  {
    breaker: oneOf(BREAKER_STATES, 'open: nothing is sent; ramp: ever more is let through again.'),
    since: time('When it last moved.'),
    reason: text('Why it did.'),
    open_until: time('When it is tried again at the latest; sooner where messages wait that no other route takes.'),
    override: object({
      force: oneOf(['open', 'closed'], 'What an operator said.'),
      until: time('When that ends.'),
      by: text('Who.'),
      reason: text('Why.'),
    }),
    throttle: object({
      since: time('Since when its vendor throttles.'),
      until: time('Nothing is sent before; once that is past, the rate is coming back.'),
    }),
    version: count('Counts its changes.'),
  },
  ['reason', 'open_until', 'override', 'throttle'],
);

const route = object(
  {
    id: routeId,
    vendor,
    name,
    environment,
    enabled: flag('Whether it carries anything at all.'),
    order: { type: 'integer', description: 'Lower goes first where there is no policy.' },
    countries: list({ type: 'string' }, 'ISO 3166 alpha-2; absent: every country.'),
    max_segments: count('Longer texts take other routes.'),
    price_micros: micros,
    currency,
    receipts: oneOf(RECEIPT_WAYS, 'How results come back.'),
    created_at: time('When it was made.'),
    state,
  },
  ['countries', 'max_segments', 'price_micros', 'currency'],
);

const account = object({
  id: text('Id of the account, and of its route.', 'twilio-0a1b2c3d'),
  vendor,
  name,
  environment,
  enabled: flag('Whether it is in use.'),
  source: oneOf(['settings', 'api'], "Made by the adapter's settings, or through the API."),
  fields: list({ type: 'string' }, 'Names of the settings that are there.'),
  created_at: time('When it was made.'),
  updated_at: time('When its settings were last replaced.'),
});

const health = object({
  route: routeId,
  vendor,
  name,
  environment,
  enabled: flag('Whether it carries anything at all.'),
  state,
  in_flight: count('Attempts in the air, over all replicas.'),
  window: count('How many there may be.'),
  penalty: count('Points that health takes from its weight.'),
  windows: list(
    object(
      {
        seconds: count('How far back.'),
        outcomes: counts('Attempts by outcome; recipient: the route cannot reach the number.'),
        success: number('Share that the vendor answered well.'),
        p50_ms: count('Half of the attempts were answered in this time.'),
        p95_ms: count('19 of 20 were.'),
        slow: number('Share of receipts that were late, or are overdue.'),
      },
      ['success', 'p50_ms', 'p95_ms', 'slow'],
    ),
    'By length.',
  ),
});

const rule = schemaOf(RuleBody);
const policy = object(
  {
    environment,
    version: count('0: there is none.'),
    rules: list(
      {
        ...rule,
        properties: {
          ...(rule.properties as Schema),
          weighted: list(schemaOf(WeightedBody), 'Shares.'),
        },
      },
      'The first that matches decides.',
    ),
    updated_at: time('When it was last saved.'),
    updated_by: text('By whom.'),
  },
  ['updated_at', 'updated_by'],
);
const sender = object({
  value: text('What the phone shows.', '+15005550006'),
  routes: list({ type: 'string' }, 'The routes that own it.'),
});

export const ROUTING_ANSWERS: Readonly<Record<string, Schema>> = {
  Route: route,
  RouteList: page(route),
  RouteHistory: page(
    object(
      {
        version: count('Counts the changes of the route.'),
        at: time('When.'),
        what: text('What moved.', 'breaker'),
        from: { description: 'What it was.' },
        to: { description: 'What it is.' },
        reason: text('Why.'),
        by: text('A principal, or postrider.'),
      },
      ['from', 'to'],
    ),
  ),
  VendorList: page(object({ vendor, routes: list(health, 'Its routes.') })),
  Policy: policy,
  PolicyList: page(policy),
  Sender: sender,
  SenderList: page(sender),
  Account: account,
  AccountList: page(account),
  AccountCheck: object(
    {
      ok: flag('Whether the credentials are good.'),
      fault: oneOf(FAULT_KINDS, 'Why not.'),
      vendor_code: text("The vendor's code."),
      balance_micros: micros,
      currency,
    },
    ['fault', 'vendor_code', 'balance_micros', 'currency'],
  ),
};
