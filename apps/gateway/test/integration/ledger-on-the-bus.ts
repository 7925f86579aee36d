import {
  type CancelMessageReply,
  type CancelMessageRequest,
  type CancelRequestReply,
  type CancelRequestRequest,
  type Environment,
  type MessageQuery,
  type MessageStatus,
  type MessageView,
  type RequestQuery,
  type RequestView,
  type SimulateReply,
  type SimulateRequest,
  type SubmitItem,
  type SubmitReply,
  type SubmitRequest,
  type SubmitResult,
  type VendorAccount,
  type VendorAccountQuery,
  dispatcherContracts,
} from '#libs/contracts';
import {
  checkText,
  parseInstant,
  parseNumber,
  PostriderError,
  readSender,
  type ErrorCode,
  type RequestId,
} from '#libs/kernel';
import type { TestNats } from '../../../../libs/messaging/testing/index.ts';
import { answering, controllerOf } from './answering.ts';
import { answersOfDeadLetters, type DeadLettersOnTheBus } from './dead-letters-on-the-bus.ts';
import { answersOfRoutes, type RoutesOnTheBus } from './routes-on-the-bus.ts';

/** The dispatcher's side of the bus, kept in memory: the same contracts, the gates for number, text and destination. */
export class Ledger {
  /** Every submit call that arrived, in order. */
  readonly calls: SubmitRequest[] = [];
  readonly stored: SubmitRequest[] = [];
  /** What the next calls do before they answer; it may throw. */
  readonly troubles: ((request: SubmitRequest) => Promise<void>)[] = [];
  /** SHA-256 of callback secrets that belong to an account. */
  readonly callbackKeys = new Set<string>();
  /** Statuses of messages that are not PENDING, by id. */
  readonly statuses = new Map<string, MessageStatus>();
  private readonly answers = new Map<string, { fingerprint: string; reply: SubmitReply }>();

  async submit(request: SubmitRequest): Promise<SubmitReply> {
    this.calls.push(request);
    const scope = JSON.stringify([request.tenant, request.environment, request.operation, request.idempotency_key]);
    const first = request.idempotency_key === undefined ? undefined : this.answers.get(scope);
    if (first) return this.replay(first, request);

    const reply = replyTo(request);
    this.stored.push(request);
    if (request.idempotency_key !== undefined) this.answers.set(scope, { fingerprint: request.fingerprint, reply });
    await this.troubles.shift()?.(request);
    return reply;
  }

  message({ tenant, id }: MessageQuery): MessageView {
    const [requestId, position] = id.split('.');
    const request = this.find(tenant, requestId);
    const item = request.items[Number(position)];
    if (!item) throw notFound();
    return { ...viewOf(request, item), id, request_id: requestId! };
  }

  /** Waiting messages are closed; everything else is over already. */
  cancelMessage({ tenant, environment, id }: CancelMessageRequest): CancelMessageReply {
    const [requestId, position] = id.split('.');
    const request = this.find(tenant, requestId, environment);
    if (!request.items[Number(position)]) throw notFound();
    if (this.statusOf(id) !== 'PENDING') throw new PostriderError('already_closed', 'The message has ended.');
    this.statuses.set(id, 'CANCELED');
    return { id, status: 'CANCELED' };
  }

  /** Waiting messages are closed; where none waits the counts are the answer all the same. */
  cancelRequest({ tenant, environment, id }: CancelRequestRequest): CancelRequestReply {
    const request = this.find(tenant, id, environment);
    const ids = request.items.map((_, position) => messageId(request, position));
    const waiting = ids.filter((each) => this.statusOf(each) === 'PENDING');
    for (const each of waiting) this.statuses.set(each, 'CANCELED');
    const counts = Object.groupBy(ids, (each) => this.statusOf(each));
    return { id, counts: Object.fromEntries(Object.entries(counts).map(([status, of]) => [status, of.length])) };
  }

