// Real: mongod, driver, indexes, repository.
import type { Category, MessageDocument, MessageStatus, RequestDocument } from '#libs/contracts';
import {
  firstRequestIdAt,
  messageKey,
  publicMessageId,
  requestKey,
  type MessageKey,
  type RequestKey,
  type TenantId,
} from '#libs/kernel';
import { syncIndexes } from '#libs/persistence';
import { testMongo, type TestMongo } from '../../../../libs/persistence/testing/index.ts';
import { locateMessages } from '../../src/application/messages/locate-messages.ts';
import type { MessageChoice, RequestChoice } from '../../src/application/messages/ports.ts';
import { collectionsOf } from '../../src/outbound/mongo/collections.ts';
import { ledgerIndexes } from '../../src/outbound/mongo/indexes.ts';
import { MongoLists } from '../../src/outbound/mongo/lists.repository.ts';
import { TENANT, waitingMessage } from '../builders/ledger-documents.ts';

const REQUESTS = 1_200;
const START = Date.UTC(2030, 0, 1);
const OTHER = '0000000b' as TenantId;
const STATUSES: readonly MessageStatus[] = ['DELIVERED', 'SENT', 'SENT', 'PENDING', 'FAILED', 'CANCELED'];
const CATEGORIES: readonly Category[] = ['general', 'otp', 'alert'];

let mongo: TestMongo;
let lists: MongoLists;
const messages: MessageDocument[] = [];
const requests: RequestDocument[] = [];
beforeAll(async () => {
  mongo = await testMongo();
  await syncIndexes(mongo.session, ledgerIndexes);
  lists = new MongoLists(collectionsOf(mongo.session));
  for (let n = 0; n < REQUESTS; n++) addRequest(n);
  await store(requests, messages);
}, 60_000);
afterAll(() => mongo?.close());

/** Every sixth has three messages, of which the second was refused; every hundredth is of another tenant. */
function addRequest(n: number, into = { requests, messages }): void {
  const created_at = new Date(START + n * 1_000);
  const tenant = n % 100 === 99 ? OTHER : TENANT;
  const _id = requestKey(tenant, firstRequestIdAt(created_at.getTime() - (n % 7)));
  const of = {
    tenant,
    created_at,
    created_by: n % 50 === 0 ? 'user:rare' : `key:${n % 3}`,
    environment: n % 40 === 1 ? ('test' as const) : ('live' as const),
  };
  const total = n % 6 === 0 ? 3 : 1;
  const sealed = { payload: new Uint8Array(), answer: new Uint8Array(), policy: { destinations: ['*'] } };
  const counted = { operation: 'batch', fingerprint: 'f', number_from: n, total, rejected: total === 3 ? 1 : 0 };
  into.requests.push({ _id, ...of, ...sealed, ...counted });
  for (let position = 0; position < total; position++) {
    if (position === 1) continue;
    const { entering: _, wakeAt: __, ...accepted } = waitingMessage({ _id: messageKey(_id, position), ...of });
    into.messages.push({
      ...accepted,
      status: STATUSES[n % STATUSES.length]!,
      category: CATEGORIES[n % CATEGORIES.length]!,
      route: `fake-${n % 4}`,
      to_hash: `number-${n % 90}`,
      ...(n % 30 === 2 && { client_ref: `r-${n % 60}` }),
      ...(n % 20 === 3 && { subject_ref: 's' }),
      ...(n % 25 === 4 && { channel: 'mms' as const }),
      ...(n % 15 === 6 && { template_id: `t-${n % 2}` }),
      ...(n % 10 === 7 && { [n % 20 === 7 ? 'agent' : 'pinned_route']: `phone-${n % 3}` }),
    });
  }
}

async function store(some: readonly RequestDocument[], their: readonly MessageDocument[]): Promise<void> {
  await mongo.session.collection<RequestDocument>('sms_requests').insertMany([...some]);
  await mongo.session.collection<MessageDocument>('sms_messages').insertMany([...their]);
}

