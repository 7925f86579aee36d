import type { Api } from '../harness/api.ts';
import type { Sandbox } from '../harness/sandbox.ts';
import { until } from '../harness/wait.ts';
import type { DumpedMessage } from './dump.ts';

const NUMBER = 85251234000;
/** Names with a meaning for programs; versions before metadata were stored as text lose some of them. */
const METADATA = { campaign: 'spring', toString: 'a name like any other', _bsontype: 'ObjectId', 'a.$b': '' };
let given = 0;
const nextNumber = (): string => `+${NUMBER + given++}`;

/** Messages that end before the dump. */
export async function sendWhatEnds(api: Api, sandbox: Sandbox): Promise<DumpedMessage[]> {
  const arrives = await send(api, 'DELIVERED', { text: 'Your order is on its way.', client_ref: 'order-1' });
  const unicode = await send(api, 'DELIVERED', {
    text: '你好 👋',
    metadata: METADATA,
    category: 'marketing',
  });
  const refused = nextNumber();
  await sandbox.fault({ fault: { kind: 'error', code: 21610, status: 400 }, match: { to: refused } });
  const fails = await send(api, 'FAILED', { to: refused, text: 'To nobody.' });
  const ended = [arrives, unicode, fails];
  for (const { id, ends } of ended)
    await until(`${id} is ${ends}`, async () => (await api.message(id)).status === ends, { withinMs: 60_000 });
  return ended;
}

/** Messages that wait during an upgrade; the last ones are not stored yet. */
export async function sendWhatWaits(api: Api, sandbox: Sandbox): Promise<DumpedMessage[]> {
  const [throttled, lost, unsure] = [nextNumber(), nextNumber(), nextNumber()];
  for (const to of [lost, unsure])
    await sandbox.fault({ fault: { kind: 'hang', recorded: false }, match: { to }, count: 'always' });
  await sandbox.fault({ fault: { kind: 'throttle', retryAfterS: 60 }, match: { to: throttled }, count: 'always' });
  const faults = (count: number): Promise<unknown> =>
    until(`${count} were tried`, async () => (await sandbox.rows('fault')).length >= count);

  const waiting = [
    await send(api, 'DELIVERED', { to: lost, text: 'Sent again after its lease.', category: 'alert' }),
    await send(api, 'UNCONFIRMED', { to: unsure, text: 'Nobody can tell.', category: 'general' }),
  ];
  await faults(3);
  // Last, because a throttle delays all messages of its route.
  waiting.push(await send(api, 'DELIVERED', { to: throttled, text: 'Put off by a throttle.', category: 'reminder' }));
  await faults(4);
  waiting.push(...(await scheduled(api)));
  return [...waiting, ...(await batch(api))].map((message) => ({ ...message, waits: true }));
}

/** An older version has no `send_at`. */
async function scheduled(api: Api): Promise<DumpedMessage[]> {
  const [to, text, metadata] = [nextNumber(), 'Scheduled.', METADATA];
  const send_at = new Date(Date.now() + 300_000).toISOString();
  const { status, body } = await api.send({ to, text, metadata, send_at });
  return status === 202 ? [{ id: body.id, to, text, metadata, waits: true, ends: 'DELIVERED' }] : [];
}

/**
 * A batch of more than 100 recipients goes through the feeder, which has not handled it when the process is killed. One
 * message is refused.
 */
async function batch(api: Api): Promise<DumpedMessage[]> {
  const messages = [{ to: 'nobody' }, ...Array.from({ length: 101 }, () => ({ to: nextNumber() }))];
  const { status, body } = await api.sendBatch(messages, 'upgrade-batch', { text: 'To all.', category: 'reminder' });
  if (status !== 202) throw new Error(`The batch was answered with ${status}.`);
  const accepted = body.items.filter(({ id }) => id !== undefined);
  return accepted.map(({ id, position }) => ({
    id: id!,
    to: messages[position]!.to,
    text: 'To all.',
    waits: true,
    ends: 'DELIVERED',
  }));
}

async function send(
  api: Api,
  ends: string,
  { text, metadata, ...rest }: Record<string, unknown> & { text: string; metadata?: Record<string, string> },
): Promise<DumpedMessage> {
  const to = (rest.to as string | undefined) ?? nextNumber();
  const { status, body } = await api.send({ ...rest, to, text, metadata }, `upgrade-${to}`);
  if (status !== 202) throw new Error(`A message was answered with ${status}: ${JSON.stringify(body)}`);
  return { id: body.id, to, text, ...(metadata && { metadata }), waits: false, ends };
}
