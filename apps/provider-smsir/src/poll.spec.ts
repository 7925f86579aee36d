// The spec plays SMS.IR's lists, and sets the time; the suite in test/contract uses the sandbox.
import { clock, monotonicMs } from '#libs/kernel';
import { inFakeTime } from '../../../libs/kernel/testing/index.ts';
import type { ListedText, ListName, ListQuery } from './listings.ts';
import { Poll } from './poll.ts';

const NOON = Date.parse('2026-05-02T12:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SECRETS = { apiUrl: 'http://127.0.0.1:1', apiKey: 'key', lineNumber: '30001234' };
const SENT: ListedText = { id: '1', mobile: '9121234567', text: 'x', line: '30001234', at: NOON - MINUTE, cost: 1 };
const ANSWER: ListedText = { mobile: '9121234567', text: 'لغو۱۱', line: '30001234', at: NOON - MINUTE };

/** Lists of one page each, unless `pages` says more. */
function vendor(lists: Partial<Record<ListName, readonly ListedText[]>> = {}, pages = 1) {
  const asked: ListQuery[] = [];
  const poll = new Poll({
    page: async (query) => {
      asked.push(query);
      return { rows: lists[query.list] ?? [], goesOn: query.page < pages };
    },
  });
  const signal = new AbortController().signal;
  /** Every page of one poll. */
  async function all(since: number, { texts = true, secrets = SECRETS }: { texts?: boolean; secrets?: object } = {}) {
    const found = { receipts: [] as unknown[], texts: [] as unknown[] };
    let cursor: string | undefined;
    do {
      const context = { signal, texts, ...(cursor !== undefined && { cursor }) };
      const reply = await poll.page(since, secrets as typeof SECRETS, context);
      found.receipts.push(...reply.receipts);
      found.texts.push(...(reply.texts ?? []));
      cursor = reply.cursor;
    } while (cursor !== undefined);
    return { ...found, asked: asked.splice(0).map(({ list, page, since: from }) => [list, page, since - from]) };
  }
  return { all };
}

beforeEach(() => clock.synchronise(NOON, monotonicMs()));

test(
  'the first poll reads two days, the next ones an hour, and after ten minutes one reads two days again',
  inFakeTime(async (pass) => {
    const { all } = vendor();
    const far = [
      ['send/live', 1, 48 * HOUR],
      ['send/archive', 1, 48 * HOUR],
      ['receive/live', 1, 50 * MINUTE],
    ];
    const near = [
      ['send/live', 1, HOUR],
      ['receive/live', 1, 10 * MINUTE],
    ];

    expect((await all(clock.now())).asked).toEqual(far);
    expect((await all(clock.now())).asked).toEqual(near);
    await pass(10 * MINUTE);
    expect((await all(clock.now())).asked).toEqual(far);
    expect((await all(clock.now())).asked).toEqual(near);
  }),
);

test('texts received are read only if they are wanted, and if the account has a line', async () => {
  const { all } = vendor({ 'receive/live': [ANSWER] });
  const { lineNumber: _, ...withoutLine } = SECRETS;

  expect((await all(NOON)).texts).toHaveLength(1);
  expect((await all(NOON, { texts: false })).asked.map(([list]) => list)).toEqual(['send/live']);
  expect((await all(NOON, { secrets: withoutLine })).asked.map(([list]) => list)).toEqual(['send/live']);
});

test('every page of every list is read', async () => {
  const { asked } = await vendor({}, 3).all(NOON);

  expect(asked.map(([list, page]) => `${list} ${page}`)).toEqual(
    ['send/live', 'send/archive', 'receive/live'].flatMap((list) => [1, 2, 3].map((page) => `${list} ${page}`)),
  );
});

test('a list whose next page is the same again ends there, and the next list is read', async () => {
  const asked: ListQuery[] = [];
  const poll = new Poll({
    page: async (query) => {
      asked.push(query);
      return { rows: [], goesOn: query.list === 'send/live', first: query.page < 2 ? 'a'.repeat(16) : 'b'.repeat(16) };
    },
  });
  for (let cursor: string | undefined = ''; cursor !== undefined;)
    ({ cursor } = await poll.page(NOON, SECRETS, { cursor, signal: new AbortController().signal }));

  expect(asked.map(({ list, page }) => `${list} ${page}`)).toEqual([
    ...[1, 2, 3].map((page) => `send/live ${page}`),
    'send/archive 1',
  ]);
});

test('a state that is final is a receipt with its cost; a failure has our word for it', async () => {
  const { all } = vendor({
    'send/live': [
      { ...SENT, id: '5', state: '8' },
      { ...SENT, id: '4', state: '5' },
      { ...SENT, id: '3' },
      { ...SENT, id: '2', state: '7' },
      { ...SENT, state: '1', reportedAt: NOON },
    ],
  });

  const cost = { cost_micros: 1_000_000, currency: 'credits' };
  expect((await all(NOON)).receipts).toEqual([
    { vendor_message_id: '1', status: 'DELIVERED', ...cost },
    { vendor_message_id: '2', status: 'UNDELIVERED', vendor_code: 'blacklist', ...cost },
  ]);
});

test('a result that was reported before is left out; a failure without a time is told again', async () => {
  const { all } = vendor({
    'send/live': [
      { ...SENT, id: '3', state: '6' },
      { ...SENT, id: '2', state: '1', reportedAt: NOON - 9 * MINUTE },
      { ...SENT, state: '1', reportedAt: NOON - 11 * MINUTE },
    ],
  });
  const idsOf = ({ receipts }: { receipts: unknown[] }) =>
    receipts.map((it) => (it as { vendor_message_id: string }).vendor_message_id);

  expect(idsOf(await all(NOON))).toEqual(['1', '2', '3']);
  expect(idsOf(await all(NOON))).toEqual(['2', '3']);
});

test('a text received has an id of its own that stays the same', async () => {
  const others = [{ text: 'x' }, { mobile: '9120000000' }, { line: '30007732' }, { at: NOON }];
  const { all } = vendor({ 'receive/live': [ANSWER, ...others.map((of) => ({ ...ANSWER, ...of }))] });
  const [first, again] = [(await all(NOON)).texts, (await all(NOON)).texts];

  expect(again).toEqual(first);
  expect(first.at(-1)).toEqual({
    vendor_text_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    from: '+989121234567',
    to: '30001234',
    text: 'لغو۱۱',
    received_at: NOON - MINUTE,
  });
  expect(new Set(first.map((it) => (it as { vendor_text_id: string }).vendor_text_id)).size).toBe(5);
});

test('a long line that received a text is written as the sender that it is', async () => {
  const { texts } = await vendor({ 'receive/live': [{ ...ANSWER, line: '30004505000017' }] }).all(NOON);

  expect(texts).toMatchObject([{ to: '+9830004505000017' }]);
});

test('who is no number is passed on as the vendor writes them', async () => {
  const { texts } = await vendor({ 'receive/live': [{ ...ANSWER, mobile: 'V.Bank' }] }).all(NOON);

  expect(texts).toMatchObject([{ from: 'V.Bank' }]);
});

test.each(['', 'x', 'far:9:1', 'near:0:0', 'far:0:10000'])('a cursor of %j begins anew', async (cursor) => {
  const asked: ListQuery[] = [];
  const poll = new Poll({ page: async (query) => (asked.push(query), { rows: [], goesOn: false }) });
  await poll.page(NOON, SECRETS, { cursor, signal: new AbortController().signal });

  expect(asked).toMatchObject([{ list: 'send/live', page: 1 }]);
});