const at = (n: number): Date => new Date(START + n * 1_000);
const MESSAGE_CHOICES: readonly Partial<MessageChoice>[] = [
  {},
  { statuses: ['SENT'] },
  { statuses: ['FAILED'] },
  { statuses: ['FAILED', 'CANCELED'] },
  { statuses: ['FAILED', 'CANCELED'], category: 'otp' },
  { statuses: ['PENDING', 'FAILED'], category: 'general' },
  { category: 'alert' },
  { route: 'fake-3', category: 'otp' },
  { channel: 'mms' },
  { channel: 'sms' },
  { channel: 'mms', environment: 'live', statuses: ['SENT'] },
  { channel: 'sms', created_by: 'key:1' },
  { channel: 'mms', created_by: 'key:1' },
  { environment: 'live' },
  { environment: 'test' },
  { environment: 'test', category: 'otp' },
  { created_by: 'user:rare' },
  { created_by: 'key:1', statuses: ['SENT'] },
  { created_by: 'key:1', environment: 'test' },
  { created_by: 'user:nobody' },
  { client_ref: 'r-2' },
  { client_ref: 'r-32', statuses: ['FAILED'] },
  { subject_ref: 's' },
  { template_id: 't-1' },
  { template_id: 't-0', created_by: 'key:0', statuses: ['FAILED'] },
  { subject_ref: 's', category: 'otp', created_by: 'key:0' },
  { agent: 'phone-1' },
  { agent: 'phone-2', statuses: ['FAILED'] },
  { agent: 'phone-0', created_by: 'key:1' },
  { to_hash: 'number-7' },
  { to_hash: 'number-7', statuses: ['SENT'] },
  { from: at(100) },
  { until: at(100) },
  { from: at(100), until: at(200) },
  { from: at(100), until: at(900), created_by: 'key:2' },
  { from: at(300), until: at(310), environment: 'live' },
  { from: at(300), statuses: ['FAILED'] },
];

function isChosen(choice: Partial<MessageChoice>, of: MessageDocument): boolean {
  const { statuses, from, until, request, channel, agent, ...fields } = choice;
  return (
    of.tenant === TENANT &&
    (statuses?.includes(of.status) ?? true) &&
    (!channel || channel === (of.channel ?? 'sms')) &&
    (!agent || [of.agent, of.pinned_route].includes(agent)) &&
    (!from || of.created_at >= from) &&
    (!until || of.created_at < until) &&
    (!request || of._id.startsWith(`${request}.`)) &&
    Object.entries(fields).every(([name, value]) => (of as never)[name] === value)
  );
}

const newestFirst = (keys: readonly string[]): string[] => keys.toSorted().toReversed();

/** Every page after another; `meanwhile` runs once, after the first one. */
async function all<Key extends string>(
  page: (after?: Key) => Promise<{ readonly found: readonly { readonly _id: Key }[]; readonly next?: Key }>,
  meanwhile: () => Promise<void> = async () => undefined,
): Promise<Key[]> {
  const keys: Key[] = [];
  let after: Key | undefined;
  for (let n = 0; ; n++) {
    const { found, next } = await page(after);
    keys.push(...found.map(({ _id }) => _id));
    if (next === undefined) return keys;
    if (n === 0) await meanwhile();
    after = next;
  }
}

const page = (limit: number, after?: MessageKey) => ({ limit, ...(after && { after }) });

test.each(MESSAGE_CHOICES)(
  'all messages of %j are listed once, newest first, whatever the size of a page',
  async (choice) => {
    const expected = newestFirst(messages.filter((it) => isChosen(choice, it)).map(({ _id }) => _id));

    for (const limit of [7, 100])
      expect(
        await all((after?: MessageKey) => lists.messages({ tenant: TENANT, ...choice }, page(limit, after))),
      ).toEqual(expected);
  },
);

