import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { clock } from '#libs/kernel';
import { elapsedClock } from '../agent/elapsed-clock.ts';
import { SqliteJournal } from '../journal/sqlite-journal.ts';
import { lastContact } from './contact.ts';
import { readIdentity } from './identity.ts';
import { runningPid } from './only-one.ts';

const SHOWN = 20;

/** How the phone is, in lines for a person. */
export async function statusLines(folder: string): Promise<string[]> {
  const { agent_id, label = 'This phone', url } = readIdentity(folder);
  const pid = await runningPid(folder);
  const lines = [
    `${label} is ${agent_id} at ${url}.`,
    pid === undefined ? 'It does not run: start it with `postrider-agent start`.' : 'It runs.',
  ];

  const contact = lastContact(folder);
  if (!contact) return [...lines, 'Postrider has not answered it yet.'];
  const ago = duration(clock.now() - contact.at);
  lines.push(
    contact.trouble ? `Postrider did not answer ${ago} ago: ${contact.trouble}` : `Postrider answered ${ago} ago.`,
  );

  const journal = await openedJournal(folder);
  if (!journal) return lines;
  const { sent = 0, failed = 0, unknown = 0, leased = 0, starting = 0, sending = 0 } = journal.counts();
  const open = journal.unreported(1_000).length;
  journal.close();
  lines.push(`In the last 48 hours: ${sent} sent, ${failed} failed, ${unknown} unknown.`);
  if (leased + starting + sending > 0) lines.push(`At work on ${leased + starting + sending}.`);
  if (open > 0) lines.push(`${open} ends wait until Postrider answers.`);
  return lines;
}

/** The newest rows of the journal: ids and states, neither texts nor numbers. */
export async function journalLines(folder: string): Promise<string[]> {
  const journal = await openedJournal(folder);
  if (!journal) return ['The journal is empty.'];
  const rows = journal.newest(SHOWN).map(({ messageId, state, part, parts, code, reported, agoMs }) => {
    const detail = [parts > 1 ? `part ${part} of ${parts}` : '', code ?? '', reported ? 'reported' : ''].filter(
      Boolean,
    );
    return `${messageId}  ${state.padEnd(8)}  ${duration(agoMs)} ago${detail.length > 0 ? `  ${detail.join(', ')}` : ''}`;
  });
  journal.close();
  return rows.length > 0 ? rows : ['The journal is empty.'];
}

async function openedJournal(folder: string): Promise<SqliteJournal | undefined> {
  const path = join(folder, 'journal.sqlite');
  return existsSync(path) ? SqliteJournal.open(path, elapsedClock()) : undefined;
}

function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3_600)} h`;
}
