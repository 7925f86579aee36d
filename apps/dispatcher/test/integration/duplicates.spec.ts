// Real: two dispatchers, nats-server, mongod. Scripted: the vendor's adapter, on the real bus.
import {
  dispatcherContracts,
  type Quota,
  type SubmitItem,
  type SubmitReply,
  type SubmitRequest,
} from '#libs/contracts';
import { newRequestId, PostriderError, type MessageKey } from '#libs/kernel';
import { until } from '../../../../e2e/harness/wait.ts';
import { shuffled } from '../../../../libs/kernel/testing/index.ts';
import type { DuplicateGuard } from '../../src/domain/acceptance/duplicate-guard.ts';
import { acceptAll, answering, runDispatcher, type RunningDispatcher } from '../builders/running-dispatcher.ts';

let running: RunningDispatcher;
beforeAll(async () => {
  // Its leases are long enough for a busy machine.
  running = await runDispatcher({ timeScale: 4 });
  await running.another();
}, 60_000);
afterAll(() => running?.close(), 30_000);

const WINDOW = { destinations: ['*'], duplicate_window_minutes: 3 };
let texts = 0;
const newText = (): string => `Text ${texts++}`;

type End = SubmitReply | PostriderError;
const submit = (items: readonly Partial<SubmitItem>[], over: Partial<SubmitRequest> = {}): Promise<End> =>
  running.submit(items, { policy: WINDOW, ...over }).catch((error: unknown) => error as PostriderError);
async function accepted(items: readonly Partial<SubmitItem>[], over?: Partial<SubmitRequest>): Promise<SubmitReply> {
  const end = await submit(items, over);
  if (end instanceof PostriderError) throw end;
  return end;
}
/** As a client does: a call that is answered 503 is repeated. */
const answered = (text: string, quotas: Quota[]): Promise<End> =>
  until('it is answered', async () => {
    const end = await submit([{ text }], { quotas });
    return !(end instanceof PostriderError && end.code === 'service_unavailable') && end;
  });
const wordOf = (end: End): string =>
  end instanceof PostriderError ? end.code : (end.items[0]!.reason ?? end.items[0]!.status ?? end.items[0]!.code!);
const countsOf = (ends: readonly End[]): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(ends, wordOf)].map(([word, some]) => [word, some.length]));
const sentTexts = (text: string) => running.vendor.delivered.filter((item) => item.text === text);
const endOf = (id: string, status: string) =>
  until(`it is ${status}`, async () =>
    (await running.messages()).find((message) => message._id.endsWith(id) && message.status === status),
  );
const guards = () => running.db.collection<DuplicateGuard>('duplicate_guards');
const read = (id: string) => running.bus.call(dispatcherContracts.messages.read, { tenant: running.tenant, id });

test('the same text with other pictures, another subject or none is another message', async () => {
  const text = newText();
  const [a, b] = ['https://example.org/a.jpg', 'https://example.org/b.jpg'] as const;
  const media = [
    undefined,
    { urls: [a] },
    { urls: [b] },
    { urls: [a, b] },
    { urls: [b, a] },
    { urls: [a], subject: 's' },
  ];
  const item = (of: (typeof media)[number]) => ({
    text,
    to: '+85251237770',
    ...(of && { media: { ...of, fallback: 'link' as const } }),
  });

  for (const of of media) expect(wordOf(await submit([item(of)]))).toBe('PENDING');
  for (const of of media) expect(wordOf(await submit([item(of)]))).toBe('DUPLICATE_RECENT');
});

test('the same text to the same number is recorded as CANCELED, and is sent once', async () => {
  const text = newText();
  const first = await accepted([{ text, to: '+85251237777' }]);
  const id = first.items[0]!.id!;

  const again = await accepted([
    { text, to: '+852 5123 7777', send_at: new Date(Date.now() + 3_600_000).toISOString() },
  ]);

  const [duplicate] = again.items;
  expect(first).toMatchObject({ accepted: 1, items: [{ status: 'PENDING' }] });
  expect(again).toMatchObject({ total: 1, accepted: 0, canceled: 1, rejected: 0 });
  expect(duplicate).toMatchObject({ status: 'CANCELED', reason: 'DUPLICATE_RECENT', duplicate_of: id });
  expect(await read(duplicate!.id!)).toMatchObject({
    status: 'CANCELED',
    reason: 'DUPLICATE_RECENT',
    duplicate_of: id,
  });
  expect(await endOf(duplicate!.id!, 'CANCELED')).toMatchObject({ fence: 0, attempt: 0 });
  expect((await running.evidence()).filter(({ message }) => message?.endsWith(duplicate!.id!))).toMatchObject([
    { kind: 'closed', fence: 0, reason: 'DUPLICATE_RECENT' },
  ]);
  expect(await read(duplicate!.id!)).toMatchObject({ status: 'CANCELED', reason: 'DUPLICATE_RECENT', attempts: [] });
  await endOf(id, 'SENT');
  expect(sentTexts(text)).toHaveLength(1);
});

