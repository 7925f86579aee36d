import type { MessageDocument, StartReply, StartRequest } from '#libs/contracts';
import { checkpoint, clock, isMessageId, messageKeyOf, type MessageKey, type TenantId, type Times } from '#libs/kernel';
import type { Evidence, Messages } from '../ledger/ports.ts';
import { optedOut, type OptOutCheckPorts } from '../opt-outs/opted-out.ts';
import type { PhoneMessages } from './ports.ts';
import { takeBack } from './take-back.ts';

export interface StartPorts extends OptOutCheckPorts {
  readonly messages: Messages;
  readonly evidence: Pick<Evidence, 'ofMessages' | 'insert'>;
  readonly phoneMessages: PhoneMessages;
  readonly times: Times;
}

/** A start of a phone, and in the end its answer. */
export interface Starting {
  readonly request: StartRequest;
  reply?: StartReply;
}

interface Held extends Starting {
  readonly key: MessageKey;
  readonly message: MessageDocument;
}

/**
 * Before a phone sends: the message becomes SENDING if the phone still holds it. From then on it may have been sent.
 * Repeating the call after a lost answer gives the same answer.
 */
export async function startMessages(ports: StartPorts, all: readonly Starting[]): Promise<void> {
  const keys = [...new Set(all.flatMap(({ request }) => keyOf(request) ?? []))];
  const stored = new Map((await ports.messages.byKeys(keys)).map((message) => [message._id, message]));
  const now = clock.now();
  const fresh: Held[] = [];
  const late: MessageDocument[] = [];
  for (const it of all) {
    const key = keyOf(it.request);
    const message = key && stored.get(key);
    if (!message) it.reply = refused('not_found');
    else if (message.agent !== it.request.agent) it.reply = await ofAnother(ports, message, it.request.agent);
    else if (!isHeld(message, it)) it.reply = refused('stale_lease');
    else if (sendWithinMs(ports, message, now) === 0) {
      it.reply = refused('expired');
      if (message.status === 'ASSIGNED') late.push(message);
    } else if (message.status === 'SENDING') it.reply = started(ports, message, now);
    else fresh.push(Object.assign(it, { key, message }));
  }
  const out = await unwanted(ports, fresh);
  for (const it of out) it.reply = refused('expired');
  await takeBack(ports, [...late, ...[...out].map(({ message }) => message)], { ended: false });
  const wanted = fresh.filter((it) => !out.has(it));
  for (const [fence, group] of Map.groupBy(wanted, ({ message }) => message.fence))
    await startAll(ports, fence, group, now);
}

async function startAll(ports: StartPorts, fence: number, group: readonly Held[], now: number): Promise<void> {
  const keys = group.map(({ key }) => key);
  checkpoint('dispatcher.phones.before_start');
  const matched = await ports.phoneMessages.start(keys, fence, new Date(now));
  checkpoint('dispatcher.phones.after_start');
  const isWhole = matched === keys.length;
  const found = isWhole ? [] : await ports.messages.byKeys(keys);
  const mine = new Set(found.flatMap((it) => (it.status === 'SENDING' ? `${it._id} ${it.fence} ${it.holder}` : [])));
  for (const it of group) {
    const { key, message } = it;
    const isStarted = isWhole || mine.has(`${key} ${fence} ${message.holder}`);
    it.reply = isStarted ? started(ports, message, now) : refused('stale_lease');
  }
}

/** Those whose recipients opted out since the phone got them. */
async function unwanted(ports: StartPorts, fresh: readonly Held[]): Promise<ReadonlySet<Held>> {
  const out = await optedOut(
    ports,
    fresh.map(({ message }) => message),
    ({ to_hash }) => to_hash,
  );
  return new Set(fresh.filter(({ message }) => out.has(message)));
}

/** It had it before, or never. */
async function ofAnother({ evidence }: StartPorts, { _id }: MessageDocument, agent: string): Promise<StartReply> {
  const rows = (await evidence.ofMessages([_id])).get(_id) ?? [];
  return refused(rows.some((row) => row.agent === agent) ? 'stale_lease' : 'not_found');
}

const isHeld = ({ status, fence, holder }: MessageDocument, { request: { grant } }: Starting): boolean =>
  (status === 'ASSIGNED' || status === 'SENDING') && fence === grant.fence && holder === grant.lease_id;

/** 0: it must not be sent any more. */
function sendWithinMs({ times }: StartPorts, { wake_at, deadline, cancel_at }: MessageDocument, now: number): number {
  if (cancel_at) return 0;
  const leaseEnds = wake_at!.getTime() - times.sendBeforeMs;
  return Math.max(0, Math.min(times.leaseMs, leaseEnds - now, deadline.getTime() - now));
}

const started = (ports: StartPorts, message: MessageDocument, now: number): StartReply => ({
  applied: true,
  send_within_ms: Math.round(sendWithinMs(ports, message, now)),
});

const refused = (reason: NonNullable<StartReply['reason']>): StartReply => ({
  applied: false,
  reason,
  send_within_ms: 0,
});

const keyOf = ({ tenant, grant: { message_id: id } }: StartRequest): MessageKey | undefined =>
  isMessageId(id) ? messageKeyOf(tenant as TenantId, id) : undefined;
