// Real: mongod, driver, and the proxy that loses answers.
import { newHolder, timesScaledBy, type MessageKey } from '#libs/kernel';
import { openSession, type MongoSession } from '#libs/persistence';
import {
  answerLoser,
  testMongo,
  type AnswerLoser,
  type TestMongo,
} from '../../../../libs/persistence/testing/index.ts';
import type { GrantedTo, NewMessage } from '../../src/application/ledger/ports.ts';
import { collectionsOf } from '../../src/outbound/mongo/collections.ts';
import { MongoMessages } from '../../src/outbound/mongo/messages.repository.ts';
import { grantedMessage, waitingMessage } from '../builders/ledger-documents.ts';

let mongo: TestMongo;
let line: AnswerLoser;
let session: MongoSession;
let messages: MongoMessages;
beforeAll(async () => {
  mongo = await testMongo();
  line = await answerLoser(mongo.uri);
  session = await openSession({ uri: line.uri, database: mongo.database });
  messages = new MongoMessages(collectionsOf(session), timesScaledBy(20));
}, 60_000);
afterAll(async () => {
  await session?.close();
  await line?.[Symbol.asyncDispose]();
  await mongo?.close();
});

const to = (): GrantedTo => ({
  route: 'fake-1',
  holder: newHolder(),
  wakeAt: new Date(Date.now() + 30_000),
  possibleDuplicate: false,
});
const waiting = async (count: number): Promise<MessageKey[]> => {
  const documents = Array.from({ length: count }, () => waitingMessage());
  await messages.insert(documents);
  return documents.map(({ _id }) => _id);
};

test('4.3 of two fan-outs whose inserts are in one flush, only one claims the position', async () => {
  const first = grantedMessage();
  const second: NewMessage = { ...grantedMessage(), _id: first._id };

  const [one, other] = await Promise.all([messages.insert([first]), messages.insert([second])]);

  const stored = await messages.byKey(first._id);
  expect(stored!.holder).toBe(first.holder);
  expect([[...one.mine], [...other.mine]]).toEqual([[first._id], []]);
});

test('4.3 if the answer of such a flush is lost, the fan-out whose holder is stored has claimed it', async () => {
  const first = grantedMessage();
  const second: NewMessage = { ...grantedMessage(), _id: first._id };
  const lost = line.lost();

  line.loseAnswerOf('insert', 2);
  const [one, other] = await Promise.all([messages.insert([first]), messages.insert([second])]);

  expect(line.lost() - lost).toBe(2);
  expect([[...one.mine], [...other.mine]]).toEqual([[first._id], []]);
  expect([one.failure, other.failure]).toEqual([expect.anything(), expect.anything()]);
});

test('4.3 a document that the database refuses does not prevent the others from being stored', async () => {
  const refused = grantedMessage({ metadata: { 'a\0b': 'x' } });
  const [before, after] = [grantedMessage(), grantedMessage()];

  const inserted = await Promise.all([before, refused, after].map((it) => messages.insert([it])));

  expect(inserted.map(({ mine }) => mine.size)).toEqual([1, 0, 1]);
  expect(inserted.map(({ failure }) => failure === undefined)).toEqual([true, false, true]);
});

test('4.5 a grant whose answer was lost is found by its holder', async () => {
  const keys = await waiting(3);

  line.loseAnswerOf('update', 1);
  const mine = await messages.grant(keys, 0, to());

  expect(new Set(mine)).toEqual(new Set(keys));
});

test('4.5 of two grants of the same messages only the one whose holder is stored counts', async () => {
  const keys = await waiting(6);

  const [one, other] = await Promise.all([
    messages.grant(keys.slice(0, 4), 0, to()),
    messages.grant(keys.slice(2), 0, to()),
  ]);

  expect([...one, ...other].toSorted()).toEqual(keys.toSorted());
});
