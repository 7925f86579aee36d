import type { RequestDocument, SubmitReply, SubmitRequest } from '#libs/contracts';
import {
  checkpoint,
  clock,
  PostriderError,
  requestKey,
  unavailable,
  type MessageKey,
  type RequestId,
  type TenantId,
  type Times,
} from '#libs/kernel';
import type { Gated, RefusedItem } from '../../domain/acceptance/accepted-item.ts';
import type { PayloadItem } from '../../domain/acceptance/request-payload.ts';
import { nowhereToGo } from '../../domain/routing/without-route.ts';
import { isItem, passGates } from './gates/index.ts';
import type { Codec } from '../ledger/ports.ts';
import { answerOf, rejectedPositions, warned } from './submit-answer.ts';
import { guardDuplicates, type Guarded, type GuardPorts } from './guard-duplicates.ts';
import type { Quotas, Requests } from './ports.ts';
import { reserveQuotas } from './reserve-quotas.ts';
import type { OptOuts } from '../opt-outs/ports.ts';
import type { UrgentFirstScheduler } from '../scheduling/urgent-first-scheduler.ts';
import type { RouteTable } from '../routing/route-table.ts';
import type { Router } from '../routing/router.ts';
import { orUnreadable, payloadOf } from '../ledger/sealed-content.ts';

const LARGEST_DOCUMENT = 12 * 1024 * 1024;
const MOST_ITEMS = 5_000;

export interface SubmitPorts extends GuardPorts {
  readonly requests: Requests;
  readonly quotas: Quotas;
  readonly codec: Codec;
  readonly times: Times;
  readonly routes: Pick<RouteTable, 'factsOf' | 'hasOptOuts'>;
  readonly optOuts: Pick<OptOuts, 'scopesOf' | 'of'>;
  readonly router: Pick<Router, 'explain'>;
  readonly urgentFirst: Pick<UrgentFirstScheduler, 'claim'>;
  /** Starts the repeatable fan-out; the answer does not wait for it. */
  readonly startFanOut: (request: RequestDocument, items: readonly PayloadItem[]) => void;
}

/** Where a call comes from that no caller made as it is. */
export interface SubmitOrigin {
  /** The message that it sends again. */
  readonly retryOf?: MessageKey;
  /** The text received that it answers: its route has the number that received it. */
  readonly answers?: string;
  /** It confirms the opt-out that this text asked for, and passes while that is in force. */
  readonly confirms?: boolean;
}

/** Accepts a call: gates in order, then ONE durable document, then the answer. */
export async function submitRequest(
  ports: SubmitPorts,
  command: SubmitRequest,
  { retryOf, answers, confirms }: SubmitOrigin = {},
): Promise<SubmitReply> {
  const tenant = command.tenant as TenantId;
  if (command.items.length === 0 || command.items.length > MOST_ITEMS)
    throw new PostriderError('invalid_batch', `A call carries 1 to ${MOST_ITEMS} messages.`);
  if (!command.items.every(isItem))
    throw new PostriderError(
      'invalid_field',
      'items contains an entry that is not a message; each needs its fields as documented.',
    );
  await ports.codec.readyToSeal(tenant);
  const now = clock.now();
  const gated = await passGates(ports, command.items, { ...command, now, answers, confirms });

  const refusal = command.all_or_nothing ? gated.find((item) => !item.ok) : undefined;
  if (refusal && !refusal.ok) {
    return (await acceptedBefore(ports, command)) ?? refuse(refusal);
  }

  const facts = await ports.routes.factsOf(tenant, command.environment);
  if (facts.routes.length === 0)
    return (await replay(ports, command, {})) ?? refuse({ code: 'no_route', detail: nowhereToGo(command.environment) });

  const passing = gated.flatMap((item, position) => (item.ok ? [payloadItem(item, position)] : []));
  if (passing.some(({ lane }) => lane === 'urgent')) ports.urgentFirst.claim();
  const guarded = await guardDuplicates(ports, command, passing, { now, retryOf });
  checkpoint('dispatcher.submit.after_guard');
  const { items, sent } = markDuplicates(passing, guarded.duplicates);
  const reserved = await orRelease(guarded, reserveQuotas(ports.quotas, command, sent, now));
  if (reserved instanceof PostriderError) {
    await guarded.release();
    return (await acceptedBefore(ports, command)) ?? refuse(reserved);
  }
  checkpoint('dispatcher.submit.after_quota');

  const release = async (): Promise<void> => {
    await Promise.all([guarded.release(), reserved.release()]);
  };
  const answer = answerOf(command, await warned(ports, facts, gated), guarded.duplicates);
  const accepted = await orRelease({ release }, documentOf(ports, command, items, answer, now));
  const request = retryOf ? { ...accepted, retry_of: retryOf } : accepted;

  checkpoint('dispatcher.submit.before_insert');
  if (guarded.isStale()) {
    await release();
    throw unavailable('The database');
  }
  // If it fails, the request may be stored: the guards and the reservation stay.
  const result = await ports.requests.insert(request);
  checkpoint('dispatcher.submit.after_insert');
  if (result !== 'inserted') await reserved.release();
  // With the same id the guards are those of the request that is stored.
  if (result === 'same_key') await guarded.release();
  if (result === 'same_key') return (await replay(ports, command, { latest: true })) ?? stillRunning();
  if (result === 'same_id') return takeUp(ports, request);

  ports.startFanOut(request, items);
  return reserved.states.length > 0 ? { ...answer, quotas: [...reserved.states] } : answer;
}

