// Real: the poller. Its ports are scripted.
import type { Receipt } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import { ReceiptPoller, type PollPorts } from './poll-receipts.ts';
import type { ReceiptPolls, RouteRecord } from './ports-of-operations.ts';

const delivered = (vendor_message_id: string): Receipt => ({ vendor_message_id, status: 'DELIVERED' });
const account = (over: Partial<RouteRecord> = {}): RouteRecord =>
  ({
    _id: 'fake-1',
    tenant: '0000000a' as TenantId,
    vendor: 'fake',
    enabled: true,
    receipts: 'poll',
    ...over,
  }) as RouteRecord;

function poller(poll: ReceiptPolls['poll'], accounts = [account()]) {
  const stopping = new AbortController();
  const seen = { recorded: [] as string[][], polledTo: [] as string[], warned: [] as unknown[] };
  const ports = {
    states: { read: async () => accounts },
    accounts: { polledTo: async (id: string) => void seen.polledTo.push(id) },
    polls: { poll },
    recordReceipts: async (all: readonly { receipt: Receipt }[]) =>
      void seen.recorded.push(all.map(({ receipt }) => receipt.vendor_message_id)),
    log: { warn: (event: string, fields: unknown) => void seen.warned.push([event, fields]) },
    stopping: stopping.signal,
  } as unknown as PollPorts;
  return { poller: new ReceiptPoller(ports), stopping, seen };
}

test('what was handed over is not handed over again, though the vendor lists it again', async () => {
  const answers = [[delivered('a')], [delivered('a'), delivered('b')], [delivered('b')]];
  const { poller: it, seen } = poller(async () => ({ receipts: answers.shift()! }));

  const counts = [await it.poll(), await it.poll(), await it.poll()];

  expect(counts).toEqual([1, 1, 0]);
  expect(seen.recorded).toEqual([['a'], ['b']]);
});

test('many receipts are handed over in slices', async () => {
  const receipts = Array.from({ length: 1_001 }, (_, at) => delivered(String(at)));
  const { poller: it, seen } = poller(async () => ({ receipts }));

  await it.poll();

  expect(seen.recorded.map(({ length }) => length)).toEqual([500, 500, 1]);
});

test('an account that cannot be asked holds up no other, and the log says no word of the vendor’s', async () => {
  const accounts = [account(), account({ _id: 'fake-2' })];
  const { poller: it, seen } = poller(async ({ _id }) => {
    if (_id === 'fake-1') throw new Error('token 12345 refused for +85251234567');
    return { receipts: [delivered('a')] };
  }, accounts);

  expect(await it.poll()).toBe(1);

  expect(seen.polledTo).toEqual(['fake-2']);
  expect(seen.warned).toEqual([['receipts.not_polled', { route: 'fake-1', code: 'Error' }]]);
});

test('a vendor whose pages never end moves nothing on', async () => {
  const { poller: it, seen } = poller(async () => ({ receipts: [], cursor: 'again' }));

  await it.poll();

  expect(seen.polledTo).toEqual([]);
});

test('who stops waits for no vendor, and what a late one says is left to the next poll', async () => {
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

test('accounts that are off, or call back, are not asked', async () => {
  const accounts = [account({ enabled: false }), account({ receipts: 'callback' }), account({ receipts: 'none' })];
  const { poller: it } = poller(() => {
    throw new Error('asked');
  }, accounts);

  expect(await it.poll()).toBe(0);
});
