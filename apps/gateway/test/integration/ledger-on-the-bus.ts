import { Controller } from '@nestjs/common';
import {
  readMessage,
  readRequest,
  submit,
  vendorAccount,
  type Contract,
  type MessageQuery,
  type MessageView,
  type RequestQuery,
  type RequestView,
  type SubmitItem,
  type SubmitReply,
  type SubmitRequest,
  type SubmitResult,
  type VendorAccount,
  type VendorAccountQuery,
} from '#libs/contracts';
import { checkText, parseNumber, PostriderError, type RequestId } from '#libs/kernel';
import { HandleRpc } from '#libs/messaging';
import type { TestNats } from '../../../../libs/messaging/testing/index.ts';

/** The dispatcher's side of the bus, kept in memory: the same contracts, the gates for number, text and destination. */
export class Ledger {
  /** Every submit call that arrived, in order. */
  readonly calls: SubmitRequest[] = [];
  readonly stored: SubmitRequest[] = [];
  /** What the next calls do before they answer; it may throw. */
  readonly troubles: ((request: SubmitRequest) => Promise<void>)[] = [];
  /** SHA-256 of callback secrets that belong to an account. */
  readonly callbackKeys = new Set<string>();
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

  private find(tenant: string, id: string | undefined): SubmitRequest {
    const found = this.stored.find((request) => request.request_id === id && request.tenant === tenant);
    if (!found) throw notFound();
    return found;
  }
}

export const LEDGER_CONTRACTS: readonly Contract[] = [submit, readMessage, readRequest, vendorAccount] as never;

/** Serves a ledger on the real bus; `close` takes it away again. */
export function serveLedger(nats: TestNats, ledger: Ledger) {
  @Controller()
  class LedgerController {
    @HandleRpc(submit) submit(request: SubmitRequest): Promise<SubmitReply> {
      return ledger.submit(request);
    }
    @HandleRpc(readMessage) message(query: MessageQuery): Promise<MessageView> {
      return Promise.resolve().then(() => ledger.message(query));
    }
    @HandleRpc(readRequest) request(query: RequestQuery): Promise<RequestView> {
      return Promise.resolve().then(() => ledger.request(query));
    }
    @HandleRpc(vendorAccount) account(query: VendorAccountQuery): Promise<VendorAccount> {
      return Promise.resolve().then(() => ledger.account(query));
    }
  }
  return nats.serve({ name: 'dispatcher', contracts: LEDGER_CONTRACTS, controllers: [LedgerController] });
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

function resultOf(request: SubmitRequest, { to, text, valid_for_s }: SubmitItem, position: number): SubmitResult {
  const number = parseNumber(to, request.policy.default_region);
  if (!number.ok) return { position, code: 'invalid_number', detail: number.reason };
  const problem = checkText(text);
  if (problem) return { position, code: 'invalid_text', detail: problem };
  if (valid_for_s !== undefined && (valid_for_s < 1 || valid_for_s > 86_400 * 30))
    return { position, code: 'invalid_deadline', detail: 'valid_for_s is out of range.' };
  const { destinations } = request.policy;
  if (!destinations.includes('*') && !destinations.includes(number.country ?? ''))
    return { position, code: 'destination_blocked', detail: 'Texts to this destination are not allowed.' };
  return {
    position,
    id: messageId(request, position),
    status: 'PENDING',
    to,
    segments: 1,
    encoding: 'GSM-7',
    warnings: [],
  };
}

const messageId = ({ request_id }: SubmitRequest, position: number): string =>
  `${request_id as RequestId}.${String(position).padStart(4, '0')}`;

function viewOf(
  { environment, created_by }: SubmitRequest,
  { to }: SubmitItem,
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
    attempts: [attempt],
    timeline: [{ at: AT, kind: 'accepted', status: 'PENDING' }],
  };
}

const notFound = (): PostriderError => new PostriderError('not_found', 'There is no such thing.');
