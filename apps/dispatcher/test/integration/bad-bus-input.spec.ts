// Real: dispatcher, nats-server, mongod, its metrics page. Scripted: the vendor's adapter, on the real bus.
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { LANES, dispatcherContracts, wake } from '#libs/contracts';
import type { MessageKey } from '#libs/kernel';
import { until } from '../../../../e2e/harness/wait.ts';
import { acceptAll, runDispatcher, submission, type RunningDispatcher } from '../builders/running-dispatcher.ts';

let running: RunningDispatcher;
let raw: NatsConnection;
beforeAll(async () => {
  running = await runDispatcher({ timeScale: 2 });
  raw = await connect({ servers: running.nats.url });
}, 60_000);
afterAll(async () => {
  await raw?.close();
  await running?.close();
}, 30_000);
beforeEach(() => {
  running.vendor.deliver = acceptAll;
});

const MEGABYTE = 'x'.repeat(1_000_000);
const job = wake.normal;
const subjectOf = ({ subject }: { subject: string }): string => `${running.nats.prefix}${subject}`;
const backlog = () => running.bus.backlog(job);
const statusOf = async (id: string) =>
  (await running.bus.call(dispatcherContracts.messages.read, { tenant: running.tenant, id })).status;
async function counted(line: RegExp): Promise<number> {
  const page = await (await fetch(`http://127.0.0.1:${running.first.ports.ops}/metrics`)).text();
  const found = page.split('\n').filter((it) => line.test(it));
  return found.reduce((sum, it) => sum + Number(it.split(' ').at(-1)), 0);
}
const jobs = (outcome: string) =>
  counted(new RegExp(`bus_jobs_total\\{(?=.*subject="${job.subject}")(?=.*outcome="${outcome}")`));

/** A message that waits, is woken only by its lane's queue, and arrives. */
async function laneGoesOn(): Promise<void> {
  const before = await jobs('ok');
  const { items } = await running.submit(
    Array.from({ length: 101 }, () => ({})),
    { all_or_nothing: false },
  );
  await until('the last of them is sent', async () => (await statusOf(items.at(-1)!.id!)) === 'SENT');
  expect(await jobs('ok')).toBeGreaterThan(before);
}

test.each<[string, string]>([
  ['no JSON', 'not json'],
  ['half of it', '{"ids": ["0000000'],
  ['no object', '[]'],
  ['nothing', ''],
  ['no ids', '{}'],
  ['an id that is no text', JSON.stringify({ ids: [7] })],
  ['an object for an id', JSON.stringify({ ids: [{ $gt: '' }] })],
  ['more ids than a chunk has', JSON.stringify({ ids: Array.from({ length: 101 }, () => 'x') })],
  ['a megabyte of ids', JSON.stringify({ ids: Array.from({ length: 40_000 }, () => 'x'.repeat(23)) })],
  ['a megabyte that is no JSON', MEGABYTE],
])(
  'B74: a job that contains %s is ended and counted, and its lane continues',
  async (_, payload) => {
    const before = await jobs('poisoned');

    raw.publish(subjectOf(job), payload);

    await until('it is counted', async () => (await jobs('poisoned')) === before + 1);
    await until('the queue is empty', async () => (await backlog()) === 0);
    await laneGoesOn();
  },
  40_000,
);

test.each<[string, string[]]>([
  ['nobody’s message', ['zzzzzzzz.01ARZ3NDEKTSV4RRFFQ69G5FAV.0000']],
  ['no message’s form', ['', 'x', '../..', MEGABYTE]],
])(
  'B74: a job with the id of %s is acked, once, and has no effect',
  async (_, ids) => {
    const [before, failed] = [await jobs('ok'), await jobs('failed')];

    raw.publish(subjectOf(job), JSON.stringify({ ids, unknown: true }));

    await until('it is acked', async () => (await jobs('ok')) > before && (await backlog()) === 0);
    expect(await jobs('failed')).toBe(failed);
  },
  40_000,
);

test('B74: a job of an unknown version is not handled, and the lanes continue', async () => {
  for (const lane of LANES) raw.publish(subjectOf(wake[lane]).replace(/v1$/, 'v99'), JSON.stringify({ ids: [] }));

  await laneGoesOn();
}, 40_000);

