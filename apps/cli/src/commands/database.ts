import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Command } from '@commander-js/extra-typings';
import { environmentWith, programsFolder } from '../config.ts';
import { runLocally } from '../cli.ts';
import { EXIT, Failure, misused, type ExitCode } from '../failure.ts';
import { readSecret } from '../input.ts';
import type { Output } from '../output/output.ts';

/** Commands that need the database and no API: each runs a service's own program, with the settings of that service. */
export function database(program: Command): void {
  program
    .command('create-indexes')
    .alias('create_indexes')
    .description(
      'update the data to this version and make all indexes, as each start does; takes the settings of the services',
    )
    .action((_, command) =>
      runLocally(command, async ({ output }) => {
        const done: string[] = [];
        for (const service of WITH_DATABASE) done.push(...(await runProgram(`${service}/prepare.js`)));
        told(output, done);
      }),
    );

  program
    .command('seed-admin')
    .alias('seed_admin')
    .description('make the first administrator, where there is none; takes the settings of the gateway')
    .option('--username <name>', 'their name', 'admin')
    .action(({ username }, command) =>
      runLocally(command, async ({ output }) => {
        const password = await readSecret(`Password of ${username}`);
        const seeds = { SEED_ADMIN: '1', SEED_ADMIN_USERNAME: username, SEED_ADMIN_PASSWORD: password };
        told(output, await runProgram('gateway/prepare.js', seeds));
      }),
    );
}

const WITH_DATABASE = ['gateway', 'template', 'dispatcher', 'agent-lease'];

const told = (output: Output, done: readonly string[]): void =>
  output.isJson ? output.one({ done }) : output.raw(done.join('\n'));

/** Exit codes of these programs. */
const MEANS: Readonly<Record<number, ExitCode>> = { 2: EXIT.misused, 4: EXIT.unreachable };

/** The lines that it printed. */
async function runProgram(name: string, more: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  const file = join(programsFolder(), name);
  if (!existsSync(file)) throw misused(`${file} is missing. Run \`npm run build\`.`);
  const child = spawn(process.execPath, [file], { env: environmentWith(more), stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [said, refused, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code !== 0) throw new Failure(MEANS[code ?? 1] ?? EXIT.refused, refused.trim());
  return said.trim().split('\n');
}
