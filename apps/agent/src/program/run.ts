import { join } from 'node:path';
import { checkpoint, randomBase32, randomFraction } from '#libs/kernel';
import { elapsedClock } from '../agent/elapsed-clock.ts';
import { PhoneAgent } from '../agent/phone-agent.ts';
import { TokenDenied } from '../agent/token-denied.ts';
import { NoSqlite } from '../journal/sqlite.ts';
import { SqliteJournal } from '../journal/sqlite-journal.ts';
import { httpTransport } from '../postrider/http-transport.ts';
import { termuxRadio } from '../termux/termux-radio.ts';
import { Failure } from './failure.ts';
import { readIdentity } from './identity.ts';
import { becomeTheOne } from './only-one.ts';
import { notingContact } from './contact.ts';
import { VERSION } from './version.ts';

/** Runs the phone until SIGTERM or SIGINT. A second one ends the process at once. */
export async function run(folder: string, say: (sentence: string) => void): Promise<void> {
  const { url, agent_id, agent_token, heartbeat_s, sims, options, send_timeout_s } = readIdentity(folder);
  using lock = await becomeTheOne(folder);
  if (!lock) throw new Failure('The agent runs already on this phone.');

  const clock = elapsedClock();
  const journal = await openJournal(folder, clock);
  const agent = new PhoneAgent(
    {
      radio: termuxRadio({ sims, sendTimeoutMs: send_timeout_s && send_timeout_s * 1_000 }),
      journal,
      transport: notingContact(folder, httpTransport({ url, token: agent_token, version: VERSION })),
      clock,
      random: randomFraction,
      newId: () => randomBase32(24),
      checkpoint,
      say,
    },
    { heartbeatS: heartbeat_s, ...options },
  );

  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => agent.stop());
  say(`${agent_id} is at work for ${url} (version ${VERSION})`);
  try {
    await agent.run();
    say('Stopped');
  } catch (error) {
    if (error instanceof TokenDenied)
      throw new Failure(
        `Postrider does not accept this phone: ${error.message.replace(/\.$/, '')}. Enrol it again with a new code.`,
      );
    throw error;
  } finally {
    journal.close();
  }
}

async function openJournal(folder: string, clock: ReturnType<typeof elapsedClock>): Promise<SqliteJournal> {
  const path = join(folder, 'journal.sqlite');
  return SqliteJournal.open(path, clock).catch((cause: Error) => {
    if (cause instanceof NoSqlite) throw cause;
    const sentence = `${cause.message} Without it nobody knows what this phone sent, so it sends nothing. Make room on the disk; if the file is damaged, wait 48 hours, move it away and start again.`;
    throw new Failure(sentence, { cause });
  });
}