test('another text, number, environment or tenant is no duplicate', async () => {
  const text = newText();
  await running.addRoute({ key: 'live', environment: 'live' });
  const ends = [
    await submit([{ text }]),
    await submit([{ text: `${text}.` }]),
    await submit([{ text, to: '+85251239999' }]),
    await submit([{ text }], { environment: 'live' }),
  ];

  expect(countsOf(ends)).toEqual({ PENDING: 4 });
});

test('without a window nothing is guarded', async () => {
  const before = await guards().countDocuments();
  const text = newText();
  const policy = { destinations: ['*'], duplicate_window_minutes: 0 };

  expect(countsOf([await submit([{ text }], { policy }), await submit([{ text }], { policy })])).toEqual({
    PENDING: 2,
  });
  expect(await guards().countDocuments()).toBe(before);
});

test('shuffled equal calls at once, over two dispatchers, are sent once each', async () => {
  const mine = Array.from({ length: 6 }, newText);
  const calls = shuffled(mine.flatMap((text) => Array.from({ length: 10 }, () => text)));

  // The quotas are written between the guard and the request.
  const quotas = [1, 2].map((at): Quota => ({ subject: `key.${mine[0]}.${at}`, per: 'day', limit: 99 }));

  const ends = await Promise.all(calls.map((text) => answered(text, quotas)));

  expect(countsOf(ends)).toEqual({ PENDING: 6, DUPLICATE_RECENT: 54 });
  const ids = ends.flatMap((end) => (end instanceof PostriderError ? [] : [end.items[0]!]));
  for (const { id, status } of ids) await endOf(id!, status === 'CANCELED' ? 'CANCELED' : 'SENT');
  for (const text of mine) expect(sentTexts(text)).toHaveLength(1);
}, 30_000);

test('batches that overlap in opposite orders, at once, send each text once and lose none', async () => {
  const mine = Array.from({ length: 40 }, newText);
  const batches = [mine, mine.toReversed(), shuffled(mine), shuffled(mine)];

  const ends = await Promise.all(batches.map((batch) => accepted(batch.map((text) => ({ text, to: '+85251230000' })))));

  expect(ends.reduce((sum, { accepted: count }) => sum + count, 0)).toBe(40);
  expect(ends.reduce((sum, { canceled = 0 }) => sum + canceled, 0)).toBe(120);
  await until('each is sent', async () => mine.every((text) => sentTexts(text).length > 0));
  for (const text of mine) expect(sentTexts(text)).toHaveLength(1);
}, 30_000);

test('a large batch that repeats an earlier one is recorded and closed', async () => {
  const text = newText();
  const items = Array.from({ length: 150 }, () => ({ text }));
  await accepted(items);

  const again = await accepted([...items, { text: newText() }]);

  expect(again).toMatchObject({ total: 151, accepted: 1, canceled: 150 });
  const query = { tenant: running.tenant, id: again.request_id, limit: 1 };
  const counts = await until('it is done', async () => {
    const request = await running.bus.call(dispatcherContracts.requests.read, query);
    return request.state === 'done' && request.counts;
  });
  expect(counts).toEqual({ CANCELED: 150, SENT: 1 });
}, 60_000);

test.each([
  ['failed', 'FAILED', async (id: string) => endOf(id, 'FAILED')],
  [
    'was canceled',
    'CANCELED',
    async (id: string) => {
      await running.bus.call(dispatcherContracts.messages.cancel, { tenant: running.tenant, id });
      await endOf(id, 'CANCELED');
    },
  ],
])('a message that %s does not count', async (_, end, ending) => {
  const text = newText();
  if (end === 'FAILED') running.vendor.deliver = answering({ outcome: 'rejected', vendor_code: '30005' });
  const later = end === 'FAILED' ? {} : { send_at: new Date(Date.now() + 3_600_000).toISOString() };
  const first = await accepted([{ text, ...later }]);
  await ending(first.items[0]!.id!);
  running.vendor.deliver = acceptAll;

  const ends = [await submit([{ text }]), await submit([{ text }])];

  expect(countsOf(ends)).toEqual({ PENDING: 1, DUPLICATE_RECENT: 1 });
});

