import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMongod } from '#libs/servers';
import '../tools/decorated-typescript.ts';
import { quantile, shown } from './figures.ts';
import { machine, writeSection } from './report.ts';

// Modules that the dispatcher itself reads with; they have decorators.
const { createCodec, openSession, syncIndexes } = await import('#libs/persistence');
const { silentLog } = await import('#libs/observability');
const { firstRequestIdAt, messageKey, requestKey } = await import('#libs/kernel');
const { collectionsOf } = await import('../apps/dispatcher/src/outbound/mongo/collections.ts');
const { ledgerIndexes } = await import('../apps/dispatcher/src/outbound/mongo/indexes.ts');
const { MongoEvidence } = await import('../apps/dispatcher/src/outbound/mongo/evidence.repository.ts');
const { MongoLists } = await import('../apps/dispatcher/src/outbound/mongo/lists.repository.ts');
const { listMessages } = await import('../apps/dispatcher/src/application/messages/list-messages.ts');
const { listRequests } = await import('../apps/dispatcher/src/application/messages/list-requests.ts');
const { searchMessages } = await import('../apps/dispatcher/src/application/messages/search-messages.ts');

type Tenant = Parameters<typeof requestKey>[0];
type Where = Parameters<typeof listMessages>[1]['where'];

const MESSAGES = process.argv.includes('--smoke') ? 20_000 : 1_000_000;
const ROUNDS = 20;
const BATCH = 5_000;
const TENANT = '00000001' as Tenant;
const START = Date.UTC(2030, 0, 1);
const READER = { tenant: TENANT, reader: 'user:admin', reads_content: true };

/** Made, and not stored yet. */
const requests: object[] = [];
const messages: object[] = [];
let stored = 0;

