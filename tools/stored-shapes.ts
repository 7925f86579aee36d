/** `node tools/stored-shapes.ts` notes what the stored documents of each service look like at its newest migration. */
import { createHash } from 'node:crypto';
import { existsSync, globSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { shapesOf } from './shapes-of.ts';

type Prints = Record<string, string>;

/** What a service stores now, and what was noted at its newest migration. */
export interface Stored {
  readonly service: string;
  readonly version: number;
  readonly now: Prints;
  readonly noted: Readonly<Record<string, Prints>>;
  readonly notes: string;
}

export const readStored = (): Stored[] =>
  globSync('apps/*/src/outbound/mongo/migrations/stored-shapes.ts').map((file) => {
    const folder = dirname(file);
    const notes = join(folder, 'stored-shapes.json');
    return {
      service: file.split(/[\\/]/)[1]!,
      version: readdirSync(folder).filter((name) => /^\d{4}-.*\.ts$/.test(name)).length,
      now: Object.fromEntries(Object.entries(shapesOf(file)).map(([name, shape]) => [name, printOf(shape)])),
      noted: existsSync(notes) ? (JSON.parse(readFileSync(notes, 'utf8')) as Record<string, Prints>) : {},
      notes,
    };
  });

const printOf = (shape: string): string => createHash('sha256').update(shape).digest('hex').slice(0, 16);

/** What differs from the note, in a sentence that says what to do; nothing when all is well. */
export function problemOf({ service, version, now, noted }: Stored): string | undefined {
  const then = noted[version];
  if (!then)
    return `${service}: the shapes at migration ${version} are not noted: run \`node tools/stored-shapes.ts\`.`;
  const changed = [...new Set([...Object.keys(then), ...Object.keys(now)])].filter((name) => then[name] !== now[name]);
  if (changed.length === 0) return undefined;
  return (
    `${service}: what is stored in ${changed.join(', ')} has changed since migration ${version}: add migration ` +
    `${version + 1} and a dump of the commit before (CONTRIBUTING.md), then run \`node tools/stored-shapes.ts\`.`
  );
}

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
