// Real: nats-server with JetStream, Nest, both sides of the bus.
import { PostriderError } from '#libs/kernel';
import { clientOf, NoResponders, type Bus, type HandlersOf } from '#libs/messaging';
import { partsOf, testNats, type TestNats } from '../../testing/index.ts';
import { chore, count, echo, happened } from './contracts.ts';
import { errorOf, until } from './waiting.ts';

const group = { words: { echo, count }, chore, happened };

let nats: TestNats;
let bus: Bus;
let done: string[];
let most: number;

beforeEach(async () => {
  done = [];
  most = 0;
  nats = await testNats();
  bus = await nats.bus('caller');
});
afterEach(() => nats.close());

let atWork = 0;
const handlers: HandlersOf<typeof group> = {
  words: {
    echo: async ({ word }, { subject }) => {
      if (word === 'refuse') throw new PostriderError('not_found', 'no such word');
      return { word: `${subject} ${word}` };
    },
    async *count({ upTo }) {
      for (let value = 1; value <= upTo; value += 1) yield { value };
    },
  },
  chore: async ({ items }) => {
    most = Math.max(most, ++atWork);
    await new Promise((resolve) => setTimeout(resolve, 20));
    atWork -= 1;
    done.push(...items.map(({ word }) => word));
  },
  happened: async ({ word }) => void done.push(`heard ${word}`),
};

const served = () => nats.serve(partsOf(group, handlers, { concurrency: 3 }));

test('a client of a group reaches the handler of each contract', async () => {
  await served();
  const client = clientOf(bus, group);

  expect(await client.words.echo({ word: 'four' })).toEqual({ word: 'echo.rpc.echo.v1 four' });
  expect(await errorOf(client.words.echo({ word: 'refuse' }))).toMatchObject({ code: 'not_found' });
  const counted: unknown[] = [];
  for await (const each of client.words.count({ upTo: 3 })) counted.push(each);
  expect(counted).toEqual([{ value: 1 }, { value: 2 }, { value: 3 }]);

  await client.chore({ items: [{ word: 'swept' }] });
  await client.happened({ word: 'noon' });
  await until(() => done.length === 2);
  expect(done.toSorted()).toEqual(['heard noon', 'swept']);
});

test('a group handles as many jobs at once as its options say', async () => {
  const client = clientOf(bus, group);
  await served();
  for (let n = 0; n < 30; n += 1) await client.chore({ items: [{ word: `chore ${n}` }] });

  await until(() => done.length === 30);
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(3);
});

test('code that runs around a call sees it, and may replace its error', async () => {
  const asked: unknown[] = [];
  const client = clientOf(bus, group, async (request, call) => {
    asked.push(request);
    return call().catch((error: unknown) => {
      throw error instanceof NoResponders ? new Error('nobody is there') : error;
    });
  });

  await expect(client.words.echo({ word: 'four' })).rejects.toThrow('nobody is there');
  expect(asked).toEqual([{ word: 'four' }]);
});