test('B75: a job for a message that has ended, or is being sent, is acked and has no effect', async () => {
  const ended = await running.submit([{}]);
  await until('it is sent', async () => (await statusOf(ended.items[0]!.id!)) === 'SENT');
  let answer = (): void => undefined;
  const asked = new Promise<void>((resolve) => (answer = resolve));
  running.vendor.deliver = async function* (items) {
    await asked;
    yield* acceptAll(items);
  };
  const flying = await running.submit([{}]);
  await until('it is being sent', async () => (await statusOf(flying.items[0]!.id!)) === 'SENDING');
  const ids = [ended, flying].map(({ items }) => `${running.tenant}.${items[0]!.id}` as MessageKey);
  const before = await jobs('ok');

  for (let copy = 0; copy < 20; copy += 1) raw.publish(subjectOf(job), JSON.stringify({ ids }));
  await until('all are acked', async () => (await jobs('ok')) >= before + 20);
  answer();

  await until('it is sent', async () => (await statusOf(flying.items[0]!.id!)) === 'SENT');
  for (const key of ids) {
    expect(running.vendor.delivered.filter(({ id }) => id === key)).toHaveLength(1);
    expect((await running.evidence()).filter(({ message }) => message === key)).toHaveLength(1);
  }
}, 40_000);

test.each<[string, string, (tenant: string) => string, string]>([
  ['no JSON', dispatcherContracts.messages.submit.subject, () => 'not json', 'invalid_json'],
  ['a megabyte that is no JSON', dispatcherContracts.messages.submit.subject, () => MEGABYTE, 'invalid_json'],
  ['no object', dispatcherContracts.messages.read.subject, () => '7', 'invalid_field'],
  ['no id', dispatcherContracts.messages.read.subject, (tenant) => JSON.stringify({ tenant }), 'invalid_field'],
  ['no tenant', dispatcherContracts.messages.cancel.subject, () => JSON.stringify({ id: 'x' }), 'invalid_field'],
  [
    'a tenant that is a condition',
    dispatcherContracts.messages.read.subject,
    () => '{"tenant":{"$gt":""},"id":"x"}',
    'invalid_field',
  ],
  [
    'an id that is a condition',
    dispatcherContracts.messages.read.subject,
    (tenant) => JSON.stringify({ tenant, id: { $gt: '' } }),
    'invalid_field',
  ],
  [
    'an id of a megabyte',
    dispatcherContracts.messages.read.subject,
    (tenant) => JSON.stringify({ tenant, id: MEGABYTE }),
    'invalid_id',
  ],
  [
    'no items',
    dispatcherContracts.messages.submit.subject,
    (tenant) => JSON.stringify(submission(tenant, [])),
    'invalid_batch',
  ],
  [
    'more items than a call has',
    dispatcherContracts.messages.submit.subject,
    (tenant) => JSON.stringify(submission(tenant, Array(5_001).fill({}))),
    'invalid_field',
  ],
  [
    'an item that is none',
    dispatcherContracts.messages.submit.subject,
    (tenant) => JSON.stringify({ ...submission(tenant, []), items: [7] }),
    'invalid_field',
  ],
  [
    'a receipt that is none',
    dispatcherContracts.receipts.record.subject,
    (tenant) => JSON.stringify({ tenant, route: 'r', vendor: 'fake', receipts: [{ status: 'QUEUED' }] }),
    'invalid_field',
  ],
])(
  'B74: a call that contains %s is answered with its code, and counted',
  async (_, subject, payload, code) => {
    const answer = await raw.request(`${running.nats.prefix}${subject}`, payload(running.tenant), { timeout: 4_000 });

    expect(answer.headers?.get('Postrider-Error')).toBe(code);
    const line = new RegExp(`bus_served_seconds_count\\{(?=.*subject="${subject}")(?=.*outcome="${code}")`);
    expect(await counted(line)).toBeGreaterThan(0);
    const { items } = await running.submit([{}]);
    await until('the next one is sent', async () => (await statusOf(items[0]!.id!)) === 'SENT');
  },
  40_000,
);

test('B74: a call with another tenant’s id finds nothing, and unknown fields are ignored', async () => {
  const { items } = await running.submit([{}]);
  const query = { tenant: 'zzzzzzzz', id: items[0]!.id!, status: 'SENT', unknown: 1 };

  const answer = await raw.request(subjectOf(dispatcherContracts.messages.read), JSON.stringify(query), {
    timeout: 4_000,
  });

  expect(answer.headers?.get('Postrider-Error')).toBe('not_found');
});
