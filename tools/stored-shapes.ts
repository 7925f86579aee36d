/** `node tools/stored-shapes.ts` notes the shapes of each service's stored documents at its newest migration. */
import { createHash } from 'node:crypto';
import { existsSync, globSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BSON } from 'mongodb';
import { shapesOf } from './shapes-of.ts';

type Prints = Record<string, string>;

/** The shapes that a service stores now, and those noted at its newest migration. */
export interface Stored {
  readonly service: string;
  readonly version: number;
  readonly now: Prints;
  readonly noted: Readonly<Record<string, Prints>>;
  readonly notes: string;
  /** The versions for which there are dumps. */
  readonly dumped: readonly number[];
}

export const readStored = (): Stored[] =>
  globSync('apps/*/src/outbound/mongo/migrations/stored-shapes.ts').map((file) => {
    const folder = dirname(file);
    const notes = join(folder, 'stored-shapes.json');
    const service = file.split(/[\\/]/)[1]!;
    return {
      service,
      version: readdirSync(folder).filter((name) => /^\d{4}-.*\.ts$/.test(name)).length,
      now: Object.fromEntries(Object.entries(shapesOf(file)).map(([name, shape]) => [name, printOf(shape)])),
      noted: existsSync(notes) ? (JSON.parse(readFileSync(notes, 'utf8')) as Record<string, Prints>) : {},
      notes,
      dumped: readdirSync(DUMPS, { withFileTypes: true }).flatMap((it) =>
        it.isDirectory() ? [dumpedVersion(it.name, service)] : [],
      ),
    };
  });

const DUMPS = 'e2e/dumps';

/** Data without a version was written before versions existed. */
function dumpedVersion(dump: string, service: string): number {
  const file = join(DUMPS, dump, 'schema_versions.jsonl');
  const stored = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  const versions = stored.map((line) => BSON.EJSON.parse(line) as { _id: string; version: number });
  return versions.find(({ _id }) => _id === service)?.version ?? 0;
}

const printOf = (shape: string): string => createHash('sha256').update(shape).digest('hex').slice(0, 16);

/** The difference from the note, in a sentence that says what to do; undefined if there is none. */
export function problemOf({ service, version, now, noted, dumped }: Stored): string | undefined {
  const then = noted[version];
  if (!then)
    return `${service}: the shapes at migration ${version} are not noted: run \`node tools/stored-shapes.ts\`.`;
  const changed = [...new Set([...Object.keys(then), ...Object.keys(now)])].filter((name) => then[name] !== now[name]);
  if (changed.length === 0) return dumped.includes(version - 1) ? undefined : dumpMissing(service, version);
  return (
    `${service}: what is stored in ${changed.join(', ')} has changed since migration ${version}: add migration ` +
    `${version + 1} and a dump of the commit before (CONTRIBUTING.md), then run \`node tools/stored-shapes.ts\`.`
  );
}

const dumpMissing = (service: string, version: number): string =>
  `${service}: no dump in ${DUMPS} holds data of before migration ${version}: make one of the commit before (CONTRIBUTING.md).`;

/** A note is made once for each migration, and never changed. */
function note({ version, now, noted, notes }: Stored): void {
  if (!noted[version]) writeFileSync(notes, `${JSON.stringify({ ...noted, [version]: now }, null, 2)}\n`);
}

if (import.meta.main) {
  for (const stored of readStored()) note(stored);
  const problems = readStored().flatMap((stored) => problemOf(stored) ?? []);
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
