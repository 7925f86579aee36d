import type {
  AccountView,
  ContractGroup,
  ConversationSummary,
  DeadLetterView,
  InboundTextView,
  OptOutView,
  PriceView,
  dispatcherQuestions,
  MessageSummary,
  gatewayContracts,
  ProviderContracts,
  RegisterAccountRequest,
  RouteView,
  Rpc,
  VendorAccount,
} from '#libs/contracts';
import { phoneSamples } from './phone-samples.ts';

/** One reply for each contract of a group. */
export type SamplesOf<Group> = {
  readonly [Name in keyof Group]: Group[Name] extends Rpc<infer _, infer Reply>
    ? Reply
    : Group[Name] extends ContractGroup
      ? SamplesOf<Group[Name]>
      : never;
};

const AT = '2030-01-01T00:00:00.000Z';
const REQUEST = '01JD3C4V5W6X7Y8Z9A0B1C2D3E';
const MESSAGE = `${REQUEST}.0000`;
const RETRY = '01JD3C4V5W6X7Y8Z9A0B1C2D3F.0000';
const ROUTE = 'acme-0a1b2c3d';
const TO = '+12025550123';
const CONVERSATION = '2tW8Jd0cQyXo3mVh1sKfPA';

const route: RouteView = {
  id: ROUTE,
  vendor: 'acme',
  name: 'Main',
  environment: 'test',
  enabled: true,
  order: 10,
  receipts: 'callback',
  created_at: AT,
  state: { breaker: 'closed', since: AT, version: 1 },
};

const account: AccountView = {
  id: ROUTE,
  vendor: 'acme',
  name: 'Main',
  environment: 'test',
  enabled: true,
  source: 'api',
  fields: ['account', 'token'],
  created_at: AT,
  updated_at: AT,
};

const vendorAccount: VendorAccount = { account: ROUTE, route: ROUTE, tenant: '00000001', sealed: 'c2VhbGVk', now: 0 };

const deadLetter: DeadLetterView = {
  id: MESSAGE,
  request_id: REQUEST,
  number: 1,
  environment: 'test',
  status: 'FAILED',
  state: 'pending',
  to: TO,
  masked: false,
  created_by: 'key:3xAmpl3K3y1d',
  category: 'general',
  attempts: 3,
  route: ROUTE,
  code: '30005',
  may_be_duplicate: false,
  created_at: AT,
};

const optOut: OptOutView = {
  id: REQUEST,
  number: TO,
  scope: 'all',
  source: 'sms',
  proof: 'STOP',
  at: AT,
  by: 'user:u',
  masked: false,
};

const price: PriceView = {
  id: `${ROUTE}.sms.US.-.-`,
  route: ROUTE,
  channel: 'sms',
  country: 'US',
  price_micros: 7_500,
  currency: 'USD',
};

const conversation: ConversationSummary = {
  id: CONVERSATION,
  environment: 'test',
  number: TO,
  our_number: '+15005550006',
  masked: false,
  route: ROUTE,
  last_received_at: AT,
};

const inboundText: InboundTextView = {
  id: REQUEST,
  conversation: CONVERSATION,
  environment: 'test',
  from: TO,
  to: '+15005550006',
  text: 'Yes, I will come.',
  masked: false,
  needs_review: false,
  route: ROUTE,
  vendor: 'acme',
  received_at: AT,
};

const summary: MessageSummary = {
  id: MESSAGE,
  request_id: REQUEST,
  number: 1,
  environment: 'test',
  status: 'SENT',
  to: TO,
  text: 'Your appointment is tomorrow at ten.',
  masked: false,
  category: 'general',
  route: ROUTE,
  segments: 1,
  encoding: 'GSM-7',
  created_at: AT,
  created_by: 'key:3xAmpl3K3y1d',
};

const explanation = {
  policy: 3,
  rule: 0,
  rule_name: 'all',
  routes: [ROUTE],
  skipped: [{ route: 'acme-11111111', reason: 'disabled' as const }],
};

