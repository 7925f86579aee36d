import { randomBase32 } from '#libs/kernel';
import { findMongod } from '../finder/mongod.ts';
import { startServerProcess, type Exit, type ServerProcess } from './child.ts';
import { openDataFolder, readFolderRecord, writeFolderRecord } from './data-folder.ts';
import { refuseHeldFolder } from './held-folder.ts';
import { logSince } from './log-tail.ts';
import { readyReplicaSet } from './mongo-admin.ts';
import { onSomePort, PortTaken } from './ports.ts';

export interface MongodOptions {
  readonly dataDir: string;
  /** 0 or absent: the folder's last port if it is free, else any free one. */
  readonly port?: number;
  /** Absent: `mongod.log` in the data folder. */
  readonly logFile?: string;
  /** Gigabytes of cache; 0.25 is the least mongod takes. */
  readonly cacheGb?: number;
  /** The program to run; absent: the finder's. */
  readonly binary?: string;
  readonly extraArgs?: readonly string[];
  readonly readyWithinMs?: number;
}

export interface Mongod extends ServerProcess {
  readonly uri: string;
  readonly port: number;
}

const ADDRESS_IN_USE = 48;
const READY_WITHIN_MS = 60_000;

/** Starts a mongod as a replica set of one and resolves when it takes majority writes. */
export async function startMongod(options: MongodOptions): Promise<Mongod> {
  const binary = options.binary ?? (await findMongod()).path;
  const dataDir = openDataFolder(options.dataDir);
  const known = readFolderRecord(dataDir);
  refuseHeldFolder('mongod', dataDir, known.pid);
  const setName = known.setName ?? `postrider-${randomBase32(8)}`;
  const logFile = options.logFile ?? `${dataDir}/mongod.log`;

  return onSomePort({ insisted: options.port, known: known.port }, async (port) => {
    const args = argumentsFor({ dataDir, port, setName, logFile, cacheGb: options.cacheGb ?? 0.25 });
    const log = logSince(logFile);
    const server = await startServerProcess({ command: binary, args: [...args, ...(options.extraArgs ?? [])] });
    writeFolderRecord(dataDir, { ...known, port, setName, pid: server.pid });
    const set = { port, setName, dataDir, usedBy: known.version };
    const version = await ready(server, set, log, options.readyWithinMs ?? READY_WITHIN_MS);
    writeFolderRecord(dataDir, { port, setName, pid: server.pid, version });
    return { ...server, port, uri: mongoUri(port, setName) };
  });
}

/** The address of the mongod that was started last in this folder; undefined if there was none. */
export function mongodAddress(dataDir: string): string | undefined {
  const { port, setName } = readFolderRecord(dataDir);
  return port === undefined || setName === undefined ? undefined : mongoUri(port, setName);
}

/** The set's name is unique to the folder: a driver that reaches another mongod at this port refuses it. */
function mongoUri(port: number, setName: string): string {
  return `mongodb://127.0.0.1:${port}/?directConnection=true&replicaSet=${setName}&w=majority&journal=true`;
}

function argumentsFor(of: {
  dataDir: string;
  port: number;
  setName: string;
  logFile: string;
  cacheGb: number;
}): string[] {
  const parameters = ['diagnosticDataCollectionEnabled=false', 'shutdownTimeoutMillisForSignaledShutdown=0'];
  return [
    ...['--dbpath', of.dataDir, '--port', String(of.port), '--bind_ip', '127.0.0.1', '--nounixsocket'],
    ...['--replSet', of.setName, '--oplogSize', '256', '--wiredTigerCacheSizeGB', String(of.cacheGb)],
    ...['--quiet', '--logpath', of.logFile, '--logappend'],
    ...parameters.flatMap((parameter) => ['--setParameter', parameter]),
  ];
}

async function ready(
  server: ServerProcess,
  set: { port: number; setName: string; dataDir: string; usedBy: string | undefined },
  log: () => string,
  withinMs: number,
): Promise<string> {
  const ended = new AbortController();
  void server.exited.then((exit) => ended.abort(reasonOf(exit, set.port)));
  try {
    return await readyReplicaSet({ ...set, pid: server.pid }, ended.signal, withinMs);
  } catch (error) {
    await server.stop();
    if (error instanceof PortTaken) throw error;
    const used = set.usedBy ? ` The data was last used by mongod ${set.usedBy}.` : '';
    const told = `mongod did not start in ${set.dataDir}: ${(error as Error).message}${used}${firstError(log())}`;
    throw new Error(told, { cause: error });
  }
}

const reasonOf = ({ code, signal }: Exit, port: number): Error =>
  code === ADDRESS_IN_USE ? new PortTaken(port) : new Error(`It ended with ${signal ?? `code ${code}`}.`);

/** The log has one JSON object a line; its first error is the cause, later ones are consequences. */
function firstError(log: string): string {
  const line = log.split('\n').find((line) => /"s":"[EF]"/.test(line));
  return line ? ` Its log says: ${line.slice(0, 400)}` : '';
}
