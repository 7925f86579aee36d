import { segmentsOf } from '#libs/kernel';
import type { HeldLeases } from './held-leases.ts';
import { HALF_HOUR_MS, type AgentOptions, type AgentPorts } from './options.ts';
import { untilAnswered, untilWritten } from './persistently.ts';
import type { Lease } from './ports.ts';

/**
 * Asks for messages. The id of the request is in the journal before the request, and stays there until all that came
 * with it is dealt with: after a crash the same request gives the same messages, texts included.
 */
export async function takeMessages(
  ports: AgentPorts,
  held: HeldLeases,
  limit: number,
  waitS: number,
  signal: AbortSignal,
): Promise<readonly Lease[]> {
  const { journal, transport, checkpoint, say } = ports;
  const id = journal.openPoll() ?? ports.newId();
  if (!(await untilWritten(ports, () => journal.beginPoll(id), signal))) return [];
  checkpoint('agent.poll.asking');

  const answer = await untilAnswered(ports, () => transport.next({ id, limit, waitS }, signal), signal);
  if (!answer) return [];
  checkpoint('agent.poll.answered');
  if (answer.kind === 'refused') {
    say(`Postrider gives no messages: ${answer.why}`);
    await untilWritten(ports, () => journal.endPoll(), signal);
    return [];
  }

  const leases = answer.value;
  const gone = journal.held().filter(({ messageId }) => !leases.some((lease) => lease.messageId === messageId));
  const write = () => {
    for (const { messageId } of gone) journal.drop(messageId);
    journal.lease(leases.map((lease) => ({ ...lease, segments: segmentsOf(lease.text).segments })));
  };
  if (!(await untilWritten(ports, write, signal))) return [];
  checkpoint('agent.poll.stored');
  for (const { messageId, ttlMs } of leases) held.take(messageId, ttlMs);

  // What the journal has sent, or may have sent, is not sent again, whatever the lease: it is reported under it.
  const fresh = leases.filter(({ messageId }) => journal.entry(messageId)?.state === 'leased');
  if (fresh.length < leases.length)
    say(`${leases.length - fresh.length} messages were here before: reported, not sent`);
  return fresh;
}

/** Segments that may be sent now; undefined: no bound. */
export function freeParts({ journal }: AgentPorts, { partsPerHalfHour }: AgentOptions): number | undefined {
  if (partsPerHalfHour === 0) return undefined;
  return Math.max(0, partsPerHalfHour - journal.segmentsSent(HALF_HOUR_MS));
}
