import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentOptions } from '../agent/options.ts';
import type { Sim } from '../agent/ports.ts';
import { Failure } from './failure.ts';

/** Who the phone is at which Postrider, with what its owner has set. The owner may edit the file. */
export interface Identity {
  readonly url: string;
  readonly agent_id: string;
  readonly agent_token: string;
  /** Chosen at the first enrolment and kept. */
  readonly device_id: string;
  /** If it was given on the phone; else Postrider has the one of the enrolment code. */
  readonly label?: string;
  readonly heartbeat_s: number;
  /** For a phone with two SIMs: Android tells Termux about one only. */
  readonly sims?: readonly Sim[];
  readonly options?: Partial<AgentOptions>;
  /** A send that takes longer is ended and unknown; 30 if absent. */
  readonly send_timeout_s?: number;
}

const fileIn = (folder: string): string => join(folder, 'agent.json');

export function readIdentity(folder: string): Identity {
  const identity = storedIdentity(folder);
  if (!identity) throw new Failure('This phone is not enrolled: run `postrider-agent enrol CODE --url ADDRESS`.');
  return identity;
}

export function storedIdentity(folder: string): Identity | undefined {
  let text: string;
  try {
    text = readFileSync(fileIn(folder), 'utf8');
  } catch {
    return undefined;
  }
  try {
    return JSON.parse(text) as Identity;
  } catch (cause) {
    throw new Failure(`${fileIn(folder)} is no JSON: correct it, or enrol the phone anew.`, { cause });
  }
}

/** The token is in it: for the owner alone. */
export function writeIdentity(folder: string, identity: Identity): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const draft = `${fileIn(folder)}.new`;
  writeFileSync(draft, `${JSON.stringify(identity, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(draft, fileIn(folder));
}
