// The spec plays SMS.IR; the suite in test/contract uses the sandbox.
import type { VendorHttp } from '#libs/provider-kit';
import { Listings, needsArchive } from './listings.ts';

const SECRETS = { apiUrl: 'http://127.0.0.1:1', apiKey: 'key' };
const SINCE = Date.parse('2026-05-02T12:00:00Z');
const at = (second: number) => ({
  messageId: 7,
  messageText: 'x',
  mobile: 9121234567,
  sendDateTime: SINCE / 1_000 + second,
});

function listing(data: unknown, status = 200) {
  const paths: string[] = [];
  const exchange: VendorHttp['exchange'] = async ({ path }) => {
    paths.push(path);
    const body = typeof data === 'string' ? data : JSON.stringify({ status: 1, message: 'موفق', data });
    return { kind: 'response', status, headers: {}, body };
  };
  const listings = new Listings({ exchange } as VendorHttp);
  const page = (list: 'send/live' | 'send/archive' = 'send/live') =>
    listings.page({ list, page: 2, since: SINCE }, SECRETS, new AbortController().signal);
  return { page, paths };
}

test('a page has up to 100 rows; the archive is read from a time', async () => {
  const { page, paths } = listing([]);
  await page();
  await page('send/archive');

  expect(paths).toEqual([
    '/v1/send/live?pageSize=100&pageNumber=2',
    `/v1/send/archive?pageSize=100&pageNumber=2&fromDate=${SINCE / 1_000}`,
  ]);
});

test('a row is read with its id as text, its mobile in ten digits and its times in milliseconds', async () => {
  const row = { ...at(1), lineNumber: 30001234, cost: 1.5, deliveryState: 1, deliveryDateTime: SINCE / 1_000 + 3 };
  const read = { id: '7', mobile: '9121234567', text: 'x', line: '30001234', at: SINCE + 1_000 };
  const page = { goesOn: false, first: expect.any(String) as string };

  expect(await listing([row]).page()).toEqual({
    rows: [{ ...read, cost: 1.5, state: '1', reportedAt: SINCE + 3_000 }],
    ...page,
  });
  expect(
    await listing([{ ...row, mobile: '09121234567', deliveryState: null, deliveryDateTime: null }]).page(),
  ).toEqual({
    rows: [{ ...read, cost: 1.5 }],
    ...page,
  });
});

test('a time of 0 is none', async () => {
  expect((await listing([{ ...at(1), deliveryState: 1, deliveryDateTime: 0 }]).page()).rows).toEqual([
    { id: '7', mobile: '9121234567', text: 'x', line: '', at: SINCE + 1_000, cost: undefined, state: '1' },
  ]);
});

test('pages that begin with the same row are told by it', async () => {
  const firstOf = async (data: unknown) => (await listing(data).page()).first;

  expect(await firstOf([at(1), at(2)])).toBe(await firstOf([at(1), at(3)]));
  expect(await firstOf([at(1)])).not.toBe(await firstOf([at(2)]));
  expect(await firstOf([at(1)])).toMatch(/^[0-9a-f]{16}$/);
  expect(await firstOf([])).toBeUndefined();
});

test('rows of another form and older rows are left out', async () => {
  const rows = [null, 7, 'x', {}, { ...at(1), messageText: 7 }, { ...at(1), sendDateTime: null }, at(-1), at(0)];

  expect((await listing(rows).page()).rows.map((row) => row.at)).toEqual([SINCE]);
});

test.each([
  ['newest first, and not yet passed', (n: number) => 200 - n, true],
  ['newest first, and passed', (n: number) => 50 - n, false],
  ['oldest first', (n: number) => n - 150, true],
])('a full page that is %s goes on: %s', async (_what, second, goesOn) => {
  const rows = Array.from({ length: 100 }, (_, n) => at((second as (n: number) => number)(n)));

  expect((await listing(rows).page()).goesOn).toBe(goesOn);
  expect((await listing(rows.slice(1)).page()).goesOn).toBe(false);
});

test.each(['<html>', '', '{"status":1,"data":{}}', '{"status":10,"data":null}'])(
  'an answer of %j is no list',
  async (body) => {
    await expect(listing(body).page()).rejects.toMatchObject({ code: 'service_unavailable' });
  },
);

test('a list with a status of HTTP that is an error is none', async () => {
  await expect(listing([], 500).page()).rejects.toMatchObject({ code: 'service_unavailable' });
});

test('the archive is needed for what is before the last midnight of Tehran or of UTC', () => {
  const now = Date.parse('2026-05-02T22:00:00Z');
  const time = (of: string): number => Date.parse(of);

  expect(needsArchive(time('2026-05-02T20:29:59Z'), now)).toBe(true);
  expect(needsArchive(time('2026-05-02T20:30:00Z'), now)).toBe(false);
  expect(needsArchive(time('2026-05-02T23:59:59Z'), time('2026-05-03T01:00:00Z'))).toBe(true);
});
