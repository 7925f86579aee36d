// The spec plays SMS.IR's lists; the suite in test/contract uses the sandbox.
import type { ListedText, ListQuery } from './listings.ts';
import { lookUpMessage } from './look-up.ts';

const SENT_AFTER = Date.parse('2026-05-02T12:00:00Z');
const ITEM = { id: 'm', fence: 1, to: '+989121234567', text: 'سلام', sent_after: SENT_AFTER };
const SECRETS = { apiUrl: 'http://127.0.0.1:1', apiKey: 'key', lineNumber: '30001234' };
const ROW: ListedText = { id: '1', mobile: '9121234567', text: 'سلام', line: '30001234', at: SENT_AFTER };
const BY_TEMPLATE = { vendor: 'smsir', code: '100000', tokens: { CODE: '12345', NAME: 'Ada' } };

async function found(pages: readonly (readonly Partial<ListedText>[])[], item: Partial<typeof ITEM> & object = {}) {
  const asked: ListQuery[] = [];
  const page = async (query: ListQuery) => {
    asked.push(query);
    const isLive = query.list === 'send/live';
    const rows = (isLive ? (pages[query.page - 1] ?? []) : []).map((row) => ({ ...ROW, ...row }));
    return { rows, goesOn: isLive && query.page < pages.length };
  };
  const answer = await lookUpMessage({ page }, { ...ITEM, ...item }, SECRETS, new AbortController().signal);
  return { ...answer, asked };
}

test('the one text of this wording to this mobile from this line is it, on whichever page', async () => {
  const others = [{ mobile: '9120000000' }, { text: 'Hello' }, { line: '30007732' }].map((of, at) => ({
    ...of,
    id: String(at + 10),
  }));

  const { asked, ...answer } = await found([others, [{}]]);

  expect(answer).toEqual({ result: 'found', vendor_message_id: '1' });
  expect(asked.slice(0, 2)).toEqual([1, 2].map((page) => ({ list: 'send/live', page, since: SENT_AFTER - 5_000 })));
});

test('a row that two pages show is one message', async () => {
  expect(await found([[{}], [{}]])).toMatchObject({ result: 'found' });
});

test('two that fit, none, or a row without an id are inconclusive', async () => {
  for (const rows of [[{}, { id: '2' }], [], [{ text: 'Hello' }], [{ id: undefined as never }]])
    expect(await found([rows])).toMatchObject({ result: 'inconclusive' });
});

test('a message with its own sender is compared by that line', async () => {
  const item = { sender: '30007732' };

  expect(await found([[{ line: '30007732' }]], item)).toMatchObject({ result: 'found' });
  expect(await found([[{}]], item)).toMatchObject({ result: 'inconclusive' });
});

test('a long line is compared by its digits', async () => {
  const item = { sender: '+9830004505000017' };

  expect(await found([[{ line: '30004505000017' }]], item)).toMatchObject({ result: 'found' });
});

test("a template's message has the vendor's text and line, and each value in it", async () => {
  const item = { template: BY_TEMPLATE };
  const line = '30007732';

  expect(await found([[{ text: 'Ada عزیز، کد شما: 12345', line }]], item)).toMatchObject({ result: 'found' });
  expect(await found([[{ text: 'کد شما: 12345', line }]], item)).toMatchObject({ result: 'inconclusive' });
});

test('a value that is a part of a longer number is not in the text', async () => {
  const item = { template: { ...BY_TEMPLATE, tokens: { CODE: '12' } } };
  const found12 = async (text: string) => (await found([[{ text }]], item)).result;

  expect(await found12('کد 123 و 912')).toBe('inconclusive');
  expect(await found12('کد 123 و 12')).toBe('found');
  expect(await found12('کد12')).toBe('found');
});

test('a template without values is known by its text alone', async () => {
  const item = { template: { ...BY_TEMPLATE, tokens: {} } };

  expect(await found([[{ line: '30007732' }]], item)).toMatchObject({ result: 'found' });
  expect(await found([[{ text: 'Hello' }]], item)).toMatchObject({ result: 'inconclusive' });
});

test('a list that does not end is inconclusive', async () => {
  const { asked, ...answer } = await found(Array.from({ length: 40 }, (_, at) => [at === 0 ? {} : { text: 'Hello' }]));

  expect(answer).toEqual({ result: 'inconclusive' });
  expect(asked).toHaveLength(20);
});

test('line breaks are the same in either form', async () => {
  expect(await found([[{ text: 'a\r\nb' }]], { text: 'a\nb' })).toMatchObject({ result: 'found' });
});