  simulate({ policy, item }: SimulateRequest): SimulateReply {
    const refused = refusalOf(item, policy);
    if (refused) return { blocks: [{ code: refused[0], detail: refused[1] }] };
    const explanation = {
      policy: 0,
      routes: ['acme-0a1b2c3d'],
      skipped: [{ route: 'acme-11111111', reason: 'country' as const }],
    };
    const prices = [{ currency: 'USD', min_micros: 7_500, max_micros: 7_500 }];
    return { blocks: [], to: item.to, encoding: 'GSM-7', segments: 1, category: 'general', explanation, prices };
  }

  request({ tenant, id, limit, after = -1 }: RequestQuery): RequestView {
    const request = this.find(tenant, id);
    const all = request.items.map(({ to }, position) => ({
      id: messageId(request, position),
      status: 'PENDING' as const,
      to,
    }));
    const page = all.slice(after + 1, after + 1 + limit);
    const last = after + page.length;
    return {
      id,
      created_at: AT,
      created_by: request.created_by,
      environment: request.environment,
      state: 'sending',
      total: all.length,
      accepted: all.length,
      rejected: 0,
      counts: { PENDING: all.length },
      items: page,
      ...(last < all.length - 1 && { next: last }),
    };
  }

  account({ callback_key }: VendorAccountQuery): VendorAccount {
    if (!callback_key || !this.callbackKeys.has(callback_key)) throw notFound();
    return { account: 'account', route: 'route', tenant: '00000001', sealed: '', now: 0 };
  }

  private replay(
    { fingerprint, reply }: { fingerprint: string; reply: SubmitReply },
    request: SubmitRequest,
  ): SubmitReply {
    if (fingerprint !== request.fingerprint)
      throw new PostriderError('idempotency_key_reused', 'Another body came with this key.');
    return { ...reply, replayed: reply.request_id !== request.request_id };
  }

  private find(tenant: string, id: string | undefined, environment?: Environment): SubmitRequest {
    const found = this.stored.find((request) => request.request_id === id && request.tenant === tenant);
    if (!found || (environment !== undefined && found.environment !== environment)) throw notFound();
    return found;
  }

  private statusOf(id: string): MessageStatus {
    return this.statuses.get(id) ?? 'PENDING';
  }
}

/** Serves the dispatcher's side on the real bus; `close` takes it away again. */
export function serveLedger(nats: TestNats, { ledger, routes, deadLetters }: DispatcherSide) {
  const all = [
    answering(dispatcherContracts.messages.submit, (request) => ledger.submit(request)),
    answering(dispatcherContracts.messages.read, (query) => ledger.message(query)),
    answering(dispatcherContracts.requests.read, (query) => ledger.request(query)),
    answering(dispatcherContracts.messages.cancel, (request) => ledger.cancelMessage(request)),
    answering(dispatcherContracts.requests.cancel, (request) => ledger.cancelRequest(request)),
    answering(dispatcherContracts.messages.simulate, (request) => ledger.simulate(request)),
    answering(dispatcherContracts.vendorAccounts.find, (query) => ledger.account(query)),
    ...answersOfRoutes(routes),
    ...answersOfDeadLetters(deadLetters),
  ];
  const contracts = all.map(({ contract }) => contract);
  return nats.serve({ name: 'dispatcher', contracts, controllers: [controllerOf(all)] });
}

export interface DispatcherSide {
  readonly ledger: Ledger;
  readonly routes: RoutesOnTheBus;
  readonly deadLetters: DeadLettersOnTheBus;
}

const AT = '2030-01-01T00:00:00.000Z';

function replyTo(request: SubmitRequest): SubmitReply {
  const items = request.items.map((item, position) => resultOf(request, item, position));
  const refused = items.find(({ code }) => code !== undefined);
  if (request.all_or_nothing && refused)
    throw new PostriderError(refused.code as 'invalid_number', refused.detail ?? '');

  const accepted = items.filter(({ id }) => id !== undefined).length;
  const { request_id } = request;
  return { request_id, total: items.length, accepted, rejected: items.length - accepted, items, replayed: false };
}

