// Real: mongod, nats-server, their data folders, the processes that start them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { MongoClient } from 'mongodb';
import { monotonicMs, sleep } from '#libs/kernel';
import { findMongod, findNatsServer, freePort, identityOf, isPortFree, startMongod, startNats } from '#libs/servers';
import { checkGivenMongo, checkGivenNats } from '../../src/embedded/given.ts';
import { natsGreeting } from '../../src/embedded/nats-greeting.ts';
import { startServerProcess, type ServerProcess } from '../../src/embedded/child.ts';

let scratch: string;
const open: (() => Promise<void> | void)[] = [];

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'postrider-embedded-'));
});
afterEach(async () => {
  for (const close of open.splice(0)) await close();
  rmSync(scratch, { recursive: true, force: true });
});

function stopLater<T extends ServerProcess>(server: T): T {
  open.push(() => server.stop());
  return server;
}

async function occupied(port = 0): Promise<number> {
  const server: Server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  open.push(() => void server.close());
  return (server.address() as { port: number }).port;
}

/** By a connection: listening there for a moment could take the port from another process. */
function isAnswered(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const call = connect(port, '127.0.0.1');
    call
      .once('error', () => resolve(false))
      .once('connect', () => {
        call.destroy();
        resolve(true);
      });
  });
}

async function until(met: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = monotonicMs() + 30_000;
  while (!(await met())) {
    if (monotonicMs() > deadline) throw new Error('it did not happen in time');
    await sleep(20);
  }
}

async function withMongo<T>(uri: string, use: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 5_000 });
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}

const insert = (uri: string, _id: number): Promise<unknown> =>
  withMongo(uri, (client) => client.db('t').collection<{ _id: number }>('c').insertOne({ _id }));
const ids = (uri: string): Promise<number[]> =>
  withMongo(uri, (client) => client.db('t').collection<{ _id: number }>('c').distinct('_id'));

describe('mongod', () => {
  test('is a replica set of one that takes transactions, and leaves nothing behind but its data', async () => {
    const mongod = await startMongod({ dataDir: scratch });
    await withMongo(mongod.uri, (client) =>
      client.withSession((session) =>
        session.withTransaction(() =>
          client.db('t').collection<{ _id: number }>('c').insertOne({ _id: 1 }, { session }),
        ),
      ),
    );

    await mongod.stop();

    expect(identityOf(mongod.pid)).toBeUndefined();
    expect(await isPortFree(mongod.port)).toBe(true);
    const again = stopLater(await startMongod({ dataDir: scratch }));
    expect(again.port).toBe(mongod.port);
    expect(await ids(again.uri)).toEqual([1]);
  }, 60_000);

  test('comes back with its data at the same address after it was killed', async () => {
    const first = await startMongod({ dataDir: scratch });
    await insert(first.uri, 1);
    first.kill('SIGKILL');
    expect(await first.exited).toEqual({ code: null, signal: 'SIGKILL' });

    const second = stopLater(await startMongod({ dataDir: scratch, port: first.port }));

    expect(second.uri).toBe(first.uri);
    expect(await ids(second.uri)).toEqual([1]);
  }, 60_000);

  test('moves with its data to another port if its own is taken', async () => {
    const first = await startMongod({ dataDir: scratch });
    await insert(first.uri, 1);
    await first.stop();
    await occupied(first.port);

    const second = stopLater(await startMongod({ dataDir: scratch }));

    expect(second.port).not.toBe(first.port);
    await insert(second.uri, 2);
    expect(await ids(second.uri)).toEqual([1, 2]);
  }, 60_000);

  test('of another folder is refused by a client, though it is at the same port', async () => {
    const first = await startMongod({ dataDir: join(scratch, 'first') });
    await first.stop();
    const other = stopLater(await startMongod({ dataDir: join(scratch, 'other'), port: first.port }));

    expect(other.port).toBe(first.port);
    await expect(insert(first.uri, 1)).rejects.toThrow('Server selection timed out');
    expect(await ids(other.uri)).toEqual([]);
  }, 60_000);

  test('is not started a second time in the same folder', async () => {
    const { pid } = stopLater(await startMongod({ dataDir: scratch }));

    await expect(startMongod({ dataDir: scratch })).rejects.toThrow(`in use by the mongod with process id ${pid}`);
  }, 60_000);

  test('says which port is taken if the caller requires it', async () => {
    const port = await occupied();

    await expect(startMongod({ dataDir: scratch, port })).rejects.toThrow(`Port ${port} is taken`);
  }, 60_000);

  test('that cannot use the data reports the error of its log, and which version used the data last', async () => {
    const { version } = await findMongod();
    const first = await startMongod({ dataDir: scratch });
    await first.stop();
    writeFileSync(join(scratch, 'WiredTiger.turtle'), 'damaged');

    const told = await startMongod({ dataDir: scratch }).catch((error: Error) => error.message);

    expect(told).toMatch(/^mongod did not start in .*: It ended with (code \d+|SIG[A-Z]+)\./);
    expect(told).toContain(`The data was last used by mongod ${version}. Its log says: {`);
  }, 60_000);

  test('that is not a replica set is refused if MONGODB_URI names it', async () => {
    const port = await freePort();
    const args = ['--dbpath', scratch, '--port', String(port), '--bind_ip', '127.0.0.1', '--nounixsocket'];
    stopLater(await startServerProcess({ command: (await findMongod()).path, args }));
    await until(() => isAnswered(port));

    await expect(checkGivenMongo(`mongodb://127.0.0.1:${port}/`)).rejects.toThrow('is not a replica set');
  }, 60_000);
});

