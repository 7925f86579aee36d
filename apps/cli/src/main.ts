import { CommanderError, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { ConfigError } from '#libs/kernel';
import { EXIT, Failure, type ExitCode } from './failure.ts';
import { program } from './program.ts';

const isJson = process.argv.includes('--json');

// The reader ended early, such as head. What was begun, such as a batch, is finished.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  await throwing(program()).parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error as Error);
}

/** Commander ends the process with 1 after wrong usage; here that is 2. */
function throwing(command: CommandUnknownOpts): CommandUnknownOpts {
  command.exitOverride();
  for (const sub of command.commands) throwing(sub);
  return command;
}

function exitCodeOf(error: Error): ExitCode {
  // Commander has printed what is wrong, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.misused;
  if (error instanceof Failure) return say(error.message, error.toJSON(), error.exitCode);
  if (error instanceof ConfigError) return say(error.message, { detail: error.message }, EXIT.misused);
  return say(`Unexpected: ${error.message}`, { detail: error.message }, EXIT.refused);
}

function say(sentence: string, json: object, exitCode: ExitCode): ExitCode {
  process.stderr.write(`${isJson ? JSON.stringify(json) : sentence}\n`);
  return exitCode;
}
