// Real: nats-server, Nest, both sides of the bus.
import { PostriderError } from '#libs/kernel';
import { createLog, currentTrace, newTraceparent, runWithTrace } from '#libs/observability';
import { type Bus, type CallContext, CallTimedOut, type HandlersOf, NoResponders } from '#libs/messaging';
import { partsOf, testNats, type Served, type TestNats } from '../../testing/index.ts';
import { errorOf, until } from './waiting.ts';
import { count, echo, owner, type Question } from './contracts.ts';

const group = { echo, count };

let gate: { promise: Promise<void>; resolve: () => void };
let contexts: CallContext[];
let begun: number;
let lines: string[];

const handlers: HandlersOf<typeof group> = {
  async echo(question, context) {
    begun += 1;
    contexts.push(context);
    if (question.word === 'trace') return { word: currentTrace()?.traceparent ?? '' };
    if (question.word === 'hold') await gate.promise;
    if (question.word === 'refuse')
      throw new PostriderError('invalid_batch', 'too many', {
        errors: [{ field: 'items', code: 'invalid_batch', message: 'at most 3' }],
        retryAfterMs: 1_500,
      });
    if (question.word === 'break') throw new Error('a secret of ours');
    if (question.word === 'huge') return { word: 'x'.repeat(9_000_000) };
    return { word: question.word };
  },

  async *count({ upTo }) {
    for (let value = 1; value <= upTo; value += 1) {
      if (value === 13) throw new PostriderError('not_found', 'no thirteenth');
      if (value === 5 && upTo === 5) await gate.promise;
      yield { value };
    }
  },
};
const parts = partsOf(group, handlers);

let nats: TestNats;
let served: Served;
let bus: Bus;

beforeEach(async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  gate = { promise, resolve };
  contexts = [];
  begun = 0;
  nats = await testNats();
  lines = [];
  const log = createLog({ service: owner, level: 'error', destination: { write: (line) => void lines.push(line) } });
  served = await nats.serve({ ...parts, log });
  bus = await nats.bus('caller');
});

afterEach(async () => {
  gate.resolve();
  await nats.close();
});

it('answers a call', async () => {
  expect(await bus.call(echo, { word: 'hello' })).toEqual({ word: 'hello' });
});

it('passes a PostriderError of the handler to the caller unchanged', async () => {
  const error = await errorOf(bus.call(echo, { word: 'refuse' }));

  expect(error).toBeInstanceOf(PostriderError);
  expect(error).toMatchObject({
    code: 'invalid_batch',
    detail: 'too many',
    retryAfterMs: 1_500,
    errors: [{ field: 'items', code: 'invalid_batch', message: 'at most 3' }],
  });
});

it('answers any other error with internal_error and without its text', async () => {
  const error = await errorOf(bus.call(echo, { word: 'break' }));

  expect(error).toMatchObject({ code: 'internal_error' });
  expect(String(error)).not.toContain('secret');
});

it('refuses a payload that does not fit its class, and names the field', async () => {
  await expect(bus.call(echo, { word: 7 } as unknown as Question)).rejects.toMatchObject({
    code: 'invalid_field',
    errors: [{ field: 'word', code: 'invalid_field' }],
  });
  expect(begun).toBe(0);
});

it('says at once that a subject has no listener', async () => {
  await served.close();

  await expect(bus.call(echo, { word: 'x' })).rejects.toBeInstanceOf(NoResponders);
  await expect(bus.stream(count, { upTo: 1 }).next()).rejects.toBeInstanceOf(NoResponders);
});

it('a slow call times out with an unknown outcome while the broker lives', async () => {
  await expect(bus.call(echo, { word: 'hold' }, { timeoutMs: 4_000 })).rejects.toBeInstanceOf(CallTimedOut);
});

