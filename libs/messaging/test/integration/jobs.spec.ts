// Real: nats-server with JetStream, Nest, publishers and workers.
import { jetstreamManager } from '@nats-io/jetstream';
import { currentTrace, newTraceparent, runWithTrace } from '#libs/observability';
import type { Bus, JobContext } from '#libs/messaging';
import { partsOf, testNats, type Served, type TestNats } from '../../testing/index.ts';
import { ACK_WAIT_MS } from '../../src/streams.ts';
import { type Chore, chore, happened, owner } from './contracts.ts';
import { until } from './waiting.ts';

interface Seen {
  readonly words: string[];
  readonly delivery: number;
  readonly traceparent: string | undefined;
}
let seen: Seen[];
let heard: string[];
let work: (chore: Chore, job: JobContext) => Promise<void>;

const handler = async (payload: Chore, job: JobContext): Promise<void> => {
  const words = payload.items.map(({ word }) => word);
  seen.push({ words, delivery: job.delivery, traceparent: currentTrace()?.traceparent });
  await work(payload, job);
};
const parts = { ...partsOf({ chore }, { chore: handler }, { concurrency: 4 }), contracts: [chore, happened] };

const everywhere = partsOf({ happened }, { happened: async ({ word }) => void heard.push(`heard ${word}`) });
const once = partsOf(
  { happened },
  { happened: async ({ word }) => void heard.push(`fed ${word}`) },
  { durable: 'feed' },
);
const one = (word: string): Chore => ({ items: [{ word }] });
let nats: TestNats;
let bus: Bus;

beforeEach(async () => {
  seen = [];
  heard = [];
  work = () => Promise.resolve();
  nats = await testNats();
  bus = await nats.bus('caller');
});
afterEach(() => nats.close());

const words = (): string[] => seen.flatMap((job) => job.words).sort();

it('keeps a job until a worker comes, and delivers it once', async () => {
  const first = await nats.serve(parts);
  await first.close();
  await bus.enqueue(chore, one('kept'));
  await until(async () => (await bus.backlog(chore)) === 1);

  await nats.serve(parts);

  await until(() => seen.length === 1);
  await until(async () => (await bus.backlog(chore)) === 0);
  expect(seen).toMatchObject([{ words: ['kept'], delivery: 1 }]);
});

it('delivers a job again, later, when its handler throws', async () => {
  await nats.serve(parts);
  work = (_, { delivery }) => (delivery === 1 ? Promise.reject(new Error('not today')) : Promise.resolve());
  const began = performance.now();

  await bus.enqueue(chore, one('again'));

  await until(() => seen.length === 2);
  expect(seen.map(({ delivery }) => delivery)).toEqual([1, 2]);
  expect(performance.now() - began).toBeGreaterThanOrEqual(245);
  await until(async () => (await bus.backlog(chore)) === 0);
});

it('does not deliver a job again that was acked before its handler threw', async () => {
  await nats.serve(parts);
  work = async (_, job) => {
    job.ack();
    await until(async () => (await bus.backlog(chore)) === 0);
    throw new Error('after the ack');
  };

  await bus.enqueue(chore, one('early'));
  await bus.enqueue(chore, one('next'));

  await until(() => seen.length === 2);
  await until(async () => (await bus.backlog(chore)) === 0);
  expect(words()).toEqual(['early', 'next']);
});

it('ends a poison job, names its fields in the log, and continues', async () => {
  const served = await nats.serve(parts);
  served.link.publish(served.link.subject(chore.subject), Buffer.from('not json'));
  await bus.enqueue(chore, { items: [{ word: 7 }] } as unknown as Chore);
  await bus.enqueue(chore, one('good'));

  await until(() => seen.length === 1);
  await until(async () => (await bus.backlog(chore)) === 0);
  expect(words()).toEqual(['good']);
  expect(await served.link.metrics.registry.metrics()).toMatch(/bus_jobs_total\{[^}]*outcome="poisoned"[^}]*\} 2/);
});

