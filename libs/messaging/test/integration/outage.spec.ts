// Real: a nats-server of this file's own, which is stopped, frozen and deprived of its store; Nest on both sides.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog, createMetrics } from '#libs/observability';
import { Bus, BusLink } from '#libs/messaging';
import { freePort, startNats, type NatsServer } from '#libs/servers';
import { freeze } from '../../../servers/testing/index.ts';
import { partsOf, serveOn, type Served } from '../../testing/index.ts';
import { chore, count, echo, happened, owner } from './contracts.ts';
import { errorOf, until } from './waiting.ts';

let done: string[];
let heard: string[];
let gate: PromiseWithResolvers<void>;
let laterGate: PromiseWithResolvers<void>;

const everything = partsOf(
  { echo, count, chore },
  {
    echo: async ({ word }) => ({ word }),

    async *count({ upTo }) {
      for (let value = 1; value <= upTo; value += 1) {
        if (value === 3) await gate.promise;
        if (value === 5) await laterGate.promise;
        yield { value };
      }
    },

    chore: async ({ items }) => void done.push(...items.map(({ word }) => word)),
  },
  { concurrency: 4 },
);
const parts = { ...everything, contracts: [echo, count, chore, happened] };
const feed = partsOf({ happened }, { happened: async ({ word }) => void heard.push(word) }, { durable: 'feed' });

let folder: string;
let port: number;
let server: NatsServer;
let links: BusLink[];
let served: Served;
let reader: Served;
let bus: Bus;

const start = async (): Promise<NatsServer> => startNats({ storeDir: join(folder, 'store'), port });

async function linked(service: string): Promise<BusLink> {
  const settings = { natsUrl: server.url, subjectPrefix: '', streamMaxBytes: 16 * 1024 * 1024, streamReplicas: 1 };
  const link = await BusLink.connect({ ...settings, service, log: silentLog(), metrics: createMetrics(service) });
  links.push(link);
  return link;
}

beforeEach(async () => {
  [done, heard, links] = [[], [], []];
  gate = Promise.withResolvers<void>();
  laterGate = Promise.withResolvers<void>();
  folder = await mkdtemp(join(tmpdir(), 'postrider-outage-'));
  port = await freePort();
  server = await start();
  served = await serveOn(await linked(owner), parts);
  reader = await serveOn(await linked('reader'), { ...feed, name: 'reader', contracts: [] });
  bus = new Bus(await linked('caller'));
});

afterEach(async () => {
  gate.resolve();
  laterGate.resolve();
  await Promise.all([served.app.close(), reader.app.close()]);
  await Promise.all(links.map((link) => link.close()));
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const unavailable = { code: 'service_unavailable' };

it('rejects calls within their time while the broker is frozen, and answers them again when it continues', async () => {
  expect(await bus.call(echo, { word: 'before' })).toEqual({ word: 'before' });
  await freeze(server.pid);
  const began = performance.now();

  const refused = [
    bus.call(echo, { word: 'x' }, { timeoutMs: 600 }),
    bus.stream(count, { upTo: 1 }, { timeoutMs: 600 }).next(),
    bus.enqueue(chore, { items: [] }),
  ];

  for (const call of refused) expect(await errorOf(call)).toMatchObject(unavailable);
  expect(performance.now() - began).toBeLessThan(10_000);

  server.kill('SIGCONT');
  await until(async () => (await errorOf(bus.call(echo, { word: 'x' }))) === undefined);
  await bus.enqueue(chore, { items: [{ word: 'after' }] });
  await until(() => done.includes('after'));
});

it('notices within seconds that a frozen broker is not connected', async () => {
  const [link] = links;
  await freeze(server.pid);
  await until(() => link?.up === false);

  expect(await errorOf(bus.call(echo, { word: 'x' }, { timeoutMs: 200 }))).toMatchObject(unavailable);
  server.kill('SIGCONT');
  await until(async () => (await errorOf(bus.call(echo, { word: 'x' }))) === undefined);
});

it('survives a restart: calls made meanwhile are answered, and no job is lost', async () => {
  await bus.enqueue(chore, { items: [{ word: 'first' }] });
  await until(() => done.length === 1);
  await server.stop();
  await until(() => links.every((link) => !link.up));

  const error = await errorOf(bus.call(echo, { word: 'x' }, { timeoutMs: 100 }));
  expect(error).toMatchObject({ ...unavailable, sent: false });
  const patient = bus.call(echo, { word: 'patient' }, { timeoutMs: 30_000 });
  server = await start();

  expect(await patient).toEqual({ word: 'patient' });
  await bus.enqueue(chore, { items: [{ word: 'second' }] });
  await until(() => done.includes('second'));
});

it('gives a service that comes back after the caller time to reconnect', async () => {
  await served.app.close();
  await server.stop();
  server = await start();
  await until(() => links.every((link) => link.up));

  const early = bus.call(echo, { word: 'early' }, { timeoutMs: 30_000 });
  const [link] = links;
  if (link) served = await serveOn(link, parts);

  expect(await early).toEqual({ word: 'early' });
});

it('continues a streamed answer after a restart, in order', async () => {
  const stream = bus.stream(count, { upTo: 6 }, { timeoutMs: 30_000 });
  await stream.next();
  await stream.next();
  await server.stop();
  await until(() => links.every((link) => !link.up));
  gate.resolve();
  links[0]!.onUp(() => laterGate.resolve());
  server = await start();

  const rest = [];
  for await (const { value } of stream) rest.push(value);
  expect(rest).toEqual([3, 4, 5, 6]);
});

it('recreates streams and consumers when the broker has lost its store', async () => {
  await bus.enqueue(chore, { items: [{ word: 'before' }] });
  await served.bus.publish(happened, { word: 'before' });
  await until(() => done.length === 1 && heard.length === 1);

  await server.stop();
  await rm(join(folder, 'store'), { recursive: true });
  server = await start();
  await until(() => links.every((link) => link.up));

  await Promise.all([bus.enqueue(chore, { items: [{ word: 'after' }] }), served.bus.publish(happened, { word: 'x' })]);
  await until(() => done.includes('after'));

  await until(async () => {
    await served.bus.publish(happened, { word: 'after' });
    return heard.includes('after');
  });
  await until(async () => (await bus.backlog(chore)) === 0);
});

it('says in one sentence that there is no broker, and at which address', async () => {
  const nowhere = `nats://127.0.0.1:${await freePort()}`;
  const options = { subjectPrefix: '', streamMaxBytes: 1, streamReplicas: 1, log: silentLog() };

  const error = await errorOf(
    BusLink.connect({ ...options, natsUrl: nowhere, service: 'x', metrics: createMetrics('x') }),
  );

  expect(String(error)).toMatch(
    /^Error: NATS at 127\.0\.0\.1:\d+ cannot be reached \(.*\): start it, or set NATS_URL\.$/,
  );
});

it('refuses a broker whose payload limit is too low', async () => {
  const small = await startNats({ storeDir: join(folder, 'small'), maxPayloadBytes: 1_048_576 });
  const options = { subjectPrefix: '', streamMaxBytes: 1, streamReplicas: 1, log: silentLog() };

  const error = await errorOf(
    BusLink.connect({ ...options, natsUrl: small.url, service: 'x', metrics: createMetrics('x') }),
  );
  await small.stop();

  expect(String(error)).toContain('max_payload: 8MB');
});