describe('nats-server', () => {
  test('has JetStream and takes 8 MB, and leaves nothing behind but its data', async () => {
    const nats = await startNats({ storeDir: scratch });

    const greeting = await natsGreeting('127.0.0.1', nats.port);
    await nats.stop();

    expect(greeting).toMatchObject({ jetstream: true, max_payload: 8 * 1024 * 1024 });
    expect(identityOf(nats.pid)).toBeUndefined();
    expect(await isPortFree(nats.port)).toBe(true);
  });

  test('is not started a second time in the same folder', async () => {
    const { pid } = stopLater(await startNats({ storeDir: scratch }));

    await expect(startNats({ storeDir: scratch })).rejects.toThrow(`in use by the nats-server with process id ${pid}`);
  });

  test('takes another port if its own is taken, and says so if the caller requires it', async () => {
    const first = await startNats({ storeDir: scratch });
    await first.stop();
    await occupied(first.port);

    const second = stopLater(await startNats({ storeDir: scratch }));

    expect(second.port).not.toBe(first.port);
    await expect(startNats({ storeDir: join(scratch, 'other'), port: first.port })).rejects.toThrow(
      `Port ${first.port} is taken`,
    );
  });

  test('without JetStream is refused if NATS_URL names it', async () => {
    const port = await freePort();
    const args = ['--addr', '127.0.0.1', '--port', String(port)];
    stopLater(await startServerProcess({ command: (await findNatsServer()).path, args }));
    await until(async () => (await natsGreeting('127.0.0.1', port)) !== undefined);

    await expect(checkGivenNats(`nats://127.0.0.1:${port}`)).rejects.toThrow('has no JetStream');
  });
});

test('servers that are given but do not answer are named by their variable, without their address', async () => {
  await expect(checkGivenMongo('mongodb://user:secret@127.0.0.1:1/?serverSelectionTimeoutMS=1')).rejects.toThrow(
    /^MONGODB_URI is set, but no MongoDB could be used there \(\w+\)\. Without it an embedded one is started\.$/,
  );
  await expect(checkGivenNats('nats://user:secret@127.0.0.1:1')).rejects.toThrow(
    /^NATS_URL is set, but no nats-server answers there\. Without it an embedded one is started\.$/,
  );
}, 20_000);

test('both servers end when the process that started them is killed, also a suspended one', async () => {
  const program = `
    const { startMongod, startNats } = await import('#libs/servers');
    const servers = await Promise.all([startMongod({ dataDir: process.argv[1] + '/mongo' }), startNats({ storeDir: process.argv[1] + '/nats' })]);
    console.log(servers.map(({ pid }) => pid).join(' '));
    setInterval(() => undefined, 1000);`;
  const starter = spawn(process.execPath, ['--input-type=module', '--eval', program, scratch], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  open.push(() => void starter.kill('SIGKILL'));
  const [line] = (await once(createInterface(starter.stdout), 'line')) as [string];
  const pids = line.split(' ').map(Number);
  expect(pids.map((pid) => identityOf(pid)?.pid)).toEqual(pids);

  process.kill(pids[1]!, 'SIGSTOP');
  starter.kill('SIGKILL');

  await until(() => pids.every((pid) => identityOf(pid) === undefined));
}, 60_000);