test('of many calls that take over from a failed message, at once, one is sent', async () => {
  const text = newText();
  running.vendor.deliver = answering({ outcome: 'rejected', vendor_code: '30005' });
  await endOf((await accepted([{ text }])).items[0]!.id!, 'FAILED');
  running.vendor.deliver = acceptAll;

  const ends = await Promise.all(Array.from({ length: 20 }, () => submit([{ text }])));

  expect(countsOf(ends)).toEqual({ PENDING: 1, DUPLICATE_RECENT: 19 });
});

test('a repeat of a call is not a duplicate of itself', async () => {
  const text = newText();
  const call = { idempotency_key: newRequestId(), request_id: newRequestId() };
  const [first, ...others] = await Promise.all(
    Array.from({ length: 10 }, (_, at) =>
      submit([{ text }], at === 0 ? call : { ...call, request_id: newRequestId() }),
    ),
  );

  expect(countsOf([first!, ...others])).toEqual({ PENDING: 10 });
  expect(await submit([{ text }], call)).toMatchObject({ items: [{ status: 'PENDING' }] });
  expect(countsOf([await submit([{ text }])])).toEqual({ DUPLICATE_RECENT: 1 });
  const stored = (await running.requests()).filter((request) => request.idempotency_key === call.idempotency_key);
  expect(stored).toHaveLength(1);
});

test('a duplicate is replayed as it was answered', async () => {
  const text = newText();
  const call = { idempotency_key: newRequestId() };
  await accepted([{ text }]);
  const first = await accepted([{ text }], call);

  expect(await accepted([{ text }], call)).toEqual({ ...first, replayed: true });
});

test('duplicates use no quota, and a call without room gives its guards back', async () => {
  const text = newText();
  const quota: Quota = { subject: `key.${text}`, per: 'day', limit: 2 };
  await accepted([{ text }], { quotas: [quota] });
  expect(await accepted([{ text }, { text }], { quotas: [quota] })).toMatchObject({ accepted: 1, canceled: 1 });
  const another = newText();

  expect(wordOf(await submit([{ text: another }], { quotas: [quota] }))).toBe('quota_exceeded');
  expect(await accepted([{ text }], { quotas: [quota] })).toMatchObject({ canceled: 1 });
  expect(await accepted([{ text: another }])).toMatchObject({ accepted: 1 });
});

test('canceling a request closes its duplicates as duplicates', async () => {
  const [text, later] = [newText(), new Date(Date.now() + 3_600_000).toISOString()];
  await accepted([{ text }]);
  const { request_id, items } = await accepted([{ text }, { text: newText(), send_at: later }]);

  await running.bus.call(dispatcherContracts.requests.cancel, { tenant: running.tenant, id: request_id });

  const reasons = await Promise.all(items.map(async ({ id }) => (await read(id!)).reason));
  expect(reasons).toEqual(['DUPLICATE_RECENT', 'CANCELED_BY_USER']);
});

test('a guard whose message never came to be makes others wait, and frees them when it cannot come any more', async () => {
  const text = newText();
  await accepted([{ text }]);
  const row = (await guards().findOne({
    owner: (await running.requests()).at(-1)!._id.concat('.0000') as MessageKey,
  }))!;
  const dead = `${row.tenant}.${newRequestId()}.0000` as MessageKey;
  await guards().updateOne({ _id: row._id }, { $set: { owner: dead, at: new Date() } });

  const refused = await submit([{ text }]);
  expect(refused).toMatchObject({ code: 'service_unavailable', retryAfterMs: 2_000 });
  await guards().updateOne({ _id: row._id }, { $set: { at: new Date(Date.now() - 60_000) } });

  const end = await until('it is accepted', async () => {
    const again = await submit([{ text }]);
    return !(again instanceof PostriderError) && again;
  });
  expect(wordOf(end)).toBe('PENDING');
  expect(countsOf([await submit([{ text }])])).toEqual({ DUPLICATE_RECENT: 1 });
}, 30_000);

