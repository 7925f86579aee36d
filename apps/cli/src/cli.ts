import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { clientOf, type Api } from './api/client.ts';
import { transport } from './api/transport.ts';
import { readCliConfig, type CliConfig } from './config.ts';
import { connectionOf, type Connection, type Globals } from './connection.ts';
import { EXIT, Failure, type ExitCode } from './failure.ts';
import { Output } from './output/output.ts';
import { Profiles } from './profiles.ts';

/** What a command works with. */
export interface Cli {
  readonly globals: Globals;
  readonly config: CliConfig;
  readonly profiles: Profiles;
  readonly output: Output;
  /** Where it calls, and as whom. */
  readonly connection: Connection;
  readonly api: Api;
}

/** Runs the work of a command that calls the API. A returned exit code takes the place of 0. */
export async function run(command: CommandUnknownOpts, work: (cli: Cli) => Promise<ExitCode | void>): Promise<void> {
  await runLocally(command, async ({ globals, config, profiles, output }) => {
    const connection = connectionOf(globals, config, profiles);
    if (connection.apiKey === undefined && connection.session === undefined)
      throw new Failure(
        EXIT.notAllowed,
        'You are not logged in: run `postrider login`, or set POSTRIDER_API_KEY (and POSTRIDER_URL).',
      );
    const { url, profile: name } = connection;
    const send = transport(connection, (session) => profiles.save(name, { url, session }));
    return work({ globals, config, profiles, output, connection, api: clientOf(url, send, globals.environment) });
  });
}

export type LocalCli = Omit<Cli, 'connection' | 'api'>;

/** Runs the work of a command that needs no credential. */
export async function runLocally(
  command: CommandUnknownOpts,
  work: (cli: LocalCli) => Promise<ExitCode | void>,
): Promise<void> {
  const globals = command.optsWithGlobals() as Globals;
  const config = readCliConfig();
  const output = new Output(globals.json === true);
  const exitCode = await work({ globals, config, profiles: new Profiles(config.profilesFile), output });
  process.exitCode = exitCode ?? EXIT.done;
}
