import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { clock } from '#libs/kernel';
import { agentFolder } from './config.ts';
import { NoSqlite } from './journal/sqlite.ts';
import { enrol } from './program/enrol.ts';
import { Failure } from './program/failure.ts';
import { run } from './program/run.ts';
import { journalLines, statusLines } from './program/status.ts';
import { VERSION } from './program/version.ts';

const USAGE = `postrider-agent ${VERSION}: this phone as a sender of Postrider

  postrider-agent enrol CODE --url https://sms.example.com [--label NAME]
  postrider-agent enrol --secret --url https://sms.example.com [--label NAME]   (the secret comes from the standard input)
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
  process.exitCode = 1;
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
  if (error instanceof Failure || error instanceof NoSqlite) return error.message;
  const { code, message } = error as NodeJS.ErrnoException;
  return code?.startsWith('ERR_PARSE_ARGS') ? `${message}\n\n${USAGE}` : `Unexpected: ${message}`;
}
