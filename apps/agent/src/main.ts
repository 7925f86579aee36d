import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { clock } from '#libs/kernel';
import { agentFolder } from './config.ts';
import { NoSqlite } from './journal/sqlite.ts';
import { enrol } from './program/enrol.ts';
import { Failure } from './program/failure.ts';
import { run } from './program/run.ts';
import { stop } from './program/stop.ts';
import { journalLines, statusLines } from './program/status.ts';
import { VERSION } from './program/version.ts';

const USAGE = `postrider-agent ${VERSION}: this phone as a sender of Postrider

  postrider-agent enrol CODE --url https://sms.example.com [--label NAME]
  postrider-agent enrol --secret --url https://sms.example.com [--label NAME]   (the secret comes from the standard input)
  postrider-agent start      sends in the background, from now on and after each start of the phone
  postrider-agent stop       finishes the message in the air and ends
  postrider-agent run        sends until it is stopped
  postrider-agent status     how the phone is
  postrider-agent journal    the newest messages: ids and states
  postrider-agent version
`;

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const log = (sentence: string): void => print(`${new Date(clock.now()).toISOString()} ${sentence}`);

try {
  await main();
} catch (error) {
  process.stderr.write(`${said(error)}\n`);
  // 1 says that a person must do something; after anything else the phone starts it again.
  process.exitCode = isForPeople(error) ? 1 : 2;
}

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      url: { type: 'string' },
      label: { type: 'string' },
      secret: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  const [command, code] = positionals;
  const folder = agentFolder();
  if (values.help || command === undefined || command === 'help') return print(USAGE);

  switch (command) {
    case 'enrol': {
      const { url, label } = values;
      const secret = values.secret ? readFileSync(0, 'utf8').trim() : undefined;
      return enrol(folder, { code, secret, url, label }, print);
    }
    case 'run':
      return run(folder, log);
    case 'stop':
      return stop(folder, print);
    case 'status':
      return (await statusLines(folder)).forEach(print);
    case 'journal':
      return (await journalLines(folder)).forEach(print);
    case 'version':
      return print(VERSION);
    default:
      throw new Failure(`There is no command ${command}.\n\n${USAGE}`);
  }
}

function said(error: unknown): string {
  const { message } = error as Error;
  if (isMisuse(error)) return `${message}\n\n${USAGE}`;
  return isForPeople(error) ? message : `Unexpected: ${message}`;
}

function isForPeople(error: unknown): boolean {
  return error instanceof Failure || error instanceof NoSqlite || isMisuse(error);
}

function isMisuse(error: unknown): boolean {
  return String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS');
}
