import {
  PHONE_VENDOR,
  type LeasedMessage,
  type LeaseReply,
  type LeaseRequest,
  type MessageDocument,
} from '#libs/contracts';
import {
  checkpoint,
  clock,
  publicMessageId,
  requestKeyOf,
  type Holder,
  type MessageKey,
  type TenantId,
  type Times,
} from '#libs/kernel';
import { fold, isUnresolved } from '../../domain/ledger/fold.ts';
import { carriedBy } from '../../domain/routing/carriage.ts';
import { dealOut, type Wish } from '../../domain/routing/deal-out.ts';
import { openContent, orUnreadable } from '../ledger/sealed-content.ts';
import type { Codec, Evidence, Messages } from '../ledger/ports.ts';
import type { Requests } from '../accept/ports.ts';
import { optedOut, type OptOutCheckPorts } from '../opt-outs/opted-out.ts';
import type { Log } from '../ports.ts';
import type { RouteTable } from '../routing/route-table.ts';
import { postpone } from '../wake/postpone.ts';
import { routesOfPhone } from './routes-of-phone.ts';
import type { LeaseWrite, PhoneMessages } from './ports.ts';

export interface LeaseMessagesPorts extends Omit<OptOutCheckPorts, 'routes'> {
  readonly phoneMessages: PhoneMessages;
  readonly messages: Messages;
  readonly evidence: Evidence;
  readonly requests: Pick<Requests, 'canceledAmong'>;
  readonly codec: Codec;
  readonly routes: RouteTable;
  readonly times: Times;
  readonly log: Log;
}

/** A request of a phone, and in the end its answer. */
export interface Leasing {
  readonly request: LeaseRequest;
  reply?: LeaseReply;
}

interface Asking extends Leasing, Wish {
  /** Its own route and those of its pools. */
  readonly routes: readonly string[];
}

/**
 * Answers phones that ask at the same time: what waits is read once and dealt out, so that they do not compete for the
 * same messages. Between replicas the write decides.
 */
export async function leaseMessages(ports: LeaseMessagesPorts, all: readonly Leasing[]): Promise<void> {
  for (const [tenant, group] of Map.groupBy(all, ({ request }) => request.tenant as TenantId)) {
    await ports.codec.ready(tenant);
    const byLease = Map.groupBy(group, ({ request }) => request.lease_id);
    const asking = await Promise.all([...byLease.values()].map(([first]) => withRoutes(ports, first!)));
    const fresh = await answerRepeats(ports, tenant, asking);
    if (fresh.length > 0) await leaseTo(ports, tenant, fresh);
    for (const [first, ...same] of byLease.values()) for (const it of same) it.reply = first!.reply!;
  }
}

async function withRoutes({ routes: table }: LeaseMessagesPorts, it: Leasing): Promise<Asking> {
  const { tenant, agent, limit, max_parts, countries, recipients } = it.request;
  const routes = await routesOfPhone(table, tenant as TenantId, agent);
  const served = countries ? ` ${countries.toSorted().join()}` : '';
  const wish = {
    limit,
    routes,
    lists: routes.map((route) => `${route}${served}`),
    ...(max_parts !== undefined && { maxParts: max_parts }),
    ...(recipients && { recipients: new Set(recipients) }),
  };
  return Object.assign(it, wish);
}

/** The same lease asked for again: the messages that are still held under it, and no others. */
async function answerRepeats(
  ports: LeaseMessagesPorts,
  tenant: TenantId,
  asking: readonly Asking[],
): Promise<readonly Asking[]> {
  const agents = asking.map(({ request }) => request.agent);
  const ids = asking.map(({ request }) => request.lease_id);
  const held = Map.groupBy(
    await ports.phoneMessages.underLeases(tenant, agents, ids),
    ({ holder }) => holder as string,
  );
  const now = clock.now();
  return asking.filter((it) => {
    const messages = held.get(it.request.lease_id);
    if (!messages) return true;
    const leases = messages.flatMap((message) => {
      const ttl = message.wake_at!.getTime() - ports.times.sendBeforeMs - now;
      return message.agent === it.request.agent && ttl > 0 ? (shown(ports, message, ttl) ?? []) : [];
    });
    it.reply = { leases, routes: [...it.routes], more: true };
    return false;
  });
}

async function leaseTo(ports: LeaseMessagesPorts, tenant: TenantId, asking: readonly Asking[]): Promise<void> {
  const { dealt, more } = dealOut(asking, await waitingFor(ports, tenant, asking));
  const picked = [...dealt.values()].flat();
  const doubts = await checked(ports, picked);
  const now = clock.now();
  const writes: LeaseWrite[] = [];
  for (const [it, messages] of dealt) writes.push(...writesOf(ports, it, messages, doubts, now));
  checkpoint('dispatcher.phones.before_lease');
  const leased = await ports.phoneMessages.lease(writes);
  checkpoint('dispatcher.phones.after_lease');
  for (const it of asking) {
    const mine = (dealt.get(it) ?? []).filter(({ _id }) => leased.has(_id));
    const leases = mine.flatMap((message) => {
      const granted = {
        ...message,
        fence: message.fence + 1,
        attempt: message.attempt + 1,
        holder: it.request.lease_id as Holder,
      };
      return shown(ports, granted, ttlOf(it.request, message, now)) ?? [];
    });
    it.reply = { leases, routes: [...it.routes], more: more.has(it) };
  }
}