/** Takes back what the call has reserved if its work fails before the request could be stored. */
async function orRelease<Result>(held: { release(): Promise<void> }, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    await held.release();
    throw error;
  }
}

/** `sent`: how many are not duplicates. */
function markDuplicates(
  passing: readonly PayloadItem[],
  duplicates: Guarded['duplicates'],
): { readonly items: readonly PayloadItem[]; readonly sent: number } {
  if (duplicates.size === 0) return { items: passing, sent: passing.length };
  const items = passing.map((item) => {
    const duplicate_of = duplicates.get(item.position);
    return duplicate_of ? { ...item, duplicate_of } : item;
  });
  return { items, sent: passing.length - duplicates.size };
}

/** The first answer to this idempotency key, if there is one. */
async function replay(
  ports: SubmitPorts,
  command: SubmitRequest,
  options: { latest?: boolean },
): Promise<SubmitReply | undefined> {
  const { environment, operation, idempotency_key } = command;
  if (idempotency_key === undefined) return undefined;
  const tenant = command.tenant as TenantId;
  const first = await ports.requests.byIdempotencyKey(tenant, environment, operation, idempotency_key, options);
  if (!first) return undefined;
  if (first.fingerprint !== fingerprintOf(ports, command)) {
    const detail = 'This Idempotency-Key was used with another body before. Use a new key for a new message.';
    throw new PostriderError('idempotency_key_reused', detail);
  }
  const answer = openAnswer(ports, first);
  return { ...answer, replayed: first._id !== requestKey(tenant, command.request_id as RequestId) };
}

/** The answer to the same call, if it was accepted before and would be refused now. */
async function acceptedBefore(ports: SubmitPorts, command: SubmitRequest): Promise<SubmitReply | undefined> {
  const first = await replay(ports, command, {});
  if (first) return first;
  const request = await ports.requests.byId(requestKey(command.tenant as TenantId, command.request_id as RequestId));
  return request ? takeUp(ports, request) : undefined;
}

/** The gateway's second call, or the driver's: the process that stored the request may have died before its fan-out. */
async function takeUp(ports: SubmitPorts, { _id }: Pick<RequestDocument, '_id'>): Promise<SubmitReply> {
  const stored = await ports.requests.byId(_id, { latest: true });
  if (!stored) return stillRunning();
  if (stored.wake_at) startAgain(ports, stored);
  return { ...openAnswer(ports, stored), replayed: false };
}

/** The sweep ends a request that cannot be read. */
function startAgain({ codec, startFanOut }: SubmitPorts, stored: RequestDocument): void {
  const items = orUnreadable(() => payloadOf(codec, stored));
  if (items !== 'unreadable') startFanOut(stored, items);
}

const openAnswer = ({ codec }: SubmitPorts, { tenant, answer }: RequestDocument): SubmitReply =>
  JSON.parse(codec.open(tenant, 'answer', answer)) as SubmitReply;

function stillRunning(): never {
  const detail = 'The first call with this Idempotency-Key has not ended. Repeat it in a second.';
  throw new PostriderError('idempotency_in_progress', detail, { retryAfterMs: 1_000 });
}

function refuse(refusal: Pick<RefusedItem, 'code' | 'detail'> | PostriderError): never {
  throw refusal instanceof PostriderError ? refusal : new PostriderError(refusal.code, refusal.detail);
}

/** A keyed hash, so that a short text cannot be guessed from the stored value. */
function fingerprintOf({ codec }: SubmitPorts, { tenant, fingerprint }: SubmitRequest): string {
  return codec.hash(tenant as TenantId, fingerprint);
}

function payloadItem(item: Extract<Gated, { ok: true }>, position: number): PayloadItem {
  const { ok: _, warnings: __, ...accepted } = item;
  return { ...accepted, position };
}

async function documentOf(
  ports: SubmitPorts,
  command: SubmitRequest,
  items: readonly PayloadItem[],
  answer: SubmitReply,
  now: number,
): Promise<RequestDocument> {
  const tenant = command.tenant as TenantId;
  const payload = ports.codec.seal(tenant, 'payload', JSON.stringify(items));
  const sealedAnswer = ports.codec.seal(tenant, 'answer', JSON.stringify(answer));
  if (payload.length + sealedAnswer.length > LARGEST_DOCUMENT) {
    const detail = 'The messages of this call are over 12 MiB together. Split them over several calls.';
    throw new PostriderError('request_too_large', detail);
  }
  return {
    _id: requestKey(tenant, command.request_id as RequestId),
    tenant,
    environment: command.environment,
    operation: command.operation,
    ...(command.idempotency_key !== undefined && { idempotency_key: command.idempotency_key }),
    fingerprint: fingerprintOf(ports, command),
    created_at: new Date(now),
    created_by: command.created_by,
    number_from: await ports.requests.reserveNumbers(tenant, answer.total),
    total: answer.total,
    rejected: answer.rejected,
    ...(answer.rejected > 0 && { rejected_positions: rejectedPositions(answer) }),
    payload,
    answer: sealedAnswer,
    policy: { destinations: command.policy.destinations },
    ...(items.length > 0 && {
      deadline: new Date(items.reduce((first, item) => Math.min(first, item.deadline), Infinity)),
      wake_at: new Date(now + ports.times.graceMs),
    }),
  };
}
