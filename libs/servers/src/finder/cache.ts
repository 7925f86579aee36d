import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { checkSha256, sha256Of } from './checksum.ts';
import { withLockFile } from './lock-file.ts';
import type { Tell, Way } from './ladder.ts';
import { fittingVersion, isAtLeast, type Requirement } from './version.ts';

/** Stored beside each cached program. Size and time are a cheap check that it was not changed since it was verified. */
interface CacheRecord {
  readonly version: string;
  readonly sha256: string;
  readonly size: number;
  readonly modifiedMs: number;
}

export interface Cached {
  readonly path: string;
  readonly version: string;
}

/** Fetched programs, for every checkout and every test run of this user. */
export class BinaryCache {
  readonly #folders: readonly string[];
  readonly #tell: Tell;
  #writable: string | undefined;

  /** `folders` in order of preference; fetched programs go to the first one that can be written. */
  constructor(folders: readonly string[], tell: Tell) {
    this.#folders = folders;
    this.#tell = tell;
  }

  way(required: Requirement): Way {
    return {
      name: `cache ${this.#folders[0]}`,
      find: async () => {
        const found = await this.find(required);
        if (found) return { ...found, from: 'cache' };
        throw new Error(`it holds no ${required.program} of ${required.oldest} or newer`);
      },
    };
  }

  /** The newest cached program that fits and was not changed since it was stored. */
  async find(required: Requirement): Promise<Cached | undefined> {
    for (const folder of this.#folders) {
      for (const { path, record } of candidates(folder, required)) {
        if (await isIntact(path, record)) return { path, version: await fittingVersion(path, required) };
        this.#tell(`${path} was changed since it was fetched and is not used`);
      }
    }
    return undefined;
  }

  /**
   * Fetches a program under a lock, so that two starts do not fetch it twice. `fetch` gets an empty scratch folder and
   * returns the verified program in it.
   */
  async fetchOnce(required: Requirement, fetch: (scratch: string) => Promise<string>): Promise<Cached> {
    const folder = this.#openWritable();
    const onWait = (pid: number): void =>
      this.#tell(`another start (process ${pid}) is fetching ${required.program}; waiting for it`);
    return withLockFile(join(folder, `${required.program}.lock`), onWait, async () => {
      const meanwhile = await this.find(required);
      if (meanwhile) return meanwhile;
      removeScratchOfKilled(folder, required);
      const scratch = mkdtempSync(join(folder, scratchPrefix(required)));
      try {
        return await this.#keep(folder, await fetch(scratch), required);
      } finally {
        rmSync(scratch, { recursive: true, force: true });
      }
    });
  }

  /**
   * A folder of the cache, filled by the first caller. `fill` gets a scratch folder that is renamed once it is full, so
   * that no caller sees a half-filled folder.
   */
  async folderOnce(name: string, fill: (scratch: string) => Promise<void>): Promise<string> {
    const find = (): string | undefined => this.#folders.map((at) => join(at, name)).find((path) => existsSync(path));
    const there = find();
    if (there !== undefined) return there;
    const folder = this.#openWritable();
    return withLockFile(
      join(folder, `${name}.lock`),
      () => undefined,
      async () => {
        const meanwhile = find();
        if (meanwhile !== undefined) return meanwhile;
        const scratch = mkdtempSync(join(folder, `.${name}-`));
        try {
          await fill(scratch);
          renameSync(scratch, join(folder, name));
          return join(folder, name);
        } finally {
          rmSync(scratch, { recursive: true, force: true });
        }
      },
    );
  }

  async #keep(folder: string, program: string, required: Requirement): Promise<Cached> {
    chmodSync(program, 0o755);
    const version = await fittingVersion(program, required);
    const path = join(folder, `${required.program}-${version}`);
    const sha256 = await sha256Of(program);
    renameSync(program, path);
    const { size, mtimeMs } = statSync(path);
    const record: CacheRecord = { version, sha256, size, modifiedMs: mtimeMs };
    writeFileSync(`${path}.json.new`, `${JSON.stringify(record)}\n`);
    renameSync(`${path}.json.new`, `${path}.json`);
    return { path, version };
  }

  #openWritable(): string {
    if (this.#writable !== undefined) return this.#writable;
    const reasons: string[] = [];
    for (const folder of this.#folders) {
      const reason = whyNotWritable(folder);
      if (reason === undefined) {
        if (reasons.length > 0) this.#tell(`${reasons.join('; ')}, so fetched programs are kept in ${folder}`);
        return (this.#writable = folder);
      }
      reasons.push(`${folder} cannot be written (${reason})`);
    }
    throw new Error(reasons.join('; '));
  }
}

function candidates(folder: string, required: Requirement): { path: string; record: CacheRecord }[] {
  const suffix = '.json';
  return listOf(folder)
    .filter((name) => name.startsWith(`${required.program}-`) && name.endsWith(suffix))
    .flatMap((name) => {
      const record = readRecord(join(folder, name));
      const path = join(folder, name.slice(0, -suffix.length));
      return record && isAtLeast(record.version, required.oldest) ? [{ path, record }] : [];
    })
    .toSorted((a, b) => (isAtLeast(a.record.version, b.record.version) ? -1 : 1));
}

function listOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readRecord(file: string): CacheRecord | undefined {
  try {
    const record = JSON.parse(readFileSync(file, 'utf8')) as CacheRecord;
    return typeof record.version === 'string' && typeof record.sha256 === 'string' ? record : undefined;
  } catch {
    return undefined;
  }
}

async function isIntact(path: string, record: CacheRecord): Promise<boolean> {
  const now = statSync(path, { throwIfNoEntry: false });
  if (!now) return false;
  if (now.size === record.size && now.mtimeMs === record.modifiedMs) return true;
  return checkSha256(path, record.sha256).then(
    () => true,
    () => false,
  );
}

const scratchPrefix = ({ program }: Requirement): string => `.${program}-`;

/** Only the holder of the lock fetches, so any scratch folder belongs to a start that was killed. */
function removeScratchOfKilled(folder: string, required: Requirement): void {
  for (const name of listOf(folder).filter((name) => name.startsWith(scratchPrefix(required))))
    rmSync(join(folder, name), { recursive: true, force: true });
}

function whyNotWritable(folder: string): string | undefined {
  try {
    mkdirSync(folder, { recursive: true });
    const probe = mkdtempSync(join(folder, '.probe-'));
    rmSync(probe, { recursive: true });
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
  }
}
