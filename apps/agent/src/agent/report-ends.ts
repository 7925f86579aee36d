import { MOST_REPORTED, type AgentPorts } from './options.ts';
import { untilAnswered, untilWritten } from './persistently.ts';
import type { Entry, Report } from './ports.ts';

/** Tells Postrider the ends that it has not answered yet, until there are none. */
export async function reportEnds(ports: AgentPorts, signal: AbortSignal): Promise<void> {
  for (;;) {
    const entries = ports.journal.unreported(MOST_REPORTED);
    if (entries.length === 0 || signal.aborted) return;
    await report(ports, entries, signal);
  }
}

async function report(ports: AgentPorts, entries: readonly Entry[], signal: AbortSignal): Promise<void> {
  const { transport, journal, checkpoint, say } = ports;
  const answer = await untilAnswered(ports, () => transport.report(entries.map(reportOf), signal), signal);
  if (!answer) return;
  checkpoint('agent.report.answered');

  // One item that Postrider does not take must not hold back the others.
  if (answer.kind === 'refused' && entries.length > 1) {
    for (const entry of entries) await report(ports, [entry], signal);
    return;
  }
  if (answer.kind === 'refused') say(`${entries[0]!.messageId}: Postrider refuses the report: ${answer.why}`);
  await untilWritten(ports, () => journal.reported(entries), signal);
  checkpoint('agent.report.noted');
}

function reportOf({ messageId, leaseId, fence, state, code, parts, simSlot }: Entry): Report {
  const status = state === 'sent' ? 'SENT' : state === 'failed' ? 'FAILED' : 'UNKNOWN';
  return {
    messageId,
    leaseId,
    fence,
    status,
    parts,
    ...(code ? { code } : {}),
    ...(simSlot === undefined ? {} : { simSlot }),
  };
}
