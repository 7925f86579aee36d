import { Command, Option } from '@commander-js/extra-typings';
import { COMMANDS } from './commands/index.ts';
import { DEFAULT_URL } from './connection.ts';

/** The whole command line. */
export function program(): Command {
  const postrider = new Command('postrider')
    .description('The command line of Postrider: send, look things up, and run the installation.')
    .option('--json', 'print the result as JSON, and errors as JSON on the standard error output')
    .option('--profile <name>', 'use this profile instead of the current one')
    .option(
      '--url <address>',
      `call this address instead of POSTRIDER_URL and the one in the profile; ${DEFAULT_URL} where none is given`,
    )
    .addOption(
      new Option('--environment <name>', 'for users: send and read in this environment').choices(['live', 'test']),
    )
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(add --help for what it takes)')
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 not reachable, 4 not allowed, 5 done in part.',
    );
  for (const add of COMMANDS) add(postrider as unknown as Command);
  return postrider as unknown as Command;
}