test.each(MESSAGE_CHOICES.filter(({ to_hash }) => to_hash === undefined))(
  'messages of %j are located by their position among the newest',
  async (choice) => {
    const locate = (skip: number) => locateMessages({ lists }, { ...asked(choice), skip });
    const expected = newestFirst(messages.filter((it) => isChosen(choice, it)).map(({ _id }) => _id));

    expect(await locate(0)).toEqual({ total: expected.length });
    for (const skip of [1, 5, expected.length]) {
      const before = expected[skip - 1] as MessageKey | undefined;
      expect(await locate(skip)).toEqual({
        total: expected.length,
        ...(before && { after: publicMessageId(before) }),
      });
    }
    expect(await locate(10_000)).toEqual({ total: expected.length });
  },
);

/** The choice as a caller asks for it. */
function asked({ statuses, template_id, from, until, request: _, to_hash: __, ...same }: Partial<MessageChoice>) {
  const where = {
    ...same,
    ...(statuses && { status: [...statuses] }),
    ...(template_id && { template: template_id }),
    ...(from && { from: from.toISOString() }),
    ...(until && { until: until.toISOString() }),
  };
  return { tenant: TENANT, where };
}

test('the messages of a request are listed, with every other condition', async () => {
  const request = requests[6]!._id;
  for (const choice of [{ request }, { request, statuses: ['FAILED' as const] }, { request, created_by: 'key:0' }]) {
    const expected = newestFirst(messages.filter((it) => isChosen(choice, it)).map(({ _id }) => _id));
    const { found } = await lists.messages({ tenant: TENANT, ...choice }, { limit: 100 });
    expect(found.map(({ _id }) => _id)).toEqual(expected);
  }
});

test.each<Partial<MessageChoice>>([{}, { created_by: 'key:1' }, { category: 'otp' }, { statuses: ['FAILED'] }])(
  'messages of %j that are added between two pages neither repeat nor hide one',
  async (choice) => {
    const expected = newestFirst(messages.filter((it) => isChosen(choice, it)).map(({ _id }) => _id));
    const added: { requests: RequestDocument[]; messages: MessageDocument[] } = { requests: [], messages: [] };
    for (let n = REQUESTS; n < REQUESTS + 30; n++) addRequest(n, added);

    const listed = await all(
      (after?: MessageKey) => lists.messages({ tenant: TENANT, ...choice }, page(20, after)),
      () => store(added.requests, added.messages),
    );

    expect(listed).toEqual(expected);
    await mongo.session
      .collection<MessageDocument>('sms_messages')
      .deleteMany({ _id: { $in: added.messages.map(({ _id }) => _id) } });
    await mongo.session
      .collection<RequestDocument>('sms_requests')
      .deleteMany({ _id: { $in: added.requests.map(({ _id }) => _id) } });
  },
);

const REQUEST_CHOICES: readonly Partial<RequestChoice>[] = [
  {},
  { environment: 'test' },
  { environment: 'live' },
  { created_by: 'user:rare' },
  { created_by: 'key:1', environment: 'test' },
  { from: at(100), until: at(200) },
  { created_by: 'key:2', until: at(300) },
];

test.each(REQUEST_CHOICES)('all requests of %j are listed once, newest first', async (choice) => {
  const expected = newestFirst(requests.filter((it) => isChosen(choice, it as never)).map(({ _id }) => _id));

  const listed = await all((after?: RequestKey) =>
    lists.requests({ tenant: TENANT, ...choice }, { limit: 30, ...(after && { after }) }),
  );

  expect(listed).toEqual(expected);
});

test('a listed request is read without its sealed messages and answer', async () => {
  const { found } = await lists.requests({ tenant: TENANT }, { limit: 1 });

  expect(Object.keys(found[0]!)).not.toContain('payload');
  expect(Object.keys(found[0]!)).not.toContain('answer');
});
