// Real: dispatcher, nats-server, mongod. Scripted: the vendor's adapter, on the real bus.
import * as fc from 'fast-check';
import { type MessageDocument, dispatcherContracts } from '#libs/contracts';
import { messageKeyOf, type MessageId } from '#libs/kernel';
import { until } from '../../../../e2e/harness/wait.ts';
import { runDispatcher, type RunningDispatcher } from '../builders/running-dispatcher.ts';

let running: RunningDispatcher;
beforeAll(async () => {
  running = await runDispatcher();
}, 60_000);
afterAll(() => running?.close(), 30_000);

/** As JSON parses it: `__proto__` is a name like any other. */
type Metadata = Record<string, string>;
const parsed = (text: string): Metadata => JSON.parse(text) as Metadata;
const asText = (metadata: Metadata | undefined): string => JSON.stringify(metadata);

const read = (id: string) => running.bus.call(dispatcherContracts.messages.read, { tenant: running.tenant, id });
const allSent = (id: string, count: number): Promise<boolean> =>
  until('all are SENT', async () => {
    const { counts } = await running.bus.call(dispatcherContracts.requests.read, {
      tenant: running.tenant,
      id,
      limit: 1,
    });
    return counts.SENT === count;
  });

const HOSTILE = [
  '{"_bsontype":"x"}',
  '{"_bsontype":"ObjectId","id":"x"}',
  '{"$where":"1","$set":"x","$ref":"r","$id":"i"}',
  '{"a.b":"x",".":"y"}',
  '{"":"no name"}',
  '{"toString":"x","valueOf":"x","hasOwnProperty":"x","toJSON":"x","then":"x"}',
  '{"constructor":"x","prototype":"x","toBSON":"x","length":"7"}',
  '{"__proto__":"x","__defineGetter__":"x"}',
  '{"a\\u0000b":"x","\\u2028":"y"}',
  '{"1":"b","0":"a","z":"c"}',
  '{}',
];

test.each(HOSTILE)('a message with the metadata %s is sent, and the metadata are returned as given', async (text) => {
  const { request_id, items } = await running.submit([{ metadata: parsed(text) }]);

  await allSent(request_id, 1);

  expect(asText((await read(items[0]!.id!)).metadata)).toBe(asText(parsed(text)));
});

test('metadata of any names and texts are returned unchanged, and no message waits for another', async () => {
  const name = fc.oneof(fc.string({ maxLength: 12, unit: 'binary' }), fc.constantFrom(...namesIn(HOSTILE)));
  const metadata = fc
    .array(fc.tuple(name, fc.string({ maxLength: 12, unit: 'binary' })), { maxLength: 5 })
    .map((pairs) => parsed(JSON.stringify(Object.fromEntries(pairs))));

  await fc.assert(
    fc.asyncProperty(fc.array(metadata, { minLength: 1, maxLength: 40 }), async (all) => {
      const { request_id, items } = await running.submit(
        all.map((each) => ({ metadata: each })),
        { all_or_nothing: false },
      );
      await allSent(request_id, all.length);
      const views = await Promise.all(items.map(({ id }) => read(id!)));
      expect(views.map((view) => asText(view.metadata))).toEqual(all.map(asText));
    }),
    { numRuns: 12 },
  );
}, 60_000);

test('metadata that an earlier version stored as an object are still read', async () => {
  const { request_id, items } = await running.submit([{ metadata: { campaign: 'spring' } }]);
  await allSent(request_id, 1);
  const [{ id } = { id: '' }] = items;
  const messages = running.db.collection<MessageDocument>('sms_messages');
  const former = { $set: { metadata: { campaign: 'autumn' } }, $unset: { metadata_json: '' as const } };

  await messages.updateOne({ _id: messageKeyOf(running.tenant, id as MessageId) }, former);

  expect((await read(id!)).metadata).toEqual({ campaign: 'autumn' });
});

const namesIn = (texts: readonly string[]): string[] => texts.flatMap((text) => Object.keys(parsed(text)));
