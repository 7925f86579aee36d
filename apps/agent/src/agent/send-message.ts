import type { HeldLeases } from './held-leases.ts';
import type { AgentPorts } from './options.ts';
import { untilAnswered, untilWritten } from './persistently.ts';
import type { Lease } from './ports.ts';

interface End {
  readonly state: 'sent' | 'failed' | 'unknown';
  readonly code?: string;
}
/** A time of the clock until which it may be sent; `stale`: it belongs to somebody else; or it ended here. */
type Permitted = number | 'stale' | End;

/**
 * Sends one leased message: journal, permission of Postrider, then for each part journal, clock, radio. What was not
 * started is dropped, so that Postrider gives it to somebody else; what was started gets an end in the journal.
 */
export async function sendMessage(
  ports: AgentPorts,
  held: HeldLeases,
  lease: Lease,
  signal: AbortSignal,
): Promise<void> {
  const { journal, checkpoint, say } = ports;
  const { messageId } = lease;
  const leaseEnd = held.end(messageId);
  if (signal.aborted) return;
  if (leaseEnd === undefined) return drop();

  if (!(await untilWritten(ports, () => journal.starting(messageId), signal))) return;
  checkpoint('agent.send.starting');
  const permitted = await permission(ports, lease, leaseEnd, signal);
  if (permitted === 'stale') return drop();
  checkpoint('agent.send.started');

  const end = typeof permitted === 'number' ? await toRadio(ports, lease, permitted) : permitted;
  await untilWritten(ports, () => journal.settle(messageId, end.state, end.code), signal);
  checkpoint('agent.send.settled');
  held.forget(messageId);
  say(`${messageId}: ${end.state}${end.code ? ` (${end.code})` : ''}`);

  async function drop(): Promise<void> {
    await untilWritten(ports, () => journal.drop(messageId), signal);
    held.forget(messageId);
    say(`${messageId}: not sent, the phone no longer holds it`);
  }
}

/** The time counts from before the question, so that a slow answer shortens it. */
async function permission(ports: AgentPorts, lease: Lease, leaseEnd: number, signal: AbortSignal): Promise<Permitted> {
  const { transport, clock } = ports;
  let askedAt = clock.elapsedMs();
  const ask = () => {
    askedAt = clock.elapsedMs();
    return transport.start(lease, signal);
  };
  const answer = await untilAnswered(ports, ask, signal, leaseEnd);
  // Postrider may count it as started, also if its answer was lost: the report that nothing was sent frees it.
  if (!answer) return { state: 'failed', code: 'NOT_STARTED' };
  if (answer.kind === 'refused' || answer.value.stale) return 'stale';
  if (answer.value.sendWithinMs <= 0) return { state: 'failed', code: 'NOT_STARTED' };
  return askedAt + answer.value.sendWithinMs;
}

async function toRadio(ports: AgentPorts, lease: Lease, sendBefore: number): Promise<End> {
  const { radio, journal, clock, checkpoint } = ports;
  const { messageId, to, simSlot } = lease;
  const texts = radio.divide(lease.text);
  const never = new AbortController().signal;

  for (const [index, text] of texts.entries()) {
    const number = index + 1;
    await untilWritten(ports, () => journal.sending(messageId, number, texts.length), never);
    checkpoint('agent.send.sending');
    if (clock.elapsedMs() >= sendBefore) return notSent(number, 'TOO_LATE');

    const part = { messageId, to, text, number, of: texts.length, ...(simSlot === undefined ? {} : { simSlot }) };
    const result = await radio.send(part).catch(() => 'unknown' as const);
    checkpoint('agent.send.radio');
    if (result === 'unknown') return { state: 'unknown', code: 'NO_RESULT' };
    if (result !== 'sent') return notSent(number, result.failed);
  }
  return { state: 'sent' };
}

/** After the first of several parts nobody knows what the recipient has. */
function notSent(part: number, code: string): End {
  return part === 1 ? { state: 'failed', code } : { state: 'unknown', code };
}
