import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clock } from '#libs/kernel';
import type { Answer, Transport } from '../agent/ports.ts';

/** When Postrider last answered, or why it did not. */
export interface Contact {
  /** Milliseconds of the system's clock, for people only. */
  readonly at: number;
  readonly trouble?: string;
}

const fileIn = (folder: string): string => join(folder, 'contact.json');

/** Notes the answer to each heartbeat for `postrider-agent status`. */
export function notingContact(folder: string, transport: Transport): Transport {
  return {
    ...transport,
    heartbeat: async (beat, signal) => {
      const answer = await transport.heartbeat(beat, signal);
      note(folder, answer);
      return answer;
    },
  };
}

export function lastContact(folder: string): Contact | undefined {
  try {
    return JSON.parse(readFileSync(fileIn(folder), 'utf8')) as Contact;
  } catch {
    return undefined;
  }
}

function note(folder: string, answer: Answer<unknown>): void {
  const trouble = answer.kind === 'answered' ? {} : { trouble: answer.why };
  try {
    writeFileSync(fileIn(folder), JSON.stringify({ at: clock.now(), ...trouble }));
  } catch {
    // A full disk: the journal says so.
  }
}