test('a simulation says that a send would be a duplicate or has no room, and reserves nothing', async () => {
  const text = newText();
  const quota: Quota = { subject: `key.${text}`, per: 'day', limit: 1 };
  const blocks = async (of: string, quotas: Quota[] = []) => {
    const item = { to: '+85251234000', text: of };
    const by = { tenant: running.tenant, reader: 'key:test' };
    const call = { ...by, environment: 'test' as const, policy: WINDOW, item, quotas };
    return (await running.bus.call(dispatcherContracts.messages.simulate, call)).blocks;
  };

  expect([await blocks(text, [quota]), await blocks(text, [quota])]).toEqual([[], []]);
  await accepted([{ text }], { quotas: [quota] });
  expect(await blocks(text, [quota])).toMatchObject([{ code: 'DUPLICATE_RECENT' }]);
  expect(await blocks(newText(), [quota])).toMatchObject([{ code: 'quota_exceeded' }]);
});

test.each([
  ['its author', { reader: 'key:test' }, ['DUPLICATE_RECENT']],
  ['somebody who may read texts', { reader: 'user:admin', reads_content: true }, ['DUPLICATE_RECENT']],
  ['somebody else', { reader: 'user:other' }, []],
  ['nobody', {}, []],
])('a simulation tells %s whether a text was sent', async (_, reader, expected) => {
  const item = { to: '+85251234000', text: newText() };
  const first = await accepted([item]);
  const simulated = async () => {
    const call = { tenant: running.tenant, environment: 'test' as const, policy: WINDOW, item, ...reader };
    return (await running.bus.call(dispatcherContracts.messages.simulate, call)).blocks.map(({ code }) => code);
  };

  expect(await simulated()).toEqual(expected);
  await endOf(first.items[0]!.id!, 'SENT');
  expect(await simulated()).toEqual(expected);
});

const CHECKPOINT = Symbol.for('postrider.checkpoint');
const DEATHS = ['after_guard', 'after_quota', 'before_insert', 'after_insert'].map((it) => `dispatcher.submit.${it}`);

/** Until `end` some calls stop where a killed process would: nothing after that point is done. */
function dieSometimes(share: number): { readonly end: () => void } {
  const killed = {
    [CHECKPOINT]: (name: string): void => {
      if (DEATHS.includes(name) && Math.random() < share) throw new PostriderError('internal_error', 'Killed.');
    },
  };
  Object.assign(globalThis, killed);
  return { end: () => void Reflect.deleteProperty(globalThis, CHECKPOINT) };
}

test('calls that die between guard, quota and insert free neither a duplicate nor a quota', async () => {
  const mine = Array.from({ length: 8 }, newText);
  const quota: Quota = { subject: `key.${mine[0]}`, per: 'day', limit: 6 };
  const deaths = dieSometimes(0.3);
  const ends: End[] = [];
  try {
    for (let turn = 0; turn < 3; turn++) {
      const calls = shuffled(mine.flatMap((text) => Array.from({ length: 5 }, () => text)));
      ends.push(...(await Promise.all(calls.map((text) => submit([{ text }], { quotas: [quota] })))));
    }
  } finally {
    deaths.end();
  }

  const words = new Set(ends.map(wordOf));
  for (const word of words)
    expect(['PENDING', 'DUPLICATE_RECENT', 'quota_exceeded', 'service_unavailable', 'internal_error']).toContain(word);
  const stored = await running.requests();
  const messages = await until('all are stored', async () => {
    const all = await running.messages();
    return stored.every(({ _id }) => all.some((message) => message._id.startsWith(_id))) && all;
  });
  const sent = await until('all are closed', async () => {
    const open = (await running.messages()).filter((it) => ['PENDING', 'SENDING'].includes(it.status));
    return open.every((it) => it.send_at) && running.vendor.delivered.filter(({ text }) => mine.includes(text));
  });
  expect(new Set(sent.map(({ text }) => text)).size).toBe(sent.length);
  expect(sent.length).toBeLessThanOrEqual(6);
  expect(messages.length).toBeGreaterThan(0);
  const question = { tenant: running.tenant, quotas: [{ ...quota, environment: 'test' as const }] };
  const { used } = (await running.bus.call(dispatcherContracts.quotas.read, question)).quotas[0]!;
  expect(used).toBeGreaterThanOrEqual(sent.length);
  expect(used).toBeLessThanOrEqual(6);
}, 60_000);
