// Real: mongod, driver, repositories. What happens between the read and the write is made to happen there.
import { clock, newHolder, publicMessageId, timesScaledBy, type MessageKey } from '#libs/kernel';
import { syncIndexes } from '#libs/persistence';
import { testMongo, type TestMongo } from '../../../../libs/persistence/testing/index.ts';
import { renewLeases } from '../../src/application/phones/renew-leases.ts';
import { collectionsOf, type Collections } from '../../src/outbound/mongo/collections.ts';
import { ledgerIndexes } from '../../src/outbound/mongo/indexes.ts';
import { MongoMessages } from '../../src/outbound/mongo/messages.repository.ts';
import { MongoPhoneMessages } from '../../src/outbound/mongo/phone-messages.repository.ts';
import { TENANT, waitingMessage } from '../builders/ledger-documents.ts';

const times = timesScaledBy(1);
const LEASE_MS = 300_000;
let mongo: TestMongo;
let collections: Collections;
let messages: MongoMessages;
beforeAll(async () => {
  mongo = await testMongo();
  await syncIndexes(mongo.session, ledgerIndexes);
  collections = collectionsOf(mongo.session);
  messages = new MongoMessages(collections, times);
}, 60_000);
afterAll(() => mongo?.close());

/** Messages that a phone holds; what it names, and the renewal during which something else happens first. */
async function held(count: number) {
  const all = Array.from({ length: count }, () => waitingMessage({ queue: { pool: 'phone-1', weight: 4 } }));
  await messages.insert(all);
  const keys = all.map(({ _id }) => _id);
  const leasedAt = new Date(clock.now());
  const wakeAt = new Date(clock.now() + LEASE_MS);
  const to = { route: 'phone-1', agent: 'phone-1', holder: newHolder(), leasedAt, wakeAt };
  const phones = new MongoPhoneMessages(collections);
  await phones.lease([{ keys, fence: 0, to: { ...to, awaitsStart: true, possibleDuplicate: false } }]);

  const grants = keys.map((key) => ({ message_id: publicMessageId(key), lease_id: to.holder, fence: 1 }));
  const renewed = (first: (phones: MongoPhoneMessages) => Promise<unknown>) => {
    const phoneMessages = new Proxy(phones, {
      get: (target, name) =>
        name === 'renew'
          ? async (...args: Parameters<MongoPhoneMessages['renew']>) => {
              await first(target);
              return target.renew(...args);
            }
          : Reflect.get(target, name).bind(target),
    });
    const request = { tenant: TENANT, agent: 'phone-1', grants, lease_ms: LEASE_MS, most_ms: 10 * LEASE_MS };
    return renewLeases({ messages, phoneMessages, times }, request);
  };
  return { keys, ids: grants.map(({ message_id }) => message_id), renewed };
}
const takeBack = (key: MessageKey) => (phones: MongoPhoneMessages) => phones.takeBack([key], 1, new Date(clock.now()));

test('what was taken back between the read and the write is told as revoked, not as extended', async () => {
  const { keys, ids, renewed } = await held(2);

  expect(await renewed(takeBack(keys[1]!))).toEqual({ extended: [ids[0]], revoked: [ids[1]] });
});

test('what another call has prolonged further is extended', async () => {
  const { keys, ids, renewed } = await held(1);
  const longer = new Date(clock.now() + 2 * LEASE_MS);
  const now = new Date(clock.now());

  const reply = await renewed((phones) => phones.renew(keys, 1, { now, leasedAfter: new Date(0), wakeAt: longer }));

  expect(reply).toEqual({ extended: ids, revoked: [] });
  const [stored] = await messages.byKeys(keys);
  expect(stored!.wake_at).toEqual(longer);
});
