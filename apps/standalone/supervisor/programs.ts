import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { mongodAddress } from '#libs/servers';
import { ROOT, type StandaloneConfig } from '../config.ts';
import { dataFolderAt, type DataFolder } from './data-folder.ts';
import { serviceEnvironment } from './environment.ts';
import { readMade, type FirstRun } from './first-run.ts';
import { EXIT, Refusal } from './refusal.ts';
import { running } from './run-record.ts';

/** The gateway's own programs, which the image has as well: for API keys, and for verifying the audit log. */
export const PROGRAMS = { keys: 'dist/apps/gateway/keys.js', audit: 'dist/apps/gateway/audit.js' } as const;

/** Runs a program of the gateway on the installation that runs in the data folder. Resolves to its exit code. */
export async function runProgram(
  config: StandaloneConfig,
  name: keyof typeof PROGRAMS,
  args: readonly string[],
): Promise<number> {
  const program = PROGRAMS[name];
  const folder = dataFolderAt(config.dataFolder);
  const mongoUri = config.mongoUri ?? ownMongo(folder);
  if (!existsSync(folder.firstRun)) throw notRunning(folder);
  if (!existsSync(join(ROOT, program)))
    throw new Refusal(EXIT.buildFailed, `${program} is missing. Run \`npm run build\`.`);

  const nowhere = { natsUrl: '', port: 0, sandboxPort: 0, agentPort: 0 };
  const env = serviceEnvironment(config, folder, readMade(folder) as FirstRun, { ...nowhere, mongoUri });
  const child = spawn(process.execPath, [join(ROOT, program), ...args], { env, stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? EXIT.unexpected));
  });
}

/** The address of the running start's own mongod. */
function ownMongo(folder: DataFolder): string {
  const found = running(folder);
  if (found === undefined) throw notRunning(folder);
  const address = found.parts.mongod && mongodAddress(folder.mongod);
  if (address !== undefined) return address;
  const advice = 'Set MONGODB_URI, and the other variables of that start, to the same values.';
  throw new Refusal(EXIT.misconfigured, `Postrider in ${folder.root} uses a MongoDB that was given to it. ${advice}`);
}

const notRunning = (folder: DataFolder): Refusal =>
  new Refusal(
    EXIT.notRunning,
    `Postrider does not run in ${folder.root}. Start it with \`npm start\`, or set POSTRIDER_DATA to the folder it runs in.`,
  );