/** A possible reply of the dispatcher for each of its contracts. */
export const dispatcherSamples: SamplesOf<typeof dispatcherQuestions> = {
  ...phoneSamples,
  messages: {
    submit: {
      request_id: REQUEST,
      total: 1,
      accepted: 1,
      rejected: 0,
      items: [{ position: 0, id: MESSAGE, status: 'PENDING', to: TO, segments: 1, encoding: 'GSM-7', warnings: [] }],
      replayed: false,
    },
    simulate: {
      blocks: [],
      to: TO,
      encoding: 'GSM-7',
      segments: 1,
      category: 'general',
      explanation,
      prices: [{ currency: 'USD', min_micros: 7_500, max_micros: 7_500 }],
    },
    read: {
      id: MESSAGE,
      request_id: REQUEST,
      number: 1,
      environment: 'test',
      status: 'SENT',
      to: TO,
      text: 'Your appointment is tomorrow at ten.',
      masked: false,
      category: 'general',
      channel: 'sms',
      guarantee: 'at_most_once',
      priority: 5,
      segments: 1,
      encoding: 'GSM-7',
      created_at: AT,
      created_by: 'key:3xAmpl3K3y1d',
      deadline: AT,
      explanation,
      attempts: [
        {
          fence: 1,
          route: ROUTE,
          vendor: 'acme',
          outcome: 'accepted',
          at: AT,
          cost_micros: 7_500,
          currency: 'USD',
          cost_known: true,
        },
      ],
      timeline: [{ at: AT, kind: 'accepted', status: 'PENDING' }],
    },
    cancel: { id: MESSAGE, status: 'CANCELED' },
    list: { items: [summary] },
    locate: { total: 1 },
    search: { items: [summary], searched: 1 },
  },
  requests: {
    read: {
      id: REQUEST,
      created_at: AT,
      created_by: 'key:3xAmpl3K3y1d',
      environment: 'test',
      masked: false,
      state: 'sending',
      total: 1,
      accepted: 1,
      rejected: 0,
      counts: { PENDING: 1 },
      items: [{ id: MESSAGE, status: 'PENDING', to: TO }],
    },
    cancel: { id: REQUEST, counts: { CANCELED: 2, SENT: 1 } },
    list: {
      items: [
        {
          id: REQUEST,
          created_at: AT,
          created_by: 'key:3xAmpl3K3y1d',
          environment: 'test',
          total: 1,
          accepted: 1,
          rejected: 0,
        },
      ],
    },
    refresh: {
      items: [{ id: REQUEST, state: 'sending', total: 1, accepted: 1, rejected: 0, counts: { PENDING: 1 } }],
    },
  },
  routes: {
    list: { routes: [route] },
    change: route,
    force: {
      ...route,
      state: { ...route.state, override: { force: 'open', until: AT, by: 'user:u', reason: 'Works' } },
    },
    history: { changes: [{ version: 1, at: AT, what: 'settings', reason: 'changed', by: 'user:u' }] },
    health: {
      routes: [
        {
          route: ROUTE,
          vendor: 'acme',
          name: 'Main',
          environment: 'test',
          enabled: true,
          state: route.state,
          in_flight: 0,
          concurrency_limit: 8,
          penalty: 0,
          windows: [{ seconds: 300, outcomes: { accepted: 3, unknown: 1 }, success: 0.75, p50_ms: 90, p95_ms: 400 }],
        },
      ],
    },
  },
  policies: {
    read: { environment: 'test', version: 0, rules: [] },
    save: { environment: 'test', version: 1, rules: [{ routes: [ROUTE] }], updated_at: AT, updated_by: 'user:u' },
  },
  senders: {
    list: { senders: [{ value: '+15005550006', routes: [ROUTE] }] },
    save: { value: '+15005550006', routes: [ROUTE] },
    delete: {},
    history: { changes: [{ version: 1, at: AT, what: 'saved', from: [], to: [ROUTE], by: 'user:u' }] },
  },
  accounts: { list: { accounts: [account] }, save: account },
  vendorAccounts: {
    register: vendorAccount,
    registerNone: { switched_off: [], now: 0 },
    registerSandbox: { switched_off: [], now: 0 },
    find: vendorAccount,
  },
  deadLetters: {
    list: { items: [deadLetter] },
    stats: {
      by_state: { pending: 1, abandoned: 1 },
      by_route: { [ROUTE]: 1 },
      by_category: { general: 1 },
      oldest_pending_at: AT,
    },
    retry: { id: MESSAGE, retried_as: RETRY },
    retryMany: {
      retried: [{ id: MESSAGE, retried_as: RETRY }],
      skipped: [{ id: RETRY, reason: 'may_be_duplicate', detail: 'An attempt may have been sent.' }],
    },
    abandon: { ...deadLetter, state: 'abandoned', changed_by: 'user:u', reason: 'The appointment is over.' },
  },
  system: { check: { checks: [{ name: 'disk', ok: true, detail: "71 % of the 40 GB of MongoDB's disk is free." }] } },
  prices: {
    list: { items: [price] },
    save: price,
    import: { saved: 2, known: 1, refused: 1, errors: [{ line: 4, code: 'invalid_field', detail: 'No currency.' }] },
    delete: {},
  },
  quotas: {
    read: { quotas: [{ subject: 'key.3xAmpl3K3y1d', per: 'day', limit: 20_000, used: 12, resets_at: Date.parse(AT) }] },
  },
  optOuts: {
    add: { opt_out: optOut, added: true },
    import: { added: 2, known: 1, refused: 1, errors: [{ line: 4, code: 'invalid_number', detail: 'No number.' }] },
    list: { items: [optOut] },
    find: {
      number: TO,
      opt_out: optOut,
      history: [{ at: AT, what: 'added', scope: 'all', source: 'sms', proof: 'STOP', by: 'user:u', masked: false }],
    },
    lift: {},
  },
  receipts: { record: {} },
  inbound: {
    record: {},
    list: { items: [inboundText] },
    conversations: { items: [conversation] },
    conversation: {
      conversation,
      items: [
        {
          id: MESSAGE,
          direction: 'sent',
          at: AT,
          text: 'Your appointment is tomorrow at ten.',
          masked: false,
          status: 'SENT',
          created_by: 'key:3xAmpl3K3y1d',
        },
        { id: REQUEST, direction: 'received', at: AT, text: 'Yes, I will come.', masked: false, needs_review: false },
      ],
    },
    reply: {
      request_id: REQUEST,
      total: 1,
      accepted: 1,
      rejected: 0,
      items: [{ position: 0, id: MESSAGE, status: 'PENDING', to: TO, segments: 1, encoding: 'GSM-7', warnings: [] }],
      replayed: false,
    },
  },
};

/** Possible replies of this vendor's adapter. */
export function providerSamples(vendor: string): SamplesOf<ProviderContracts> {
  const sealed: RegisterAccountRequest = {
    vendor,
    key: 'a'.repeat(64),
    environment: 'test',
    sealed: 'c2VhbGVk',
    callback_key: 'b'.repeat(64),
    lookup: 'none',
    receipts: 'callback',
    order: 10,
    fields: ['account', 'token'],
  };
  return {
    deliver: { outcomes: [{ id: `00000001.${MESSAGE}`, fence: 1, outcome: 'accepted', vendor_message_id: 'V-1' }] },
    lookup: { answers: [{ id: `00000001.${MESSAGE}`, fence: 1, result: 'found', vendor_message_id: 'V-1' }] },
    receipt: {},
    seal: sealed,
    check: { ok: true, balance_micros: 12_500_000, currency: 'USD' },
    poll: { receipts: [] },
    rules: { text: true },
  };
}

export const gatewaySamples: SamplesOf<typeof gatewayContracts> = {
  audit: { record: { recorded: 1 } },
  tenants: { rules: { name: 'Acme', policy: { destinations: ['*'] } } },
};
