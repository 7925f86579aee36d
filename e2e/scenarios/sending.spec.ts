// Everything is real except the vendor and the phones, which the sandbox plays.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Sent } from '../harness/api.ts';
import { everyPromiseHolds, Scene } from '../harness/scene.ts';
import { sharedTarget } from '../harness/target.ts';
import { until } from '../harness/wait.ts';

let scene: Scene;
beforeAll(async () => (scene = await Scene.open(sharedTarget(), 'sending', 0)));
afterAll(() => scene.close());

/** The command that the start printed, run in a shell. */
async function paste(command: string): Promise<Sent> {
  const { stdout } = await promisify(execFile)('sh', ['-c', command]);
  const sent = JSON.parse(stdout) as Sent;
  scene.asked(sent);
  return sent;
}

const PRINTED_NUMBER = '+12025550147';
const textsOfPrinted = () => scene.sandbox.textsTo(PRINTED_NUMBER);

test('the printed curl puts one text on the phone, and the message becomes DELIVERED with its whole timeline', async () => {
  const before = (await textsOfPrinted()).length;

  const { id } = await paste(scene.target.sendCommand);
  const { attempts, timeline } = await scene.reaches(id, 'DELIVERED');

  const texts = await textsOfPrinted();
  expect(texts).toHaveLength(before + 1);
  expect(texts[0]).toMatchObject({ body: 'Hello from Postrider', status: 'delivered' });
  expect(attempts).toMatchObject([{ outcome: 'accepted', vendor_message_id: texts[0]!.sid }]);
  expect(new Set(timeline.map(({ kind }) => kind))).toEqual(new Set(['accepted', 'answer', 'receipt']));
  expect(timeline[0]).toMatchObject({ kind: 'accepted', status: 'PENDING' });
  expect(timeline.at(-1)).toMatchObject({ status: 'DELIVERED' });
});

test('the same call once more, without an idempotency key, makes another text', async () => {
  const before = (await textsOfPrinted()).length;

  const first = await paste(scene.target.sendCommand);
  const second = await paste(scene.target.sendCommand);
  await scene.reaches(first.id, 'DELIVERED');
  await scene.reaches(second.id, 'DELIVERED');

  expect(second.id).not.toBe(first.id);
  expect(await textsOfPrinted()).toHaveLength(before + 2);
});

test('a batch of 100 refuses wrong messages by their position and sends the rest once', async () => {
  const numbers = scene.numbers.take(100);
  const messages: Record<string, unknown>[] = numbers.map((to, at) => ({ to, text: `Batch item ${at}` }));
  messages[3] = { to: 'not a number', text: 'Nobody gets this' };
  messages[50] = { to: '+4915550100', text: 'Germany is not allowed' };
  messages[99] = { ...messages[99], text: ' ' };

  const { status, body } = await scene.sendBatch(messages);
  await until('the batch is done', async () => (await scene.api.request(body.request_id)).state === 'done');

  expect(status).toBe(202);
  expect(body).toMatchObject({ total: 100, accepted: 97, rejected: 3 });
  const refused = body.items.filter(({ id }) => id === undefined).map(({ position, code }) => [position, code]);
  expect(refused).toEqual([
    [3, 'invalid_number'],
    [50, 'destination_blocked'],
    [99, 'invalid_text'],
  ]);
  const texts = await scene.textsByNumber();
  const arrivals = numbers.map((number) => (texts.get(number) ?? []).map((text) => text.body));
  expect(arrivals).toEqual(numbers.map((_, at) => ([3, 50, 99].includes(at) ? [] : [`Batch item ${at}`])));
});

test('a batch of 5,000 arrives, each text once', async () => {
  const numbers = scene.numbers.take(5_000);

  const { status, body } = await scene.sendBatch(numbers.map((to, at) => ({ to, text: `Of five thousand: ${at}` })));
  const done = async (): Promise<boolean> => (await scene.api.request(body.request_id)).state === 'done';
  await until('the batch is done', done, { withinMs: 150_000, everyMs: 200 });

  expect(status).toBe(202);
  expect(body).toMatchObject({ total: 5_000, accepted: 5_000, rejected: 0 });
  const texts = await scene.textsByNumber();
  const wrong = numbers.filter((number, at) => {
    const [text, another] = texts.get(number) ?? [];
    return another !== undefined || text?.body !== `Of five thousand: ${at}`;
  });
  expect(wrong).toEqual([]);
}, 200_000);

everyPromiseHolds(() => scene);
