import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identityOf } from '#libs/servers';
import { freeze } from '../../libs/servers/testing/index.ts';
import { repository } from './processes.ts';
import type { Target, TargetOptions } from './target.ts';
import { until } from './wait.ts';

const READY_WITHIN_MS = 90_000;
const AGAIN = { withinMs: 60_000, everyMs: 50 };
const HOST: Readonly<Record<string, string>> = { gateway: 'edge', template: 'edge', sandbox: 'sandbox' };

/** What `npm start` runs, in a data folder of its own and on free ports. */
export async function startStandalone({ timeScale = 1 }: TargetOptions): Promise<Target> {
  const data = mkdtempSync(join(tmpdir(), 'postrider-e2e-'));
  const supervisor = startSupervisor(data, timeScale);
  try {
    const printed = await supervisor.ready();
    return target(data, supervisor.child, printed);
  } catch (error) {
    await end(supervisor.child);
    throw error;
  }
}

function target(data: string, supervisor: ChildProcess, printed: string): Target {
  const servers = { mongod: record(join(data, 'mongod')), nats: record(join(data, 'nats')) };
  const made = readJson<Record<string, string>>(join(data, 'first-run.json'));
  const mongoUri = `mongodb://127.0.0.1:${servers.mongod.port}/?directConnection=true&replicaSet=${servers.mongod.setName}`;
  const gateway = found(printed, /API +(http:\S+)/);
  return {
    kind: 'standalone',
    gateways: [gateway],
    agents: [found(printed, /Sending phones +(http:\S+)/)],
    sandbox: found(printed, /Phones +(http:\S+?)\/ /),
    apiKey: made.SEED_API_KEY!,
    sendCommand: found(printed, /^(curl .*)$/m),
    mongoUri,
    database: 'postrider',
    tenant: '00000001',
    folders: { logs: join(data, 'logs'), mongod: join(data, 'mongod'), nats: join(data, 'nats') },
    env: {
      ...made,
      MONGODB_URI: mongoUri,
      NATS_URL: `nats://127.0.0.1:${servers.nats.port}`,
      KEY_FILE: join(data, 'keys', 'tenant.key'),
      PUBLIC_URL: gateway,
    },
    get ops() {
      return { core: opsOf(data, 'core'), edge: opsOf(data, 'edge') };
    },
    get pids() {
      return pidsIn(data);
    },
    processesOf: (service) => [HOST[service] ?? 'core'],
    restart: async (name, signal) => {
      const before = pidsIn(data)[name]!;
      process.kill(before, signal);
      await until(`${name} runs again`, () => pidsIn(data)[name] !== before, AGAIN);
    },
    emptyNatsStore: () => emptyNatsStore(data, supervisor),
    stop: async () => {
      for (const pid of [supervisor.pid!, ...Object.values(pidsIn(data))]) wake(pid);
      await end(supervisor);
      if (!process.env.POSTRIDER_KEEP) rmSync(data, { recursive: true, force: true });
    },
  };
}

function startSupervisor(data: string, timeScale: number): { child: ChildProcess; ready(): Promise<string> } {
  const { PATH, HOME = '', XDG_CACHE_HOME = '' } = process.env;
  const ports = { PORT: '0', SANDBOX_PORT: '0', AGENT_PORT: '0' };
  const own = { POSTRIDER_DATA: data, ...ports, TIME_SCALE: String(timeScale) };
  const child = spawn(process.execPath, ['apps/standalone/start.ts'], {
    cwd: repository,
    env: { PATH, HOME, XDG_CACHE_HOME, ...own },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const isReady = (): boolean => printed.includes('Ctrl-C ends everything');
  return {
    child,
    ready: async () => {
      const wait = { withinMs: READY_WITHIN_MS };
      await until('the standalone runs', () => isReady() || child.exitCode !== null, wait);
      if (!isReady()) throw new Error(`The standalone did not start:\n${printed}`);
      return printed;
    },
  };
}

/** While the supervisor is frozen it restarts nothing, so the store is removed before the next server opens it. */
async function emptyNatsStore(data: string, supervisor: ChildProcess): Promise<void> {
  const before = pidsIn(data)['nats-server']!;
  await freeze(supervisor.pid!);
  process.kill(before, 'SIGKILL');
  await until('the nats-server has ended', () => identityOf(before) === undefined);
  rmSync(join(data, 'nats'), { recursive: true });
  supervisor.kill('SIGCONT');
  await until('the nats-server runs again', () => pidsIn(data)['nats-server'] !== before, AGAIN);
}

async function end(supervisor: ChildProcess): Promise<void> {
  const hasEnded = (): boolean => supervisor.exitCode !== null || supervisor.signalCode !== null;
  supervisor.kill('SIGTERM');
  await until('the standalone has ended', hasEnded, { withinMs: 60_000, everyMs: 25 });
}

function wake(pid: number): void {
  try {
    process.kill(pid, 'SIGCONT');
  } catch {
    // It has ended.
  }
}

interface FolderRecord {
  readonly port: number;
  readonly setName?: string;
}

const readJson = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8')) as T;
const record = (folder: string): FolderRecord => readJson(join(folder, 'postrider.json'));

function pidsIn(data: string): Record<string, number> {
  const { parts } = readJson<{ parts: Record<string, { pid: number }> }>(join(data, 'run.json'));
  return Object.fromEntries(Object.entries(parts).map(([name, { pid }]) => [name, pid]));
}

function opsOf(data: string, host: string): string {
  const log = readFileSync(join(data, 'logs', `${host}.log`), 'utf8');
  return `http://127.0.0.1:${found(log, /.*"ports":\{[^}]*"ops":(\d+)/s)}`;
}

function found(text: string, pattern: RegExp): string {
  const [, value] = pattern.exec(text) ?? [];
  if (value === undefined) throw new Error(`${pattern} was not printed, but:\n${text}`);
  return value;
}
