// Real: dispatchers, nats-server, mongod. Scripted: the vendor's adapter, on the real bus.
import type { Category, EvidenceDocument, LookupAnswer, MessageDocument } from '#libs/contracts';
import { clock, timesScaledBy, unavailable } from '#libs/kernel';
import { until } from '../../../../e2e/harness/wait.ts';
import { runDispatcher, type Options, type RunningDispatcher } from '../builders/running-dispatcher.ts';

let running: RunningDispatcher;
afterEach(() => running?.close(), 30_000);

interface Left {
  readonly _id: string;
  message(): Promise<MessageDocument>;
  rows(): Promise<EvidenceDocument[]>;
}

/** A message whose lease ended long ago: its dispatcher was away, and its adapter is not there either. */
async function leftBehind(category: Category, options: Options, over: Partial<MessageDocument> = {}): Promise<Left> {
  running = await runDispatcher({ lookup: 'search', ...options });
  running.vendor.deliver = async function* () {};
  await running.submit([{ text: 'Left behind', category }]);
  await until('the vendor has it', () => running.vendor.delivered.length === 1);
  const [{ _id } = {} as MessageDocument] = await running.messages();
  await Promise.all([running.stopVendor(), running.first.close()]);

  const { leaseMs, graceMs } = timesScaledBy(options.timeScale);
  const long_ago = { wake_at: new Date(clock.now() - leaseMs - graceMs), ...over };
  await running.db.collection<MessageDocument>('sms_messages').updateOne({ _id }, { $set: long_ago });
  const message = async (): Promise<MessageDocument> => (await running.messages())[0]!;
  return { _id, message, rows: () => running.evidence() };
}

const kindsOf = (rows: readonly EvidenceDocument[]): string[] => rows.map(({ kind, lookup }) => lookup ?? kind);

/** How many look-ups of the second dispatcher found no adapter. */
async function looksInVain(): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${running.opsPorts()[1]}/metrics`)).text();
  const line =
    /^(?:postrider_)?bus_calls_total\{subject="provider-fake\.rpc\.lookup[^}]*outcome="NoResponders"[^}]*\} (\d+)/m;
  return Number(line.exec(metrics)?.[1] ?? 0);
}

test('4.6 a dispatcher that starts before the adapters asks them when they are there, and sends no second text', async () => {
  const left = await leftBehind('alert', { timeScale: 2 });
  running.vendor.lookUp = async (items) =>
    items.map(({ id, fence }) => ({ id, fence, result: 'found', vendor_message_id: 'V-found' }));
  await running.another();
  await until('it has looked in vain', async () => (await looksInVain()) > 0);

  await running.startVendor();

  await until('it is SENT', async () => (await left.message()).status === 'SENT');
  expect(running.vendor.delivered).toHaveLength(1);
  expect(kindsOf(await left.rows())).toEqual(['found']);
}, 60_000);

test.each([
  ['does not answer in time', (ended: Promise<LookupAnswer[]>) => ended],
  ['cannot read the account', () => Promise.reject(unavailable('The dispatcher', new Error('away')))],
])(
  '4.6 an adapter that %s is asked again, though the lease ended long ago',
  async (_, inVain) => {
    const left = await leftBehind('alert', { timeScale: 5 });
    const { promise: ended, resolve: end } = Promise.withResolvers<LookupAnswer[]>();
    let asked = 0;
    running.vendor.lookUp = (items) =>
      ++asked === 1
        ? inVain(ended)
        : Promise.resolve(items.map(({ id, fence }) => ({ id, fence, result: 'found', vendor_message_id: 'V-found' })));
    await running.startVendor();

    await running.another();

    await until('it is SENT', async () => (await left.message()).status === 'SENT').finally(() => end([]));
    expect(running.vendor.delivered).toHaveLength(1);
    expect(kindsOf(await left.rows())).toEqual(['found']);
  },
  60_000,
);

test.each(['alert', 'general'] as const)(
  '4.6 an adapter that never comes holds a message of category %s for a few looks only',
  async (category) => {
    const left = await leftBehind(category, { timeScale: 20 });

    await running.another();

    await until('its lease has ended in silence', async () => (await left.rows()).length > 0);
    expect(kindsOf(await left.rows())).toEqual(['silence']);
    const looks = await looksInVain();
    expect(looks).toBeGreaterThan(1);
    expect(looks).toBeLessThan(15);
  },
  60_000,
);

test('4.6 a message whose deadline is over waits for no adapter', async () => {
  const left = await leftBehind('alert', { timeScale: 1 }, { deadline: new Date(clock.now() - 1) });

  await running.another();

  await until('it is closed', async () => (await left.message()).status === 'UNCONFIRMED');
  expect(kindsOf(await left.rows())).toEqual(['closed', 'silence']);
  expect(await looksInVain()).toBe(1);
}, 60_000);
