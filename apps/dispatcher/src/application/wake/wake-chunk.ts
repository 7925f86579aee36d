import type { EvidenceDocument, MessageDocument } from '#libs/contracts';
import { clock, requestKeyOf, type MessageKey, type TenantId } from '#libs/kernel';
import { attemptsByRoute, NO_PREFERENCE } from '../../domain/routing/choose-route.ts';
import { fold } from '../../domain/ledger/fold.ts';
import { refusalsIn } from '../../domain/ledger/refusals.ts';
import { isClosed } from '../../domain/ledger/status.ts';
import { carryOutChange } from '../ledger/carry-out-change.ts';
import { closeMessages, type ClosePorts } from '../ledger/close-messages.ts';
import { grantWaiting, type Grantable, type GrantPorts, type Hopeless } from './grant-waiting.ts';
import { bisectOnFailure, isOutage } from '../ledger/bisect-on-failure.ts';
import type { MessageMetrics } from '../ledger/ports.ts';
import type { Requests } from '../accept/ports.ts';
import { optedOut } from '../opt-outs/opted-out.ts';
import { takeBack, type TakeBackPorts } from '../phones/take-back.ts';
import { backOff } from './postpone.ts';
import { reconcileAll } from '../ledger/reconcile.ts';

export type WakePorts = ClosePorts &
  GrantPorts &
  TakeBackPorts & {
    readonly requests: Requests;
    readonly metrics: Pick<MessageMetrics, 'unprocessable' | 'stuck'>;
    /** Starts look-ups, which may take as long as a vendor's answer; this chunk does not wait for them. */
    readonly startEndingLeases: (messages: readonly MessageDocument[]) => void;
  };

/**
 * Looks again at messages that are due. A message that makes its chunk fail is postponed, until its deadline closes it.
 */
export async function wakeChunk(ports: WakePorts, keys: readonly MessageKey[]): Promise<void> {
  const stuck: MessageKey[] = [];
  await bisectOnFailure(
    keys,
    (some) => lookAgain(ports, some),
    (key, err) => {
      ports.log.error('message.stuck', { message: key, err });
      ports.metrics.stuck('message', 1);
      stuck.push(key);
    },
  );
  if (stuck.length === 0) return;
  const waiting = (await ports.messages.byKeys(stuck)).filter(({ status }) => status === 'PENDING');
  await backOff(
    ports,
    waiting.map((message) => ({ message })),
  );
}

/** Grants waiting messages, ends leases that are over, closes messages that may no longer be sent. */
async function lookAgain(ports: WakePorts, keys: readonly MessageKey[]): Promise<void> {
  const now = clock.now();
  const due = (await ports.messages.byKeys(keys)).filter(({ wake_at }) => wake_at && wake_at.getTime() <= now);

  const keyless = await withoutKey(ports, new Set(due.map(({ tenant }) => tenant)));

  ports.startEndingLeases(due.filter(({ status }) => status === 'SENDING'));
  await takeBack(
    ports,
    due.filter(({ status }) => status === 'ASSIGNED'),
    { ended: true },
  );
  const waiting = due.filter(({ status }) => status === 'PENDING');
  if (waiting.length === 0) return;
  const checkedAt = clock.now();
  const open = await closeOver(ports, waiting, now, keyless);
  await waitForKey(
    ports,
    open.filter(({ tenant }) => keyless.has(tenant)),
  );
  const readable = open.filter(({ tenant }) => !keyless.has(tenant));
  await closeHopeless(ports, await grantWaiting(ports, await grantable(ports, readable), checkedAt));
}

async function closeHopeless(ports: WakePorts, { unreachable, unreadable }: Hopeless): Promise<void> {
  const codes = new Map(unreachable.map(({ message, preference }) => [message._id, preference.refusals[0]?.code]));
  const messages = unreachable.map(({ message }) => message);
  await closeMessages(ports, messages, 'TRIES_USED_UP', (key) => codes.get(key));
  await closeUnreadable(
    ports,
    unreadable.map(({ message }) => message),
  );
}

async function closeUnreadable(ports: WakePorts, messages: readonly MessageDocument[]): Promise<void> {
  await closeMessages(ports, messages, 'UNREADABLE');
  ports.metrics.unprocessable('UNREADABLE', messages.length);
  for (const { _id } of messages) ports.log.error('message.unprocessable', { message: _id, reason: 'UNREADABLE' });
}

