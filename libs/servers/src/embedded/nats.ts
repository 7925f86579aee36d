import { writeFile } from 'node:fs/promises';
import { monotonicMs, randomBase32, sleep } from '#libs/kernel';
import { findNatsServer } from '../finder/nats-server.ts';
import { startServerProcess, type ServerProcess } from './child.ts';
import { openDataFolder, readFolderRecord, writeFolderRecord } from './data-folder.ts';
import { refuseHeldFolder } from './held-folder.ts';
import { logSince } from './log-tail.ts';
import { natsGreeting } from './nats-greeting.ts';
import { onSomePort, PortTaken } from './ports.ts';

export interface NatsOptions {
  readonly storeDir: string;
  /** 0 or absent: the folder's last port if it is free, else any free one. */
  readonly port?: number;
  /** Absent: `nats-server.log` in the store folder. */
  readonly logFile?: string;
  readonly maxPayloadBytes?: number;
  /** How often streams are flushed to the disk: a duration such as `10s`, or `always`. */
  readonly syncInterval?: string;
  /** The port of the server's monitoring pages, on loopback; absent: none. */
  readonly monitorPort?: number;
  /** The program to run; absent: the finder's. */
  readonly binary?: string;
  readonly readyWithinMs?: number;
}

export interface NatsServer extends ServerProcess {
  readonly url: string;
  readonly port: number;
}

/** The size that services need: one call carries up to a batch of recipients. */
export const MAX_PAYLOAD_BYTES = 8 * 1024 * 1024;
const READY_WITHIN_MS = 20_000;
const LOOK_EVERY_MS = 15;

/**
 * A power cut may lose the wake-ups of these seconds, which the ledger's sweep repeats. With `always` the throughput
 * would be an eighth, only to protect reminders.
 */
const SYNC_INTERVAL = '10s';

/** Starts a nats-server with JetStream and resolves when it answers. */
export async function startNats(options: NatsOptions): Promise<NatsServer> {
  const binary = options.binary ?? (await findNatsServer()).path;
  const storeDir = openDataFolder(options.storeDir);
  const known = readFolderRecord(storeDir);
  refuseHeldFolder('nats-server', storeDir, known.pid);
  const logFile = options.logFile ?? `${storeDir}/nats-server.log`;

  return onSomePort({ insisted: options.port, known: known.port }, async (port) => {
    const serverName = `postrider-${randomBase32(8)}`;
    const config = `${storeDir}/nats-server.conf`;
    await writeFile(config, configText({ ...options, storeDir, port, serverName }), { mode: 0o600 });
    const log = logSince(logFile);
    const server = await startServerProcess({ command: binary, args: ['--config', config], logFile });
    writeFolderRecord(storeDir, { port, pid: server.pid });
    await ready(server, { port, serverName, log, withinMs: options.readyWithinMs ?? READY_WITHIN_MS });
    return { ...server, port, url: `nats://127.0.0.1:${port}` };
  });
}

/** Durations are in quotation marks: an unquoted `2m` is read as two million seconds. */
function configText(of: NatsOptions & { port: number; serverName: string }): string {
  return [
    `listen: ${JSON.stringify(`127.0.0.1:${of.port}`)}`,
    `server_name: ${JSON.stringify(of.serverName)}`,
    `max_payload: ${of.maxPayloadBytes ?? MAX_PAYLOAD_BYTES}`,
    `max_pending: ${8 * (of.maxPayloadBytes ?? MAX_PAYLOAD_BYTES)}`,
    ...(of.monitorPort === undefined ? [] : [`http: ${JSON.stringify(`127.0.0.1:${of.monitorPort}`)}`]),
    'jetstream {',
    `  store_dir: ${JSON.stringify(of.storeDir)}`,
    `  sync_interval: ${JSON.stringify(of.syncInterval ?? SYNC_INTERVAL)}`,
    '}',
    '',
  ].join('\n');
}

interface Expected {
  readonly port: number;
  readonly serverName: string;
  readonly log: () => string;
  readonly withinMs: number;
}

/**
 * The server's greeting contains its name, which is unique to this start, so that another server at the port is
 * noticed.
 */
async function ready(server: ServerProcess, expected: Expected): Promise<void> {
  let ended = false;
  void server.exited.then(() => (ended = true));
  const deadline = monotonicMs() + expected.withinMs;
  for (;;) {
    const greeting = await natsGreeting('127.0.0.1', expected.port);
    if (greeting?.server_name === expected.serverName && greeting.jetstream === true) return;
    if (ended || greeting || monotonicMs() > deadline) break;
    await sleep(LOOK_EVERY_MS);
  }
  await server.stop();
  const log = expected.log();
  if (log.includes('address already in use')) throw new PortTaken(expected.port);
  const last = log.split('\n').findLast((line) => line.includes('[FTL]')) ?? log.split('\n').at(-1);
  throw new Error(`nats-server did not start at port ${expected.port}. Its log says: ${last?.slice(0, 400)}`);
}
