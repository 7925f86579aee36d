import type {
  DeadLetterFilter,
  DeadLettersQuery,
  DeadLettersReply,
  DeadLetterStats,
  DeadLetterView,
  EvidenceDocument,
  MessageDocument,
  SeenBy,
} from '#libs/contracts';
import {
  isMessageId,
  messageKeyOf,
  PostriderError,
  publicMessageId,
  publicRequestId,
  requestKeyOf,
  type MessageKey,
  type TenantId,
} from '#libs/kernel';
import { isUnresolved } from '../../domain/ledger/fold.ts';
import { firstRefusalOf } from '../../domain/ledger/refusals.ts';
import { instantOf } from '../messages/choice-of.ts';
import type { DeadLetterFilterRecord, DeadLetters } from './ports.ts';
import type { Codec, Evidence } from '../ledger/ports.ts';
import { shownOf } from '../ledger/sealed-content.ts';

export interface DeadLetterPorts {
  readonly deadLetters: DeadLetters;
  readonly evidence: Evidence;
  readonly codec: Codec;
}

/** Newest first, each with the outcome of its last attempt. */
export async function listDeadLetters(ports: DeadLetterPorts, query: DeadLettersQuery): Promise<DeadLettersReply> {
  const filter = filterOf(query);
  const found = await ports.deadLetters.list(filter, query.limit, afterOf(query));
  const last = found.at(-1);
  return {
    items: await deadLetterViews(ports, query, found),
    ...(last && found.length === query.limit && { next: publicMessageId(last._id) as string }),
  };
}

export async function deadLetterStats(deadLetters: DeadLetters, query: DeadLetterFilter): Promise<DeadLetterStats> {
  const counts = await deadLetters.counts(filterOf(query));
  const pending = counts.filter(({ state }) => state === 'pending');
  const oldest = pending.map((it) => it.oldest).sort((a, b) => a.getTime() - b.getTime())[0];
  return {
    by_state: sums(counts.map(({ state, count }) => [state, count])),
    by_route: sums(pending.flatMap(({ route, count }) => (route === undefined ? [] : [[route, count]]))),
    by_category: sums(pending.map(({ category, count }) => [category, count])),
    ...(oldest && { oldest_pending_at: oldest.toISOString() }),
  };
}

export async function deadLetterViews(
  ports: Pick<DeadLetterPorts, 'evidence' | 'codec'>,
  reader: SeenBy,
  messages: readonly MessageDocument[],
): Promise<DeadLetterView[]> {
  await ports.codec.ready(reader.tenant as TenantId);
  const evidence = await ports.evidence.ofMessages(messages.map(({ _id }) => _id));
  return messages.map((message) => ({
    ...viewOf(message, evidence.get(message._id) ?? []),
    ...numberOf(ports.codec, reader, message),
  }));
}

export function filterOf(query: DeadLetterFilter): DeadLetterFilterRecord {
  const { tenant, environment, created_by, state, category, route } = query;
  const [from, until] = [instantOf('from', query.from), instantOf('until', query.until)];
  return {
    tenant: tenant as TenantId,
    ...(environment && { environment }),
    ...(created_by !== undefined && { created_by }),
    ...(state && { state }),
    ...(category && { category }),
    ...(route !== undefined && { route }),
    ...(from && { from }),
    ...(until && { until }),
  };
}

export function afterOf({ tenant, after }: { tenant: string; after?: string }): MessageKey | undefined {
  if (after === undefined) return undefined;
  if (!isMessageId(after)) throw new PostriderError('invalid_id', 'after must be the id of the last message seen.');
  return messageKeyOf(tenant as TenantId, after);
}

function numberOf(codec: Codec, reader: SeenBy, message: MessageDocument): Pick<DeadLetterView, 'to' | 'masked'> {
  const { to, masked } = shownOf(codec, reader, message);
  return { to, masked };
}

function viewOf(message: MessageDocument, rows: readonly EvidenceDocument[]) {
  const { _id, number, environment, created_by, status, category, attempt, created_at, dead_letter } = message;
  const { state, retried_as, by, reason } = dead_letter!;
  const [last] = rows.filter(({ kind }) => kind === 'answer' || kind === 'silence').sort((a, b) => b.fence - a.fence);
  const route = last?.route ?? message.route;
  const code =
    firstRefusalOf(message.fence, rows) ?? (last && (last.vendor_code ?? last.fault ?? last.outcome ?? last.kind));
  return {
    id: publicMessageId(_id),
    request_id: publicRequestId(requestKeyOf(_id)),
    number,
    environment,
    status,
    created_by,
    state: state === 'retrying' ? 'pending' : state,
    category,
    attempts: attempt,
    ...(route !== undefined && { route }),
    ...(code !== undefined && { code }),
    may_be_duplicate: isUnresolved(rows),
    created_at: created_at.toISOString(),
    ...(retried_as && { retried_as: publicMessageId(retried_as) as string }),
    ...(by !== undefined && { changed_by: by }),
    ...(reason !== undefined && { reason }),
  };
}

function sums(entries: readonly (readonly [string, number])[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const [name, n] of entries) counts.set(name, (counts.get(name) ?? 0) + n);
  return Object.fromEntries(counts);
}
