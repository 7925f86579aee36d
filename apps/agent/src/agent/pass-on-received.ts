import { MOST_RECEIVED, type AgentPorts } from './options.ts';
import { untilAnswered, untilWritten } from './persistently.ts';

/** Hands over the texts received since the last time. At the first time it only notes where they begin. */
export async function passOnReceived(ports: AgentPorts, signal: AbortSignal): Promise<void> {
  const { radio, journal, transport, checkpoint, say } = ports;
  const newest = journal.newestReceived();
  const texts = await radio.received(newest).catch((error: Error) => {
    say(`The texts received cannot be read: ${error.message}`);
    return undefined;
  });
  if (!texts) return;
  checkpoint('agent.inbox.read');
  if (newest === undefined) {
    const last = texts.reduce((most, { id }) => Math.max(most, id), 0);
    await untilWritten(ports, () => journal.rememberReceived(last), signal);
    return;
  }

  for (let from = 0; from < texts.length && !signal.aborted; from += MOST_RECEIVED) {
    const some = texts.slice(from, from + MOST_RECEIVED);
    const installation = journal.installation();
    const items = some.map((text) => ({ ...text, deviceMessageId: `${installation}-${text.id}` }));
    const answer = await untilAnswered(ports, () => transport.inbox(items, signal), signal);
    if (!answer) return;
    checkpoint('agent.inbox.answered');
    if (answer.kind === 'refused') say(`Postrider refuses ${some.length} texts received: ${answer.why}`);
    else say(`${some.length} texts received are handed over`);
    await untilWritten(ports, () => journal.rememberReceived(some.at(-1)!.id), signal);
  }
}
