import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ADDED_LATER, IN_FILES, newSecrets, type Values } from './secrets.ts';

/** A secret is missing or exists twice, and only a person knows with which one the data was sealed. */
export class UnclearSecrets extends Error {}

/**
 * Writes .env and the files of secrets/, or updates those of an earlier version: secrets of .env are moved into files,
 * and settings of a new vendor are added. Existing values are never overwritten. Returns a sentence about what was
 * done.
 */
export function writeSecrets(folder: string): string {
  const env = join(folder, '.env');
  const known = existsSync(env) ? readFileSync(env, 'utf8') : undefined;
  const fresh = newSecrets();
  const values = IN_FILES.map((name) => ({ name, ...valueOf(folder, name, known, fresh.files) }));

  mkdirSync(join(folder, 'secrets'), { recursive: true });
  chmodSync(join(folder, 'secrets'), 0o700);
  for (const { name, value } of values) if (value !== undefined) writeForContainers(fileOf(folder, name), value);

  if (known === undefined) {
    writePrivate(env, linesOf(fresh.written));
    return '.env and secrets/ written: the password of `admin` is in secrets/seed_admin_password, a key to send with in .env (SEED_API_KEY).';
  }
  const moved = values.flatMap(({ name, stands }) => (stands ? [name] : []));
  const made = values.flatMap(({ name, isNew }) => (isNew ? [name] : []));
  const added = ofNewVendors(known, fresh.ofVendors);
  if (moved.length + made.length + added.length === 0) return '.env and secrets/ exist already and are left alone.';
  writePrivate(env, known.replace(LINES_OF_FILES, '').replace(/(?<!\n)$/, '\n') + added.map(linesOf).join(''));
  const sentences = [
    moved.length > 0 && `${moved.join(', ')} moved from .env into files of secrets/; the values are the same.`,
    made.length > 0 && `${made.join(', ')} written into secrets/: this version needs it.`,
    added.length > 0 && `${added.flatMap(Object.keys).join(', ')} added to .env, for a vendor that it did not name.`,
  ];
  return sentences.filter(Boolean).join('\n');
}

const linesOf = (values: Values): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');

/** A later version may have a vendor without any line in .env; if it has one, the other lines are left to a person. */
const ofNewVendors = (env: string, vendors: readonly Values[]): readonly Values[] =>
  vendors.filter((settings) => Object.keys(settings).every((name) => standsIn(env, name) === undefined));

/** As compose reads a line: spaces may stand around the name, and a colon in place of the equals sign. */
const lineOf = (names: string): string => `^[ \\t]*(?:export[ \\t]+)?(?:${names})[ \\t]*[=:]`;

const LINES_OF_FILES = new RegExp(`${lineOf(IN_FILES.join('|'))}.*(?:\\r?\\n|$)`, 'gm');

const fileOf = (folder: string, name: string): string => join(folder, 'secrets', name.toLowerCase());

/** The value to write into the file, if any, and whether .env has it. */
function valueOf(
  folder: string,
  name: string,
  env: string | undefined,
  fresh: Readonly<Record<string, string>>,
): { readonly value?: string | undefined; readonly stands: boolean; readonly isNew: boolean } {
  const file = fileOf(folder, name);
  const stands = env === undefined ? undefined : standsIn(env, name);
  if (existsSync(file)) {
    if (stands !== undefined && readFileSync(file, 'utf8').trim() !== stands)
      throw new UnclearSecrets(
        `${name} in .env differs from secrets/${name.toLowerCase()}. Take out the one that is not in use.`,
      );
    return { stands: stands !== undefined, isNew: false };
  }
  const isNew = env !== undefined && stands === undefined && ADDED_LATER.includes(name);
  if (env !== undefined && stands === undefined && !isNew)
    throw new UnclearSecrets(
      `secrets/${name.toLowerCase()} is missing, and the data needs it. Put it back; or start again: \`docker compose down --volumes\`, and remove .env and secrets/.`,
    );
  return { value: stands ?? fresh[name.toLowerCase()], stands: stands !== undefined, isNew };
}

/** The value as compose reads it: without quotes around it, and without a comment behind it; the last line counts. */
function standsIn(env: string, name: string): string | undefined {
  const [, written] = [...env.matchAll(new RegExp(`${lineOf(name)}(.*)$`, 'gm'))].at(-1) ?? [];
  if (written === undefined) return undefined;
  const [, , quoted] = /^(["'])(.*?)\1\s*(?:#.*)?$/.exec(written.trim()) ?? [];
  return quoted ?? written.replace(/(?:^|\s)#.*$/, '').trim();
}

/**
 * A container reads the file as a user of its own, who could not read it with mode 0600: compose mounts the file as it
 * is. The folder keeps other users of this machine out.
 */
function writeForContainers(file: string, value: string): void {
  writeFileSync(`${file}.new`, `${value}\n`, { mode: 0o600 });
  chmodSync(`${file}.new`, 0o644);
  renameSync(`${file}.new`, file);
}

function writePrivate(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
