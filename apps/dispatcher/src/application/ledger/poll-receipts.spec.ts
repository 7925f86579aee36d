// Real: the poller. Its ports are scripted.
import type { Receipt } from '#libs/contracts';
import { clock, type TenantId } from '#libs/kernel';
import { ReceiptPoller, type PollPorts } from './poll-receipts.ts';
import type { RouteRecord } from '../routes/ports.ts';
import type { ReceiptPolls } from './ports.ts';

const delivered = (vendor_message_id: string): Receipt => ({ vendor_message_id, status: 'DELIVERED' });
const account = (over: Partial<RouteRecord> = {}): RouteRecord =>
  ({
    _id: 'fake-1',
    tenant: '0000000a' as TenantId,
    vendor: 'fake',
    enabled: true,
    receipts: 'poll',
    updated_at: new Date(),
    ...over,
  }) as RouteRecord;

function poller(poll: ReceiptPolls['poll'], accounts = [account()]) {
  const stopping = new AbortController();
  const seen = {
    recorded: [] as string[][],
    polledTo: [] as string[],
    polledAt: [] as number[],
    warned: [] as unknown[],
  };
  const ports = {
    states: { polled: async () => accounts },
    accounts: {
      polledTo: async (id: string, at: Date) => {
        seen.polledTo.push(id);
        seen.polledAt.push(at.getTime());
      },
    },
    polls: { poll },
    recordTexts: async () => undefined,
    recordReceipts: async (all: readonly { receipt: Receipt }[]) =>
      void seen.recorded.push(all.map(({ receipt }) => receipt.vendor_message_id)),
    log: { warn: (event: string, fields: unknown) => void seen.warned.push([event, fields]) },
    stopping: stopping.signal,
  } as unknown as PollPorts;
  return { poller: new ReceiptPoller(ports), stopping, seen };
}

test('a receipt is recorded once, though the vendor lists it again', async () => {
  const answers = [[delivered('a')], [delivered('a'), delivered('b')], [delivered('b')]];
  const { poller: it, seen } = poller(async () => ({ receipts: answers.shift()! }));

  const counts = [await it.poll(), await it.poll(), await it.poll()];

  expect(counts).toEqual([1, 1, 0]);
  expect(seen.recorded).toEqual([['a'], ['b']]);
});

test('many receipts are recorded in slices', async () => {
  const receipts = Array.from({ length: 1_001 }, (_, at) => delivered(String(at)));
  const { poller: it, seen } = poller(async () => ({ receipts }));

  await it.poll();

  expect(seen.recorded.map(({ length }) => length)).toEqual([500, 500, 1]);
});

test("an account that cannot be polled delays no other, and the log contains no text of the vendor's", async () => {
  const accounts = [account(), account({ _id: 'fake-2' })];
  const { poller: it, seen } = poller(async ({ _id }) => {
    if (_id === 'fake-1') throw new Error('token 12345 refused for +85251234567');
    return { receipts: [delivered('a')] };
  }, accounts);

  expect(await it.poll()).toBe(1);

  expect(seen.polledTo).toEqual(['fake-2']);
  expect(seen.warned).toEqual([['receipts.not_polled', { route: 'fake-1', code: 'Error' }]]);
});

/** A vendor with the given number of pages of one receipt each, named by their numbers. */
function pagesOf(count: number) {
  const asked: { readonly page: number; readonly since: number }[] = [];
  /** The page that gets no answer. */
  const broken = { page: -1 };
  const poll: ReceiptPolls['poll'] = async (_, since, { cursor = '0' }) => {
    const page = Number(cursor);
    asked.push({ page, since });
    if (page === broken.page) throw new Error('away');
    return { receipts: [delivered(cursor)], ...(page + 1 < count && { cursor: String(page + 1) }) };
  };
  return { asked, broken, poll, pages: () => asked.map(({ page }) => page) };
}
const upTo = (count: number) => Array.from({ length: count }, (_, page) => page);

