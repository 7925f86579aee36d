import { Queue, Worker } from 'bullmq';
import fastify from 'fastify';
import { Redis } from 'ioredis';
import { Pool } from 'undici';

/** A usual program over BullMQ: `accept` is its front door, `work` posts queued texts to the vendor. */
const [role, redisPort, vendorPort] = process.argv.slice(2);
const connection = () => new Redis({ host: '127.0.0.1', port: Number(redisPort), maxRetriesPerRequest: null });
const IN_FLIGHT = 100;

interface Text {
  readonly to: string;
  readonly text: string;
}

process.on('disconnect', () => process.exit());
process.send!(role === 'accept' ? await accept() : await work());

async function accept(): Promise<number> {
  const queue = new Queue<Text>('texts', { connection: connection() });
  const app = fastify({ bodyLimit: 8 * 2 ** 20 });
  app.post<{ Body: Text }>('/messages', async ({ body }, reply) => {
    const { id } = await queue.add('text', body);
    return reply.code(202).send({ id });
  });
  app.post<{ Body: { to: string[]; text: string } }>('/messages/batch', async ({ body: { to, text } }, reply) => {
    const jobs = await queue.addBulk(to.map((number) => ({ name: 'text', data: { to: number, text } })));
    return reply.code(202).send({ ids: jobs.map(({ id }) => id) });
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  return (app.server.address() as { port: number }).port;
}

async function work(): Promise<number> {
  const vendor = new Pool(`http://127.0.0.1:${vendorPort}`, { connections: IN_FLIGHT, pipelining: 1 });
  const headers = { 'content-type': 'application/json' };
  const worker = new Worker<Text>(
    'texts',
    async ({ data }) => {
      const answer = await vendor.request({ path: '/send', method: 'POST', headers, body: JSON.stringify(data) });
      const body = await answer.body.text();
      if (answer.statusCode !== 200) throw new Error(`The vendor answered ${answer.statusCode}.`);
      return body;
    },
    { connection: connection(), concurrency: IN_FLIGHT },
  );
  await worker.waitUntilReady();
  return 0;
}
