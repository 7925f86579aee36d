// Real: a dispatcher at a fifth of its usual pace, nats-server, mongod. Scripted: the vendor's adapter, on the real bus, with two accounts.
import type { MessageDocument, MessageStatus } from '#libs/contracts';
import { until } from '../../../../e2e/harness/wait.ts';
import { acceptAll, runDispatcher, type RunningDispatcher } from '../builders/running-dispatcher.ts';

let running: RunningDispatcher;
let hanging: string;
let well: string;
let end: () => void = () => undefined;
beforeAll(async () => {
  // The hanging route opens only after 25 s: until then only its window keeps the others free.
  running = await runDispatcher({ timeScale: 0.2 });
  hanging = running.route;
  well = await running.addRoute({ key: 'second' });
  const ended = new Promise<void>((resolve) => (end = resolve));
  running.vendor.deliver = async function* (items, account) {
    if (account === hanging) await ended;
    yield* acceptAll(items);
  };
}, 60_000);
afterAll(async () => {
  end();
  await running?.close();
}, 30_000);

const batchOn = (route: string, count: number) => running.submit(Array.from({ length: count }, () => ({ route })));
const countOf = (request: string, status: MessageStatus | RegExp = /./): Promise<number> =>
  running.db
    .collection<MessageDocument>('sms_messages')
    .countDocuments({ _id: { $regex: request } as never, status: status as never });

test('messages that wait for a hanging vendor delay no message of another vendor', async () => {
  const stuck = await batchOn(hanging, 4_000);
  await until('all of them wait', async () => (await countOf(stuck.request_id)) === 4_000);
  const others = await batchOn(well, 300);

  await until('the others are SENT', async () => (await countOf(others.request_id, 'SENT')) === 300, {
    withinMs: 20_000,
  });

  expect(await countOf(stuck.request_id, 'SENT')).toBe(0);
}, 60_000);