/** What waits for any of them, by route and by the countries that phones serve; each list in its order. */
async function waitingFor(
  { phoneMessages }: LeaseMessagesPorts,
  tenant: TenantId,
  asking: readonly Asking[],
): Promise<ReadonlyMap<string, readonly MessageDocument[]>> {
  const wanting = Map.groupBy(
    asking.flatMap((it) => it.lists.map((list, at) => ({ it, list, route: it.routes[at]! }))),
    ({ list }) => list,
  );
  const reads = [...wanting].map(async ([list, of]) => {
    const limit = of.reduce((sum, { it }) => sum + (it.recipients ? AMONG_RECIPIENTS : it.limit), SPARE);
    const { route, it } = of[0]!;
    const { countries } = it.request;
    return [list, await phoneMessages.waiting(tenant, [route], { limit, ...(countries && { countries }) })] as const;
  });
  return new Map(await Promise.all(reads));
}

/** Some of those that are read may no longer be sent, or not fit. */
const SPARE = 20;
/** Read for a phone that may only text recipients which it has texted before. */
const AMONG_RECIPIENTS = 500;

/**
 * Whether an earlier attempt may have sent a message, by its key; those that may no longer be sent are missing, and
 * looked at at once.
 */
async function checked(
  ports: LeaseMessagesPorts,
  messages: readonly MessageDocument[],
): Promise<ReadonlyMap<MessageKey, boolean>> {
  const now = clock.now();
  const again = messages.filter(({ fence }) => fence > 0).map(({ _id }) => _id);
  const [canceled, out, rows] = await Promise.all([
    ports.requests.canceledAmong([...new Set(messages.map(({ _id }) => requestKeyOf(_id)))]),
    optedOut(ports, messages, ({ to_hash }) => to_hash),
    ports.evidence.ofMessages(again),
  ]);
  const isOver = (it: MessageDocument): boolean =>
    !!it.cancel_at || canceled.has(requestKeyOf(it._id)) || it.deadline.getTime() <= now || out.has(it);
  const isEnded = (it: MessageDocument): boolean => fold(it, rows.get(it._id) ?? []).status !== 'PENDING';
  const isReadable = (it: MessageDocument): boolean =>
    orUnreadable(() => openContent(ports.codec, it)) !== 'unreadable';
  const good = new Map<MessageKey, boolean>();
  const bad: MessageDocument[] = [];
  for (const it of messages) {
    if (isOver(it) || isEnded(it) || !isReadable(it)) bad.push(it);
    else good.set(it._id, isUnresolved(rows.get(it._id) ?? []));
  }
  await postpone(
    ports,
    bad.map((message) => ({ message })),
    now,
  );
  return good;
}

function writesOf(
  { times }: LeaseMessagesPorts,
  { request }: Asking,
  messages: readonly MessageDocument[],
  doubts: ReadonlyMap<MessageKey, boolean>,
  now: number,
): LeaseWrite[] {
  const sendable = messages.filter(({ _id }) => doubts.has(_id));
  const alike = Map.groupBy(
    sendable,
    (it) => `${it.fence} ${it.pool} ${doubts.get(it._id)} ${ttlOf(request, it, now)}`,
  );
  return [...alike.values()].map((same) => {
    const { fence, pool, _id } = same[0]!;
    return {
      keys: same.map(({ _id }) => _id),
      fence,
      to: {
        route: pool!,
        agent: request.agent,
        holder: request.lease_id as Holder,
        leasedAt: new Date(now),
        wakeAt: new Date(now + ttlOf(request, same[0]!, now) + times.sendBeforeMs),
        awaitsStart: request.can_start,
        possibleDuplicate: doubts.get(_id)!,
      },
    };
  });
}

/** A lease ends with its message. */
const ttlOf = ({ lease_ms }: LeaseRequest, { deadline }: MessageDocument, now: number): number =>
  Math.min(lease_ms, deadline.getTime() - now);

function shown(
  { codec }: Pick<LeaseMessagesPorts, 'codec'>,
  message: MessageDocument,
  ttlMs: number,
): LeasedMessage | undefined {
  const content = orUnreadable(() => openContent(codec, message));
  if (content === 'unreadable') return undefined;
  const { _id, holder, fence, attempt, segments: parts, to_hash: recipient } = message;
  return {
    message_id: publicMessageId(_id),
    to: content.to,
    text: carriedBy({ vendor: PHONE_VENDOR }, content).text,
    lease_id: holder!,
    fence,
    attempt,
    parts,
    recipient,
    ttl_ms: Math.max(0, Math.round(ttlMs)),
  };
}