it('lets the handler see the deadline of the caller', async () => {
  const before = Date.now();
  await bus.call(echo, { word: 'x' }, { timeoutMs: 20_000 });

  expect(contexts[0]?.deadline).toBeGreaterThanOrEqual(before + 19_900);
  expect(contexts[0]?.deadline).toBeLessThanOrEqual(Date.now() + 20_100);
  expect(contexts[0]?.signal.aborted).toBe(false);
});

it('carries trace and tenant into the handler', async () => {
  const traceparent = newTraceparent();
  const answer = await runWithTrace({ traceparent, tenant: '0000000z' }, () => bus.call(echo, { word: 'trace' }));

  expect(answer).toEqual({ word: traceparent });
  expect(contexts[0]?.tenant).toBe('0000000z');
});

it('refuses a payload over the limit of the broker before sending it', async () => {
  const word = 'x'.repeat(9_000_000);

  await expect(bus.call(echo, { word })).rejects.toMatchObject({ code: 'request_too_large' });
  expect(await bus.call(echo, { word: 'x'.repeat(7_000_000) }, { timeoutMs: 30_000 })).toBeDefined();
});

it('logs an answer over the limit, and tells the caller that something failed inside', async () => {
  await expect(bus.call(echo, { word: 'huge' })).rejects.toMatchObject({ code: 'internal_error' });

  expect(lines.join()).toContain('The answer has 9000011 bytes, more than the bus carries');
});

it('sends each answer of a stream at once', async () => {
  const stream = bus.stream(count, { upTo: 5 });
  const first4 = [];
  while (first4.length < 4) first4.push((await stream.next()).value);

  expect(first4).toEqual([{ value: 1 }, { value: 2 }, { value: 3 }, { value: 4 }]);

  gate.resolve();
  expect(await stream.next()).toEqual({ done: false, value: { value: 5 } });
  expect(await stream.next()).toEqual({ done: true, value: undefined });
});

it('ends a stream with the error of its handler, after the items before it', async () => {
  const got: number[] = [];
  const reading = (async () => {
    for await (const { value } of bus.stream(count, { upTo: 20 })) got.push(value);
  })();

  await expect(reading).rejects.toMatchObject({ code: 'not_found' });
  expect(got).toHaveLength(12);
});

it('answers all of 50 running calls after a stop began, and takes no more', async () => {
  const calls = Array.from({ length: 50 }, () => bus.call(echo, { word: 'hold' }, { timeoutMs: 30_000 }));
  await until(() => begun === 50);

  let over = false;
  const drained = served.strategy.drain(30_000).finally(() => (over = true));
  await until(async () => (await errorOf(bus.call(echo, { word: 'late' }))) instanceof NoResponders);
  expect(over).toBe(false);
  gate.resolve();

  expect(await drained).toBe(true);
  expect(await Promise.all(calls)).toHaveLength(50);
});

it('stops in no more time than the running calls need', async () => {
  await bus.call(echo, { word: 'x' });
  const began = performance.now();

  await served.close();

  expect(performance.now() - began).toBeLessThan(5_000);
});

it('drops a call whose caller has already given up', async () => {
  const headers = (await import('@nats-io/transport-node')).headers();
  headers.set('Postrider-Deadline', String(Date.now() - 10_000));
  served.link.publish(served.link.subject(echo.subject), Buffer.from('{"word":"old"}'), headers, 'nowhere');
  await bus.call(echo, { word: 'new' });

  expect(begun).toBe(1);
});

const second = partsOf({ echo }, { echo: (question) => Promise.resolve(question) });
const twice = {
  controllers: [...parts.controllers, ...second.controllers],
  providers: [...parts.providers, ...second.providers],
};

it.each([
  ['missing', { controllers: [] }, 'no handler for echo.rpc.echo.v1'],
  ['double', twice, 'more than one handler for echo.rpc.echo.v1'],
])('refuses to start with a %s handler', async (_, other, words) => {
  await expect(nats.serve({ ...parts, ...other })).rejects.toThrow(words);

  expect(await bus.call(echo, { word: 'from the first one' })).toBeDefined();
});
