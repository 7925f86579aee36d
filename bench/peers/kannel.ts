import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstOnPath, freePort, startServerProcess } from '#libs/servers';
import { until } from '../../e2e/harness/wait.ts';
import { residentBytes } from '../resident.ts';
import { countedOnce, TEXT, type Player } from './player.ts';
import { PROGRAM_FOLDERS } from './program-folders.ts';
import { startSink, type Sink } from './sink-process.ts';

export interface KannelOptions {
  /** Unanswered calls to a vendor; Kannel's default is 10. */
  readonly window?: number;
  /** A second vendor, used if the first does not take a text. */
  readonly second?: boolean;
}

export interface KannelPlayer extends Player {
  readonly sink: Sink;
}

export const isKannelHere = (): boolean =>
  ['bearerbox', 'smsbox'].every((program) => firstOnPath(program, PROGRAM_FOLDERS) !== undefined);

/** Kannel with its file store, which is not flushed to disk before an answer, between us and a sink. */
export async function startKannel({ window, second = false }: KannelOptions = {}): Promise<KannelPlayer> {
  const folder = mkdtempSync(join(tmpdir(), 'postrider-kannel-'));
  const sink = await startSink();
  const [admin, box, send, a, b] = await Promise.all(Array.from({ length: 5 }, () => freePort()));
  const ports = { admin: admin!, box: box!, send: send!, a: a!, b: b! };
  const file = join(folder, 'kannel.conf');
  writeFileSync(file, configuration(folder, ports, sink, { window: window ?? 0, second }), { mode: 0o600 });
  const start = (program: string) =>
    startServerProcess({ command: firstOnPath(program, PROGRAM_FOLDERS)!, args: ['-v', '4', file] });
  const bearerbox = await start('bearerbox');
  await until('bearerbox answers', () => answers(`http://127.0.0.1:${ports.admin}/status.txt?password=bench`));
  const smsbox = await start('smsbox');
  const url = `http://127.0.0.1:${ports.send}`;
  await until('smsbox answers', () => answers(url));

  return {
    name: window === undefined ? 'Kannel' : `Kannel, window ${window}`,
    durability: 'P',
    url,
    sink,
    single: (to) => call([to]),
    bulk: (to) => call(to),
    vendorLatency: async (ms) => {
      for (const vendor of ['a', 'b'] as const) await sink.behave(vendor, 'healthy', ms);
    },
    vendorDown: () => sink.behave('a', 'refused'),
    waiting: async () => {
      const status = await (await fetch(`http://127.0.0.1:${ports.admin}/status.txt?password=bench`)).text();
      return [...status.matchAll(/sent \d+ \((\d+) queued\)|failed \d+, queued (\d+) msgs/g)].reduce(
        (sum, [, outgoing = 0, atVendor = 0]) => sum + Number(outgoing) + Number(atVendor),
        0,
      );
    },
    drained: async (total) =>
      void (await until('the sink has every text', async () => (await sink.total()) >= total, {
        withinMs: 120_000,
        everyMs: 20,
      })),
    arrivals: () => sink.texts(),
    footprint: async () => ({
      memory: residentBytes([bearerbox.pid, smsbox.pid]),
      disk: existsSync(join(folder, 'store')) ? statSync(join(folder, 'store')).size : 0,
    }),
    disagreements: async (accepted) => countedOnce(await sink.texts(), accepted, 'Kannel'),
    stop: async () => {
      // A bearerbox with queued texts waits for them: these measured texts are thrown away.
      for (const box of [smsbox, bearerbox]) box.kill('SIGKILL');
      await Promise.all([smsbox.exited, bearerbox.exited]);
      await sink.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const USER = { username: 'bench', password: 'bench' };

const call = (to: readonly string[]) => ({
  method: 'GET' as const,
  path: `/cgi-bin/sendsms?${new URLSearchParams({ ...USER, to: to.join(' '), text: TEXT }).toString()}`,
});

async function answers(url: string): Promise<boolean> {
  return (await fetch(url)).status > 0;
}

function configuration(
  folder: string,
  ports: Readonly<Record<'admin' | 'box' | 'send' | 'a' | 'b', number>>,
  sink: Sink,
  { window, second }: { window: number; second: boolean },
): string {
  const core = {
    group: 'core',
    'admin-port': ports.admin,
    'admin-interface': '127.0.0.1',
    'admin-password': 'bench',
    'smsbox-port': ports.box,
    'smsbox-interface': '127.0.0.1',
    'box-deny-ip': '*.*.*.*',
    'box-allow-ip': '127.0.0.1',
    'store-type': 'file',
    'store-location': join(folder, 'store'),
    'log-level': 4,
  };
  const vendor = (id: 'a' | 'b') => ({
    group: 'smsc',
    smsc: 'http',
    'smsc-id': id,
    ...(second && id === 'a' && { 'preferred-smsc-id': 'a' }),
    'system-type': 'generic',
    port: ports[id],
    'connect-allow-ip': '127.0.0.1',
    ...(window > 0 && { 'max-pending-submits': window }),
    'send-url': `http://127.0.0.1:${sink.ports[id]}/send?to=%p&text=%b`,
    'status-success-regex': '^OK',
    'status-permfail-regex': '^PERM',
    'status-tempfail-regex': '^TEMP',
  });
  const smsbox = {
    group: 'smsbox',
    'bearerbox-host': '127.0.0.1',
    'bearerbox-port': ports.box,
    'sendsms-port': ports.send,
    'sendsms-interface': '127.0.0.1',
    'global-sender': '15005550006',
    'log-level': 4,
  };
  const user = {
    group: 'sendsms-user',
    ...USER,
    ...(second && { 'default-smsc': 'a' }),
  };
  return [core, vendor('a'), ...(second ? [vendor('b')] : []), smsbox, user].map(group).join('\n\n');
}

const group = (entries: Readonly<Record<string, string | number>>): string =>
  Object.entries(entries)
    .map(([name, value]) => `${name} = ${typeof value === 'string' && /[^\w.-]/.test(value) ? `"${value}"` : value}`)
    .join('\n');
