/**
 * Writes `e2e/dumps/<commit>/`: the data of a Postrider of that commit, with messages in every state in which they can
 * be upgraded. `node e2e/dumps/make.ts <folder>`: a checkout of that commit, built and with its `node_modules`.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Api } from '../harness/api.ts';
import { Sandbox } from '../harness/sandbox.ts';
import { until } from '../harness/wait.ts';
import { writeDump, type DumpedMessage } from './dump.ts';
import { setRouting } from './routing.ts';
import { sendWhatEnds, sendWhatWaits } from './messages.ts';

const [checkout] = process.argv.slice(2);
if (checkout === undefined) throw new Error('Name the folder of a checkout that is built.');
const root = resolve(checkout);
const commit = execFileSync('git', ['rev-parse', '--short=7', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
const data = mkdtempSync(join(tmpdir(), 'postrider-dump-'));
try {
  await make();
} finally {
  rmSync(data, { recursive: true, force: true });
}

async function make(): Promise<void> {
  const { supervisor, printed } = await started();
  let messages: DumpedMessage[];
  try {
    const { SEED_API_KEY } = readJson<Record<string, string>>('first-run.json');
    messages = await fill(new Api(found(printed, /API +(http:\S+)/), SEED_API_KEY!), printed);
    // Killed at once, so that the last accepted messages are not fanned out yet.
    process.kill(readJson<{ parts: Record<string, { pid: number }> }>('run.json').parts.core!.pid, 'SIGKILL');
  } finally {
    supervisor.kill('SIGTERM');
    await until('everything has ended', () => supervisor.exitCode !== null, { withinMs: 60_000 });
  }
  await writeDump(join(import.meta.dirname, commit), data, messages);
}

async function fill(api: Api, printed: string): Promise<DumpedMessage[]> {
  const sandbox = new Sandbox(found(printed, /Phones +(http:\S+?)\/ /));
  await setRouting(api);
  const ended = await sendWhatEnds(api, sandbox);
  return [...ended, ...(await sendWhatWaits(api, sandbox))];
}

async function started(): Promise<{ supervisor: ChildProcess; printed: string }> {
  const { PATH, HOME = '', XDG_CACHE_HOME = '' } = process.env;
  const supervisor = spawn(process.execPath, ['apps/standalone/start.ts'], {
    cwd: root,
    env: { PATH, HOME, XDG_CACHE_HOME, POSTRIDER_DATA: data, PORT: '0', SANDBOX_PORT: '0', AGENT_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  supervisor.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const hasEnded = (): boolean => supervisor.exitCode !== null;
  await until('it runs', () => printed.includes('Ctrl-C ends everything') || hasEnded(), { withinMs: 180_000 });
  if (hasEnded()) throw new Error(`It did not start:\n${printed}`);
  return { supervisor, printed };
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(join(data, file), 'utf8')) as T;
}

function found(text: string, pattern: RegExp): string {
  const [, value] = pattern.exec(text) ?? [];
  if (value === undefined) throw new Error(`${pattern} was not printed, but:\n${text}`);
  return value;
}
