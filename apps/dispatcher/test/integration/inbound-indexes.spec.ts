// Real: mongod, driver, repositories. Each query is explained as the driver sent it.
import type { Document } from 'mongodb';
import { newRequestId, requestKey, timesScaledBy } from '#libs/kernel';
import { syncIndexes } from '#libs/persistence';
import {
  countCommands,
  expectIndexUsed,
  testMongo,
  type TestMongo,
} from '../../../../libs/persistence/testing/index.ts';
import type { TextChoice } from '../../src/application/inbound-texts/ports.ts';
import type { ConversationRecord, InboundTextRecord } from '../../src/domain/inbound-texts/inbound-text.ts';
import { collectionsOf } from '../../src/outbound/mongo/collections.ts';
import { MongoConversations } from '../../src/outbound/mongo/conversations.repository.ts';
import { MongoInboundTexts } from '../../src/outbound/mongo/inbound-texts.repository.ts';
import { ledgerIndexes } from '../../src/outbound/mongo/indexes.ts';
import { MongoMessages } from '../../src/outbound/mongo/messages.repository.ts';
import { ago, TENANT, waitingMessage } from '../builders/ledger-documents.ts';

const ROWS = 500;
const commands = countCommands();
let mongo: TestMongo;
let texts: MongoInboundTexts;
let conversations: MongoConversations;

const made = Array.from({ length: ROWS }, (_, at): InboundTextRecord => {
  const keyword = (['stop', 'start', 'help'] as const)[at % 5];
  return {
    _id: requestKey(TENANT, newRequestId()),
    tenant: TENANT,
    environment: at % 4 ? 'live' : 'test',
    route: 'fake-1',
    vendor: 'fake',
    vendor_text_id: `T-${at}`,
    conversation: `c-${at % 7}`,
    to: '+15005550006',
    from_hash: `hash-${at % 7}`,
    content: new Uint8Array(),
    at: ago(0),
    received_at: ago(0),
    ...(keyword && { keyword }),
    ...(at % 11 === 0 && { needs_review: true }),
    ...(at % 50 === 0 && { wake_at: ago(at * 1_000) }),
  };
});
const conversation = (at: number): ConversationRecord => ({
  _id: `${TENANT}.c-${at}`,
  tenant: TENANT,
  environment: at % 4 ? 'live' : 'test',
  to: '+15005550006',
  from: new Uint8Array(),
  from_hash: `hash-${at}`,
  route: 'fake-1',
  last: newRequestId(),
  last_at: ago(0),
});

beforeAll(async () => {
  mongo = await testMongo(commands);
  await syncIndexes(mongo.session, ledgerIndexes);
  const collections = collectionsOf(mongo.session);
  texts = new MongoInboundTexts(collections);
  conversations = new MongoConversations(collections);
  await texts.insert(made);
  await conversations.touch(Array.from({ length: 100 }, (_, at) => conversation(at)));
  const messages = Array.from({ length: ROWS }, () => waitingMessage({ lane: 'normal', wakeAt: ago(0) }));
  await new MongoMessages(collections, timesScaledBy()).insert(messages);
}, 60_000);
afterAll(() => mongo?.close());

async function plansOf(ask: () => Promise<unknown>): Promise<Document[]> {
  commands.reset();
  await ask();
  const reads = commands.seen().filter(({ name }) => name === 'find');
  return Promise.all(
    reads.map(({ command }) => {
      const { lsid: _, $clusterTime: __, $db: ___, readConcern: ____, ...query } = command;
      return mongo.session.db.command({ explain: query, verbosity: 'queryPlanner' });
    }),
  );
}
const listed = (choice: Partial<TextChoice>) => texts.list({ tenant: TENANT, ...choice }, { limit: 20 });

test.each<[string, string, () => Promise<unknown>]>([
  ['a text that is reported again', 'vendor_text', () => texts.insert([{ ...made[3]!, _id: `${TENANT}.x` }])],
  ['texts from which something follows', 'wake', () => texts.due(Date.now(), 100)],
  ['the newest texts', '_id_', () => listed({})],
  ['texts of a time, a route and a number', '_id_', () => listed({ from: ago(60_000), route: 'fake-1', to: '+1' })],
  ['texts of a conversation', 'conversation', () => listed({ conversation: 'c-1', keyword: 'stop' })],
  ['texts that stop', 'keyword', () => listed({ keyword: 'stop', environment: 'test' })],
  ['texts to be read', 'review', () => listed({ needs_review: true, keyword: 'stop' })],
  ['a conversation', '_id_', () => conversations.byId(TENANT, 'c-1')],
  ['conversations', 'latest', () => conversations.list({ tenant: TENANT }, { limit: 20, after: newRequestId() })],
  ['test ones', 'latest', () => conversations.list({ tenant: TENANT, environment: 'test' }, { limit: 20 })],
  ['what was sent in one', 'recipient', () => conversations.sent(conversation(1), { limit: 20 })],
])('%s: read by the index %s alone', async (_, index, ask) => {
  const plans = await plansOf(ask);

  expect(plans.length).toBeGreaterThan(0);
  for (const plan of plans) expectIndexUsed(plan, index);
});

test('a page of the conversations of both environments is not sorted', async () => {
  const [plan] = await plansOf(() => conversations.list({ tenant: TENANT }, { limit: 20 }));

  expect(JSON.stringify(plan)).not.toContain('"stage":"SORT"');
});

test('a conversation keeps its last text, in whatever order its texts are known', async () => {
  const [older, newer] = [conversation(200), conversation(200)];
  await conversations.touch([newer]);
  await conversations.touch([older]);

  expect(await conversations.byId(TENANT, 'c-200')).toMatchObject({ last: newer.last });
});
