// Real: dispatcher, nats-server, mongod. Scripted: the vendor's adapter, on the real bus.
import { dispatcherContracts, type MessageDocument } from '#libs/contracts';
import { until } from '../../../../e2e/harness/wait.ts';
import { makeDeadLetters } from '../builders/dead-letters.ts';
import { acceptAll, runDispatcher, type RunningDispatcher } from '../builders/running-dispatcher.ts';

const { messages, requests, deadLetters } = dispatcherContracts;
const NUMBER = '+852 5123 4567';
const MASKED = '+852******67';
const TEXT = 'Your code is 123456';
const AUTHOR = { created_by: 'user:author' };

let running: RunningDispatcher;
beforeAll(async () => {
  running = await runDispatcher();
  running.vendor.deliver = acceptAll;
}, 60_000);
afterAll(() => running?.close(), 30_000);

const READERS = {
  author: { reader: 'user:author' },
  other: { reader: 'user:other' },
  nobody: {},
  admin: { reader: 'user:admin', reads_content: true },
};
type Reader = keyof typeof READERS;

const scheduled = { to: NUMBER, text: TEXT, send_at: new Date(Date.now() + 3_600_000).toISOString() };
const as = (reader: Reader) => ({ tenant: running.tenant, ...READERS[reader] });
const shown = async (id: string, reader: Reader) => {
  const { to, text, masked } = await running.bus.call(messages.read, { ...as(reader), id });
  return { to, text, masked };
};

test.each<[Reader, object]>([
  ['author', { to: NUMBER, text: TEXT, masked: false }],
  ['admin', { to: NUMBER, text: TEXT, masked: false }],
  ['other', { to: MASKED, text: undefined, masked: true }],
  ['nobody', { to: MASKED, text: undefined, masked: true }],
])('to %s a waiting message shows %j, stored or only accepted', async (reader, expected) => {
  const { request_id } = await running.submit([scheduled], AUTHOR);
  const id = `${request_id}.0000`;
  const stored = running.db.collection<MessageDocument>('sms_messages');
  await until('it is stored', () => stored.findOne({ _id: `${running.tenant}.${id}` as never }));

  expect(await shown(id, reader)).toEqual(expected);
  await stored.deleteOne({ _id: `${running.tenant}.${id}` as never });
  expect(await shown(id, reader)).toEqual(expected);
});

test('nobody reads the code in a message that has ended', async () => {
  const { items } = await running.submit([{ to: NUMBER, text: TEXT, category: 'otp' }], AUTHOR);
  const id = items[0]!.id!;
  await until(
    'it is sent',
    async () => (await running.bus.call(messages.read, { ...as('nobody'), id })).status === 'SENT',
  );

  for (const reader of ['author', 'admin'] as const)
    expect(await shown(id, reader)).toEqual({ to: NUMBER, text: 'Your code is ******', masked: false });
});

test.each<[Reader, string]>([
  ['author', NUMBER],
  ['admin', NUMBER],
  ['other', MASKED],
  ['nobody', MASKED],
])('a page of a request shows the number to %s as %s', async (reader, expected) => {
  const { request_id } = await running.submit([scheduled, { ...scheduled, to: '+44 7911 123467' }], AUTHOR);
  const read = () => running.bus.call(requests.read, { ...as(reader), id: request_id, limit: 10 });

  const { items, masked } = await read();

  expect(masked).toBe(expected === MASKED);
  expect(items.map(({ to }) => to)).toEqual([expected, expected === MASKED ? '+44********67' : '+44 7911 123467']);
});

test('dead letters show the number by the same rule', async () => {
  await makeDeadLetters(running, [{ to: NUMBER }], { over: AUTHOR });
  const list = async (reader: Reader) => {
    const { items } = await running.bus.call(deadLetters.list, { ...as(reader), limit: 1 });
    return items.map(({ to, masked, created_by }) => [to, masked, created_by]);
  };

  expect(await list('author')).toEqual([[NUMBER, false, 'user:author']]);
  expect(await list('admin')).toEqual([[NUMBER, false, 'user:author']]);
  expect(await list('other')).toEqual([[MASKED, true, 'user:author']]);
});