/** Tenants whose key cannot be used now: its file may be the wrong one, which an operator can still correct. */
async function withoutKey(
  { codec, log }: Pick<WakePorts, 'codec' | 'log'>,
  tenants: ReadonlySet<TenantId>,
): Promise<ReadonlySet<TenantId>> {
  const keyless = new Set<TenantId>();
  for (const tenant of tenants) {
    try {
      await codec.ready(tenant);
    } catch (error) {
      if (isOutage(error)) throw error;
      log.error('tenant.key_unusable', { tenant, err: error });
      keyless.add(tenant);
    }
  }
  return keyless;
}

async function waitForKey(ports: WakePorts, messages: readonly MessageDocument[]): Promise<void> {
  ports.metrics.stuck('message', messages.length);
  await backOff(
    ports,
    messages.map((message) => ({ message })),
  );
}

/** Closes messages that are duplicates, canceled, late or no longer wanted by their recipients; returns the rest. */
async function closeOver(
  ports: WakePorts,
  waiting: readonly MessageDocument[],
  now: number,
  keyless: ReadonlySet<TenantId>,
): Promise<readonly MessageDocument[]> {
  const canceled = await ports.requests.canceledAmong([...new Set(waiting.map(({ _id }) => requestKeyOf(_id)))]);
  const isCanceled = (it: MessageDocument): boolean => !!it.cancel_at || canceled.has(requestKeyOf(it._id));
  const isLate = (it: MessageDocument): boolean => it.deadline.getTime() <= now;

  const isDuplicate = (it: MessageDocument): boolean => it.duplicate_of !== undefined;
  const [duplicates, others] = [waiting.filter(isDuplicate), waiting.filter((it) => !isDuplicate(it))];

  await closeMessages(ports, duplicates, 'DUPLICATE_RECENT');
  await closeMessages(ports, others.filter(isCanceled), 'CANCELED_BY_USER');
  const late = others.filter((it) => !isCanceled(it) && isLate(it));
  await closeMessages(
    ports,
    late.filter(({ tenant }) => !keyless.has(tenant)),
    'EXPIRED',
  );
  await closeUnreadable(
    ports,
    late.filter(({ tenant }) => keyless.has(tenant)),
  );
  const open = others.filter((it) => !isCanceled(it) && !isLate(it));
  const out = await optedOut(ports, open, ({ to_hash }) => to_hash);
  await closeMessages(ports, [...out], 'OPTED_OUT');
  return open.filter((it) => !out.has(it));
}

async function grantable(ports: WakePorts, open: readonly MessageDocument[]): Promise<Grantable[]> {
  const again = open.filter(({ fence }) => fence > 0);
  const evidence = await ports.evidence.ofMessages(again.map(({ _id }) => _id));
  const rowsOf = ({ _id }: MessageDocument): EvidenceDocument[] => evidence.get(_id) ?? [];
  const ended = again.filter((it) => isClosed(fold(it, rowsOf(it)).status));
  await closeByEvidence(
    ports,
    ended.map(({ _id }) => _id),
  );
  const first = open
    .filter(({ fence }) => fence === 0)
    .map((message) => ({ message, possibleDuplicate: false, preference: NO_PREFERENCE }));
  const next = again.filter((it) => !ended.includes(it));
  return [...first, ...next.map((message) => ({ message, ...afterAttempts(ports, message, rowsOf(message)) }))];
}

/** They were ended by an answer that came after the next grant was in the air; this was not announced yet. */
async function closeByEvidence(ports: WakePorts, keys: readonly MessageKey[]): Promise<void> {
  if (keys.length === 0) return;
  await carryOutChange(ports, { keys, rows: [], move: (known) => reconcileAll(ports, keys, known) });
}

/**
 * If a vendor with a client reference has no such message, that proves it for this vendor alone: no other route may
 * send it.
 */
function afterAttempts(
  { planner }: WakePorts,
  message: MessageDocument,
  rows: readonly EvidenceDocument[],
): Omit<Grantable, 'message'> {
  const possibleDuplicate = planner.isUnresolved(rows);
  const freedBy = rows.find(({ lookup }) => lookup === 'nothing')?.route;
  const known = { attempts: attemptsByRoute(rows), refusals: refusalsIn(rows) };
  if (freedBy !== undefined) return { possibleDuplicate, preference: { ...known, only: freedBy } };
  const same = possibleDuplicate ? message.route : undefined;
  return { possibleDuplicate, preference: { ...known, ...(same !== undefined && { same }) } };
}