function resultOf(request: SubmitRequest, item: SubmitItem, position: number): SubmitResult {
  const refused = refusalOf(item, request.policy) ?? repeated(request, position);
  if (refused) return { position, code: refused[0], detail: refused[1] };
  return {
    position,
    id: messageId(request, position),
    status: 'PENDING',
    to: item.to,
    segments: 1,
    encoding: 'GSM-7',
    warnings: [],
  };
}

type Refused = readonly [code: ErrorCode, detail: string];

const FURTHEST_MS = 30 * 86_400_000;

/** The gates in their order. A time of the last minute counts as now. */
function refusalOf(item: SubmitItem, { destinations, default_region }: SubmitRequest['policy']): Refused | undefined {
  const { to, text, valid_for_s, deadline, send_at, sender } = item;
  const number = parseNumber(to, default_region);
  if (!number.ok) return ['invalid_number', number.reason];
  const problem = checkText(text);
  if (problem) return ['invalid_text', problem];

  const now = Date.now();
  const begins = send_at === undefined ? now : (parseInstant(send_at)?.getTime() ?? Number.NaN);
  if (!(begins > now - 60_000 && begins <= now + FURTHEST_MS)) return ['invalid_schedule', 'send_at is out of range.'];
  if (valid_for_s !== undefined && (valid_for_s < 1 || valid_for_s > 86_400 * 30))
    return ['invalid_deadline', 'valid_for_s is out of range.'];
  const ends = deadline === undefined ? Infinity : (parseInstant(deadline)?.getTime() ?? Number.NaN);
  if (!(ends > Math.max(begins, now))) return ['invalid_deadline', 'deadline is over before the message may be sent.'];
  if (sender !== undefined && !readSender(sender).ok) return ['invalid_sender', 'A sender has another form.'];
  if (sender === 'NotOurs') return ['sender_not_owned', 'No route of the tenant owns this sender.'];
  if (!destinations.includes('*') && !destinations.includes(number.country ?? ''))
    return ['destination_blocked', 'Texts to this destination are not allowed.'];
  return undefined;
}

/** The same text to the same number twice in one call. */
function repeated({ items }: SubmitRequest, position: number): Refused | undefined {
  const same = ({ to, text }: SubmitItem): boolean => to === items[position]!.to && text === items[position]!.text;
  const first = items.findIndex(same);
  const isMarked = items[position]!.metadata?.collapse === 'yes';
  return isMarked && first < position
    ? ['duplicate_in_batch', 'The same message stands earlier in this batch.']
    : undefined;
}

const messageId = ({ request_id }: SubmitRequest, position: number): string =>
  `${request_id as RequestId}.${String(position).padStart(4, '0')}`;

function viewOf(
  { environment, created_by }: SubmitRequest,
  { to, send_at, sender }: SubmitItem,
): Omit<MessageView, 'id' | 'request_id'> {
  const attempt = {
    fence: 1,
    route: 'r',
    vendor: 'v',
    outcome: 'accepted',
    at: AT,
    cost_micros: 7_500,
    currency: 'USD',
  };
  return {
    number: 1,
    environment,
    status: 'SENT',
    to,
    category: 'general',
    guarantee: 'at_most_once',
    priority: 5,
    segments: 1,
    encoding: 'GSM-7',
    created_at: AT,
    created_by,
    deadline: AT,
    ...(send_at && { send_at }),
    ...(sender && { sender }),
    explanation: { policy: 3, rule: 0, rule_name: 'all', routes: ['r'], skipped: [{ route: 's', reason: 'disabled' }] },
    attempts: [attempt],
    timeline: [{ at: AT, kind: 'accepted', status: 'PENDING' }],
  };
}

const notFound = (): PostriderError => new PostriderError('not_found', 'There is no such thing.');