it('handles no more jobs at a time than its concurrency, and two replicas share them', async () => {
  let now = 0;
  let most = 0;
  work = async () => {
    now += 1;
    most = Math.max(most, now);
    await new Promise((resolve) => setImmediate(resolve));
    now -= 1;
  };
  await nats.serve(parts);
  await Promise.all(Array.from({ length: 100 }, (_, at) => bus.enqueue(chore, one(String(at)))));

  await until(() => seen.length === 100);
  expect(most).toBeLessThanOrEqual(4);

  await nats.serve(parts);
  await Promise.all(Array.from({ length: 100 }, (_, at) => bus.enqueue(chore, one(String(at)))));
  await until(() => seen.length === 200);
  expect(most).toBeLessThanOrEqual(8);
  expect(new Set(words()).size).toBe(100);
});

it('carries the trace of the publisher into the handler', async () => {
  await nats.serve(parts);
  const traceparent = newTraceparent();

  await runWithTrace({ traceparent }, () => bus.enqueue(chore, one('traced')));

  await until(() => seen.length === 1);
  expect(seen[0]?.traceparent).toBe(traceparent);
});

it('lets running jobs end on a stop and gives jobs that are not begun to another replica at once', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  work = () => promise;
  const leaving = await nats.serve(parts);
  await Promise.all(Array.from({ length: 8 }, (_, at) => bus.enqueue(chore, one(String(at)))));
  await until(() => seen.length === 4);
  const begun = words();

  const drained = leaving.strategy.drain(30_000);
  work = () => Promise.resolve();
  await nats.serve(parts);
  await until(() => seen.length === 8, ACK_WAIT_MS / 2);
  resolve();

  expect(await drained).toBe(true);
  expect(begun).toHaveLength(4);
  expect(new Set(words()).size).toBe(8);
  await until(async () => (await bus.backlog(chore)) === 0);
});

it('recreates a stream that was deleted while it runs', async () => {
  const served = await nats.serve(parts);
  await bus.enqueue(chore, one('before'));
  await until(() => seen.length === 1);
  const { streams } = await jetstreamManager(served.link.connection);

  await streams.delete(served.link.streams.streamName(owner, 'job'));
  await bus.enqueue(chore, one('after'));

  await until(() => seen.length === 2);
});

it('recreates a consumer that was deleted while it runs', async () => {
  const served = await nats.serve(parts);
  const { consumers } = await jetstreamManager(served.link.connection);
  const { streams } = served.link;

  await consumers.delete(streams.streamName(owner, 'job'), streams.consumerName(chore));
  await bus.enqueue(chore, one('after'));

  await until(() => seen.length === 1);
});

it('corrects the settings of a stream that differ from their description', async () => {
  const first = await nats.serve(parts);
  const { streams } = await jetstreamManager(first.link.connection);
  const name = first.link.streams.streamName(owner, 'job');
  await streams.update(name, { max_bytes: 2 * 1024 * 1024 });

  await nats.serve(parts);

  expect((await streams.info(name)).config).toMatchObject({
    retention: 'workqueue',
    discard: 'new',
    storage: 'file',
    max_bytes: nats.settings.streamMaxBytes,
  });
});

it('refuses jobs over the size of the stream with service_unavailable and loses none before', async () => {
  const first = await nats.serve(parts);
  await first.close();
  const big = { items: [{ word: 'x'.repeat(5_000_000) }] };
  let stored = 0;
  const filling = (async () => {
    for (; stored < 20; stored += 1) await bus.enqueue(chore, big);
  })();

  await expect(filling).rejects.toMatchObject({ code: 'service_unavailable', sent: false });
  await until(async () => (await bus.backlog(chore)) === stored);
});

it('delivers an event to every replica that listens and once to each durable group', async () => {
  const publisher: Served = await nats.serve(parts);
  const controllers = [...everywhere.controllers, ...once.controllers];
  const listens = {
    name: 'reader',
    contracts: [],
    controllers,
    providers: [...everywhere.providers, ...once.providers],
  };
  await nats.serve(listens);
  await nats.serve(listens);
  await until(async () => (await durables(publisher)) === 1);

  await publisher.bus.publish(happened, { word: 'it' });

  await until(() => heard.length === 3);
  expect(heard.sort()).toEqual(['fed it', 'heard it', 'heard it']);
});

async function durables({ link }: Served): Promise<number> {
  const { consumers } = await jetstreamManager(link.connection);
  return (await consumers.list(link.streams.streamName(owner, 'evt')).next()).length;
}