const folder = mkdtempSync(join(tmpdir(), 'postrider-bench-lists-'));
const keyFile = join(folder, 'key');
writeFileSync(keyFile, randomBytes(32).toString('base64'));
const mongod = await startMongod({ dataDir: join(folder, 'mongo') });
const session = await openSession({ uri: mongod.uri, database: 'lists' });
const codec = await createCodec({ keyFile, session, holdsSealed: async () => false, log: silentLog() });
const lists = new MongoLists(collectionsOf(session));
const ports = { lists, codec, evidence: new MongoEvidence(collectionsOf(session)) };
try {
  await codec.readyToSeal(TENANT);
  await fill();
  await syncIndexes(session, ledgerIndexes);
  const rows = await measure();
  const table = [
    `One tenant with ${MESSAGES.toLocaleString('en')} messages: four fifths in batches of ${BATCH.toLocaleString('en')}, the rest singly. Pages of 50, as the dispatcher answers them, opened and shown to an admin; ${ROUNDS} calls each. ${machine()}`,
    '',
    '| | median ms | slowest ms | messages | to the end |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n');
  console.log(table);
  writeSection('lists', table);
} finally {
  await session.close();
  await mongod.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** The oldest ten messages are codes that still wait, of a creator and a route of their own. */
async function fill(): Promise<void> {
  const batches = (MESSAGES * 4) / 5 / BATCH;
  const singles = MESSAGES / 5;
  const each = Math.max(1, Math.floor(singles / batches));
  let ms = START;
  let made = 0;
  for (let n = 0; n < singles; n++) {
    await add(made++, 1, (ms += 20));
    if (n % each === each - 1) await add(made++, BATCH, (ms += 20));
  }
  await store();
}

async function add(n: number, total: number, ms: number): Promise<void> {
  const _id = requestKey(TENANT, firstRequestIdAt(ms));
  const isOld = stored + messages.length < 10;
  const created_by = isOld ? 'user:rare' : n % 500 === 3 ? 'user:sender' : `key:${n % 3}`;
  const of = { tenant: TENANT, created_at: new Date(ms), created_by, environment: n % 1_000 === 5 ? 'test' : 'live' };
  const payload = randomBytes(total * 100);
  requests.push({
    _id,
    ...of,
    operation: 'batch',
    fingerprint: 'f',
    number_from: n,
    total,
    rejected: 0,
    payload,
    answer: payload,
  });
  for (let position = 0; position < total; position++) {
    const number = stored + messages.length;
    const to = `+8525${String(number % 1_000_000).padStart(7, '0')}`;
    const text = `Your appointment ${number} is tomorrow at ten. Reply CHANGE if you cannot come.`;
    messages.push({
      _id: messageKey(_id, position),
      ...of,
      number,
      content: codec.seal(TENANT, 'content', JSON.stringify({ to, to_as_written: to, text })),
      to_hash: codec.hash(TENANT, to),
      deadline: new Date(ms + 86_400_000),
      category: isOld ? 'otp' : number % 4 === 0 ? 'marketing' : 'general',
      guarantee: 'at_most_once',
      lane: 'normal',
      priority: 5,
      encoding: 'GSM-7',
      segments: 1,
      country: 'HK',
      explanation: { policy: 3, rule: 0, rule_name: 'all', routes: ['twilio-0a1b2c3d'], skipped: [] },
      status: isOld ? 'PENDING' : number % 100 === 1 ? 'FAILED' : number % 10_000 === 2 ? 'CANCELED' : 'DELIVERED',
      route: isOld ? 'old-0a1b2c3d' : 'twilio-0a1b2c3d',
      fence: 1,
      attempt: 1,
      ...(total === 1 && { client_ref: `order-${n}` }),
      ...(number % 20 === 0 && { subject_ref: `patient-${number % 5_000}` }),
    });
  }
  if (messages.length >= BATCH) await store();
}

async function store(): Promise<void> {
  if (messages.length === 0) return;
  stored += messages.length;
  await session.db.collection('sms_requests').insertMany(requests.splice(0) as never, { ordered: false });
  await session.db.collection('sms_messages').insertMany(messages.splice(0) as never, { ordered: false });
}

interface Answer {
  readonly items: readonly { readonly id: string }[];
  readonly next?: string | undefined;
  readonly searched?: number;
}
type Ask = (page: { readonly after?: string; readonly searched: number }) => Promise<Answer>;

async function measure(): Promise<string[]> {
  const list =
    (where: Where): Ask =>
    ({ after }) =>
      listMessages(ports, { ...READER, where, limit: 50, ...(after && { after }) });
  const search =
    (wanted: object): Ask =>
    (page) =>
      searchMessages(ports, { ...READER, where: {}, limit: 50, ...page, ...wanted });
  const ofRequests =
    (where: object): Ask =>
    ({ after }) =>
      listRequests(ports, { ...READER, where, limit: 50, ...(after && { after }) });
  const middle = new Date(START + (MESSAGES / 5) * 10).toISOString();
  const asked: readonly [string, Ask, boolean?][] = [
    ['the first page', list({})],
    ['a page in the middle', list({ until: middle })],
    ['`status=DELIVERED`', list({ status: ['DELIVERED'] })],
    ['`status=FAILED`', list({ status: ['FAILED'] })],
    ['`status=FAILED,CANCELED`', list({ status: ['FAILED', 'CANCELED'] })],
    ['`status=PENDING`, ten, the oldest', list({ status: ['PENDING'] }), true],
    ['`category=marketing`', list({ category: 'marketing' })],
    ['`category=otp`, ten, the oldest', list({ category: 'otp' }), true],
    ['`route` of ten, the oldest', list({ route: 'old-0a1b2c3d' }), true],
    ['`environment=test`, one request in 1,000', list({ environment: 'test' })],
    ['`created_by` of one request in 500', list({ created_by: 'user:sender' })],
    ['`created_by` of ten, the oldest', list({ created_by: 'user:rare' })],
    ['`created_by` of a third, `category=otp`', list({ created_by: 'key:1', category: 'otp' }), true],
    ['`client_ref`', list({ client_ref: 'order-7' })],
    ['`subject_ref`', list({ subject_ref: 'patient-20' })],
    ['a number', search({ to: '+85250000007' })],
    ['a text that each message has', search({ text: 'tomorrow' })],
    ['a text that none has', search({ text: 'yesterday' }), true],
    ['requests, the first page', ofRequests({})],
    ['requests of one in 500', ofRequests({ created_by: 'user:sender' })],
    ['test requests', ofRequests({ environment: 'test' })],
  ];
  const rows: string[] = [];
  for (const [name, ask, isWalked = false] of asked) rows.push(await row(name, ask, isWalked));
  return rows;
}

async function row(name: string, ask: Ask, isWalked: boolean): Promise<string> {
  const times: number[] = [];
  let found = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now();
    found = (await ask({ searched: 0 })).items.length;
    times.push(performance.now() - began);
  }
  const walked = isWalked ? await walk(ask) : '';
  return `| ${name} | ${shown(quantile(times, 0.5))} | ${shown(Math.max(...times))} | ${found} | ${walked} |`;
}

/** Every page of a list whose messages are rare. */
async function walk(ask: Ask): Promise<string> {
  const began = performance.now();
  let calls = 0;
  let found = 0;
  let page: { after?: string; searched: number } = { searched: 0 };
  for (;;) {
    const { items, next, searched = 0 } = await ask(page);
    calls += 1;
    found += items.length;
    if (next === undefined) return `${found} found, ${calls} calls, ${shown(performance.now() - began)} ms`;
    page = { after: next, searched };
  }
}
