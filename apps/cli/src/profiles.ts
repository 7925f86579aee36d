import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { own } from '#libs/kernel';
import { misused } from './failure.ts';

/** A user's log-in. */
export interface Session {
  readonly username: string;
  readonly access_token: string;
  /** RFC 3339. */
  readonly expires_at: string;
  readonly refresh_token: string;
}

/** Where to call, and as whom: by an API key, or as a user. */
export interface Profile {
  readonly url: string;
  readonly api_key?: string;
  readonly session?: Session;
}

interface Stored {
  readonly current?: string;
  readonly profiles: Readonly<Record<string, Profile>>;
}

/** Profiles in a file that only its owner can read. */
export class Profiles {
  readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  get current(): string {
    return this.#read().current ?? 'default';
  }

  all(): Readonly<Record<string, Profile>> {
    return this.#read().profiles;
  }

  get(name: string): Profile | undefined {
    return own(this.all(), name);
  }

  /** Saves the profile; `isCurrent` makes it the one that is used without a name. */
  save(name: string, profile: Profile, isCurrent = false): void {
    const { current, profiles } = this.#read();
    const used = isCurrent ? name : current;
    this.#write({ ...(used !== undefined && { current: used }), profiles: { ...profiles, [name]: profile } });
  }

  use(name: string): void {
    if (!this.get(name)) throw noProfile(name);
    this.#write({ ...this.#read(), current: name });
  }

  remove(name: string): void {
    const { current, profiles } = this.#read();
    if (!own(profiles, name)) throw noProfile(name);
    const rest = Object.fromEntries(Object.entries(profiles).filter(([other]) => other !== name));
    this.#write({ ...(current !== undefined && current !== name && { current }), profiles: rest });
  }

  #read(): Stored {
    if (!existsSync(this.file)) return { profiles: {} };
    try {
      const stored = JSON.parse(readFileSync(this.file, 'utf8')) as Partial<Stored> | null;
      return { ...stored, profiles: stored?.profiles ?? {} };
    } catch (error) {
      throw misused(`${this.file} cannot be read: ${(error as Error).name}. Correct or delete it.`);
    }
  }

  /** The file is replaced as a whole, so that a reader never sees half of it. */
  #write(stored: Stored): void {
    mkdirSync(dirname(this.file), { recursive: true, mode: 0o700 });
    const next = `${this.file}.${process.pid}`;
    writeFileSync(next, `${JSON.stringify(stored, null, 2)}\n`, { mode: 0o600 });
    chmodSync(next, 0o600);
    renameSync(next, this.file);
  }
}

const noProfile = (name: string) => misused(`There is no profile ${name}. \`postrider profiles\` lists them.`);
