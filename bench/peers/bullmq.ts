import { fork } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { firstOnPath, freePort, isPortFree, startServerProcess } from '#libs/servers';
import { until } from '../../e2e/harness/wait.ts';
import { countedOnce, TEXT, type Player } from './player.ts';
import { PROGRAM_FOLDERS } from './program-folders.ts';
import { startSink } from './sink-process.ts';

export const isRedisHere = (): boolean => firstOnPath('redis-server', PROGRAM_FOLDERS) !== undefined;

const JSON_TYPE = { 'content-type': 'application/json' };

/** BullMQ over a Redis with an append-only file, which is flushed every second or before every answer. */
export async function startBullMq(fsync: 'everysec' | 'always'): Promise<Player> {
  const folder = mkdtempSync(join(tmpdir(), 'postrider-redis-'));
  const sink = await startSink();
  const port = await freePort();
  const redis = await startRedis(folder, port, fsync);
  await until('redis listens', async () => !(await isPortFree(port)));
  const client = new Redis({ host: '127.0.0.1', port, maxRetriesPerRequest: null });
  const [accept, work] = await Promise.all([
    startProgram('accept', port, sink.ports.a),
    startProgram('work', port, sink.ports.a),
  ]);

  return {
    name: `BullMQ, AOF ${fsync}`,
    durability: fsync === 'always' ? 'F' : 'P',
    url: `http://127.0.0.1:${accept.port}`,
    single: (to) => ({ path: '/messages', headers: JSON_TYPE, body: JSON.stringify({ to, text: TEXT }) }),
    bulk: (to) => ({ path: '/messages/batch', headers: JSON_TYPE, body: JSON.stringify({ to, text: TEXT }) }),
    vendorLatency: (ms) => sink.behave('a', 'healthy', ms),
    vendorDown: () => sink.behave('a', 'hang'),
    waiting: () => client.llen('bull:texts:wait'),
    drained: async (total) =>
      void (await until('every job is completed', async () => (await client.zcard('bull:texts:completed')) >= total, {
        withinMs: 120_000,
        everyMs: 20,
      })),
    arrivals: () => sink.texts(),
    footprint: async () => ({
      memory: Number(/^used_memory:(\d+)/m.exec(await client.info('memory'))?.[1]),
      disk: bytesIn(join(folder, 'appendonlydir')),
    }),
    disagreements: async (accepted) => countedOnce(await sink.texts(), accepted, `BullMQ (${fsync})`),
    stop: async () => {
      client.disconnect();
      await Promise.all([accept.stop(), work.stop()]);
      redis.kill('SIGKILL');
      await redis.exited;
      await sink.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function startRedis(folder: string, port: number, fsync: string) {
  const settings = { port, bind: '127.0.0.1', dir: folder, appendonly: 'yes', appendfsync: fsync, save: '' };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  return startServerProcess({ command: firstOnPath('redis-server', PROGRAM_FOLDERS)!, args });
}

async function startProgram(role: 'accept' | 'work', redis: number, vendor: number) {
  const program = fileURLToPath(new URL('./bullmq-program.ts', import.meta.url));
  const child = fork(program, [role, String(redis), String(vendor)]);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (message) => resolve(message as number));
    child.once('exit', () => reject(new Error(`The ${role} program of BullMQ ended before it was ready.`)));
  });
  return {
    port,
    stop: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

const bytesIn = (folder: string): number =>
  readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
