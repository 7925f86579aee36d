// Real: dispatcher, nats-server, mongod. Scripted: the vendor's adapter, on the real bus.
import { dispatcherContracts, type MessageFilter, type SubmitItem } from '#libs/contracts';
import { until } from '../../../../e2e/harness/wait.ts';
import { acceptAll, runDispatcher, type RunningDispatcher } from '../builders/running-dispatcher.ts';

const { messages, requests } = dispatcherContracts;
const MINE = 'user:mine';
const THEIRS = 'user:theirs';
const TWICE = 'user:twice';
const ADMIN = { reader: 'user:admin', reads_content: true };

let running: RunningDispatcher;
const ids: Record<string, string> = {};
const BY = { id: '01JD3C4V5W6X7Y8Z9A0B1C2D3E', version: 2, language: 'en', vendors: [] };
beforeAll(async () => {
  running = await runDispatcher({ receipts: 'poll' });
  running.vendor.deliver = acceptAll;
  ids.mine = await send({ to: '+852 5123 4561', text: 'Ihr Termin ist in MÜNCHEN' }, MINE);
  ids.theirs = await send(
    { to: '+852 5123 4562', text: 'Your (a+)+$ is .* ready', subject_ref: 'p-7', template: BY },
    THEIRS,
  );
  ids.code = await send({ to: '+852 5123 4563', text: 'Your code is 271828', category: 'otp' }, THEIRS);
  await until(
    'all are sent',
    async () => (await running.messages()).filter(({ status }) => status === 'SENT').length === 3,
  );
}, 60_000);
afterAll(() => running?.close(), 30_000);

async function send(item: Partial<SubmitItem>, created_by: string): Promise<string> {
  return (await running.submit([item], { created_by })).items[0]!.id!;
}

const list = (seen: object, where: MessageFilter = {}) =>
  running.bus.call(messages.list, { tenant: running.tenant, ...seen, where, limit: 100 });
const search = (seen: object, wanted: { to?: string; text?: string; default_region?: string }, over: object = {}) =>
  running.bus.call(messages.search, {
    tenant: running.tenant,
    where: {},
    limit: 100,
    searched: 0,
    ...seen,
    ...wanted,
    ...over,
  });
const idsOf = ({ items }: { readonly items: readonly { readonly id: string }[] }) => items.map(({ id }) => id);

test('a list has what the principal sees, and shows what they may read', async () => {
  const asAdmin = await list(ADMIN);
  const asViewer = await list({ reader: 'user:viewer' });
  const asSender = await list({ reader: MINE, created_by: MINE });

  expect(idsOf(asAdmin)).toEqual([ids.code, ids.theirs, ids.mine]);
  expect(asAdmin.items.map(({ to, text }) => [to, text])).toEqual([
    ['+852 5123 4563', 'Your code is ******'],
    ['+852 5123 4562', 'Your (a+)+$ is .* ready'],
    ['+852 5123 4561', 'Ihr Termin ist in MÜNCHEN'],
  ]);
  expect(asViewer.items.map(({ to, text, masked }) => [to, text, masked])).toEqual([
    ['+852******63', undefined, true],
    ['+852******62', undefined, true],
    ['+852******61', undefined, true],
  ]);
  expect(idsOf(asSender)).toEqual([ids.mine]);
  expect(asSender.items[0]).toMatchObject({ text: 'Ihr Termin ist in MÜNCHEN', masked: false, route: running.route });
});

test.each<[MessageFilter, readonly string[]]>([
  [{ status: ['SENT'], category: 'otp' }, ['code']],
  [{ created_by: THEIRS }, ['code', 'theirs']],
  [{ subject_ref: 'p-7' }, ['theirs']],
  [{ template: BY.id }, ['theirs']],
  [{ template: BY.id, category: 'otp' }, []],
  [{ environment: 'live' }, []],
  [{ status: ['FAILED'] }, []],
])('a list by %j has %j', async (where, expected) => {
  expect(idsOf(await list(ADMIN, where))).toEqual(expected.map((name) => ids[name]));
});

test('a filter outside of what the principal sees finds nothing', async () => {
  expect(idsOf(await list({ reader: MINE, created_by: MINE }, { created_by: THEIRS }))).toEqual([]);
  expect(idsOf(await list({ reader: MINE, environment: 'live' }, { environment: 'test' }))).toEqual([]);
});

test('a number is found however it is written, also by readers who do not see it in full', async () => {
  for (const to of ['+85251234562', '5123 4562', '00852-5123-4562'])
    expect(idsOf(await search({ reader: 'user:viewer' }, { to, default_region: 'HK' }))).toEqual([ids.theirs]);
  expect(idsOf(await search({ reader: MINE, created_by: MINE }, { to: '+85251234562' }))).toEqual([]);
  await expect(search(ADMIN, { to: '12' })).rejects.toMatchObject({ code: 'invalid_number' });
});