describe('a vendor with more pages than a poll reads', () => {
  test('is read by the next poll to the last page, and is then polled up to when that reading began', async () => {
    const { asked, pages, poll } = pagesOf(450);
    const { poller: it, seen } = poller(poll);
    const startedAt = clock.now();

    const counts = [await it.poll(), await it.poll()];
    expect(seen.polledTo).toEqual([]);
    const betweenAt = clock.now();
    counts.push(await it.poll());

    expect(counts).toEqual([200, 200, 50]);
    expect(pages()).toEqual(upTo(450));
    expect(new Set(asked.map(({ since }) => since)).size).toBe(1);
    expect(seen.polledTo).toEqual(['fake-1']);
    expect(seen.polledAt[0]).toBeGreaterThanOrEqual(startedAt);
    expect(seen.polledAt[0]).toBeLessThanOrEqual(betweenAt);
  });

  test('is asked again for the page that it did not give, and for none before it', async () => {
    const { broken, pages, poll } = pagesOf(250);
    const { poller: it, seen } = poller(poll);
    broken.page = 230;
    for (let turn = 0; turn < 5; turn += 1) await it.poll();

    broken.page = -1;
    await it.poll();

    expect(pages()).toEqual([...upTo(230), 230, 230, 230, 230, ...upTo(250).slice(230)]);
    expect(seen.polledTo).toEqual(['fake-1']);
  });

  test('is read from the start if it has refused the cursor for minutes', async () => {
    const { asked, broken, poll } = pagesOf(250);
    const { poller: it } = poller(poll);
    broken.page = 100;
    for (let turn = 0; turn < 20; turn += 1) await it.poll();
    asked.length = 0;

    await it.poll();

    expect(asked[0]).toMatchObject({ page: 0 });
  });

  test('is read from the start if another replica has read to the end meanwhile', async () => {
    const { asked, poll } = pagesOf(250);
    const accounts = [account()];
    const { poller: it } = poller(poll, accounts);
    await it.poll();
    asked.length = 0;
    accounts[0] = account({ polled_to: new Date(clock.now() + 1) });

    await it.poll();

    expect(asked[0]).toMatchObject({ page: 0 });
  });

  test('is not followed if its pages repeat themselves', async () => {
    let asked = 0;
    const { poller: it, seen } = poller(async () => {
      asked += 1;
      return { receipts: [], cursor: 'again' };
    });

    await it.poll();

    expect(asked).toBe(2);
    expect(seen.polledTo).toEqual([]);
    expect(seen.warned).toEqual([['receipts.not_polled', { route: 'fake-1', code: 'pages_repeat' }]]);
  });
});

test('a stopping poller does not wait for a vendor, and a late answer is left to the next poll', async () => {
  let answer = (): void => undefined;
  const hangs = new Promise<void>((resolve) => (answer = resolve));
  const {
    poller: it,
    stopping,
    seen,
  } = poller(async () => {
    await hangs;
    return { receipts: [delivered('late')] };
  });
  const polling = it.poll();

  stopping.abort();

  expect(await polling).toBe(0);
  answer();
  await new Promise(setImmediate);
  expect(seen).toMatchObject({ recorded: [], polledTo: [] });
  expect(await it.poll()).toBe(0);
});

test('a switched-off account is polled as well, by every fourth poll', async () => {
  const accounts = [account({ _id: 'on' }), account({ _id: 'off', enabled: false })];
  const asked: string[] = [];
  const { poller: it } = poller(async ({ _id }) => {
    asked.push(_id);
    return { receipts: [] };
  }, accounts);

  for (let turn = 0; turn < 5; turn += 1) await it.poll();

  expect(asked).toEqual(['on', 'off', 'on', 'on', 'on', 'on', 'off']);
});

test('accounts that were switched off longer ago than receipts come are not polled', async () => {
  const longAgo = new Date(clock.now() - 72 * 3_600_000);
  const accounts = [account({ enabled: false, updated_at: longAgo })];
  const { poller: it } = poller(() => {
    throw new Error('asked');
  }, accounts);

  expect(await it.poll()).toBe(0);
});