test.each([
  ['münchen', ['mine']],
  ['(a+)+$', ['theirs']],
  ['.*', ['theirs']],
  ['YOUR', ['code', 'theirs']],
  ['271828', []],
  ['.'.repeat(900), []],
])('the text %j is searched literally, whatever its case, and never in a code: %j', async (text, expected) => {
  const { items, searched } = await search(ADMIN, { text });

  expect(items.map(({ id }) => id)).toEqual(expected.map((name) => ids[name]));
  expect(searched).toBe(3);
});

test('texts of others are not searched for readers who may not read them', async () => {
  expect(idsOf(await search({ reader: THEIRS }, { text: 'your' }))).toEqual([ids.code, ids.theirs]);
  expect(await search({ reader: MINE }, { text: 'your' })).toEqual({ items: [], searched: 1 });
  expect(await search({}, { text: 'your' })).toEqual({ items: [], searched: 0 });
  expect(idsOf(await search({ reader: MINE }, { text: 'your' }, { where: { created_by: THEIRS } }))).toEqual([]);
});

test('a session of the console finds texts that it may read, and sees them masked', async () => {
  const { items } = await search({ ...ADMIN, masked: true }, { text: 'münchen' });

  expect(items).toMatchObject([{ id: ids.mine, to: '+852******61', masked: true }]);
  expect(items[0]).not.toHaveProperty('text');
  expect((await list({ reader: MINE, created_by: MINE, masked: true })).items).toMatchObject([{ masked: true }]);
});

test('a search goes on where the page before ended, and ends after 50,000 texts', async () => {
  const first = await search(ADMIN, { text: 'your' }, { limit: 1 });
  const second = await search(ADMIN, { text: 'your' }, { limit: 1, after: first.next, searched: first.searched });

  expect([idsOf(first), idsOf(second)]).toEqual([[ids.code], [ids.theirs]]);
  expect(second.searched).toBe(2);
  expect(await search(ADMIN, { text: 'your' }, { searched: 50_000 })).toEqual({ items: [], searched: 50_000 });
  expect(await search(ADMIN, { text: 'your' }, { searched: 49_999 })).toMatchObject({ searched: 50_000, items: [{}] });
});

test('requests are listed with the numbers of their messages, to a sender only their own', async () => {
  const of = (seen: object) =>
    running.bus.call(requests.list, { tenant: running.tenant, ...seen, where: {}, limit: 100 });

  expect(idsOf(await of(ADMIN))).toEqual([ids.code, ids.theirs, ids.mine].map((id) => id!.slice(0, 26)));
  expect((await of({ created_by: MINE })).items).toMatchObject([
    { created_by: MINE, total: 1, accepted: 1, rejected: 0 },
  ]);
});

test('a refresh asks the vendor for receipts, and answers the counts after that', async () => {
  const id = ids.mine!.slice(0, 26);
  const vendor_message_id = (await running.evidence()).find(({ message }) => message?.includes(id))!.vendor_message_id!;
  running.vendor.poll = async () => ({ receipts: [{ vendor_message_id, status: 'DELIVERED' }] });
  const refresh = (seen: object, asked: readonly string[]) =>
    running.bus.call(requests.refresh, { tenant: running.tenant, ...seen, ids: [...asked] });

  const missing = '01JD3C4V5W6X7Y8Z9A0B1C2D3E';
  expect(await refresh({ created_by: THEIRS }, [id, missing])).toEqual({ items: [] });
  expect(await refresh({ created_by: MINE }, [missing, id, id])).toEqual({
    items: [{ id, state: 'done', total: 1, accepted: 1, rejected: 0, counts: { DELIVERED: 1 } }],
  });
  await expect(refresh(ADMIN, ['x'])).rejects.toMatchObject({ code: 'invalid_id' });
});

test('a list may say why each message ended, and when something was last learned about it', async () => {
  const lasting = { duplicate_window_minutes: 5, destinations: ['*'] };
  const again = { to: '+852 5123 4569', text: 'twice' };
  const phone = 'phone-01JD3C4V5W6X7Y8Z9A0B1C2D3E';
  for (let times = 0; times < 2; times += 1) await running.submit([again], { created_by: TWICE, policy: lasting });
  const asked = { tenant: running.tenant, ...ADMIN, where: { created_by: TWICE }, limit: 100 };
  const withOutcome = () => running.bus.call(messages.list, { ...asked, with_outcome: true });
  await until(
    'both have ended',
    async () => (await withOutcome()).items.map(({ status }) => status).join() === 'CANCELED,SENT',
  );
  const { items } = await withOutcome();

  expect(items.map(({ status, reason }) => [status, reason])).toEqual([
    ['CANCELED', 'DUPLICATE_RECENT'],
    ['SENT', undefined],
  ]);
  for (const { created_at, updated_at } of items)
    expect(Date.parse(updated_at!)).toBeGreaterThanOrEqual(Date.parse(created_at));
  expect((await running.bus.call(messages.list, asked)).items[0]).not.toHaveProperty('updated_at');
  expect(
    await running.bus.call(messages.locate, { tenant: running.tenant, where: { created_by: TWICE }, skip: 1 }),
  ).toEqual({
    total: 2,
    after: items[0]!.id,
  });
  expect(await list(ADMIN, { agent: phone })).toMatchObject({ items: [] });
});
