// Real: two gateways, HTTP, MongoDB, NATS. The dispatcher is a canned service on the real bus.
import { gatewayContracts } from '#libs/contracts';
import { clientOf } from '#libs/messaging';
import { migrations } from '../../src/outbound/mongo/migrations/index.ts';
import { GatewayUnderTest, OTHER_TENANT, type Answer } from './gateway-under-test.ts';

const NO_PROGRESS = { reached: undefined, reach: async () => undefined };

let gateway: GatewayUnderTest;
let one: string;
let two: string;
let user: Record<string, string>;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
  one = gateway.url;
  two = await gateway.startReplica();
  user = { authorization: `Bearer ${await gateway.logIn()}` };
});
afterAll(() => gateway.close());
beforeEach(async () => {
  await change({ destinations: ['US'], default_region: null });
  await gateway.mongo.session.collection('audit_logs').deleteMany({});
});

const SEEDED = {
  id: '00000001',
  number: 1,
  name: '00000001',
  active: true,
  zone: 'UTC',
  default_environment: 'test',
  destinations: ['US'],
  block_international: false,
  denied_prefixes: [],
  safe_prefixes: [],
  duplicate_window_minutes: 0,
  template_four_eyes: false,
  phones_marketing: false,
  agent_pinned: 'only',
  answer_keywords: true,
};

const read = (headers = user): Promise<Answer> => gateway.call('/api/v1/tenant', { headers });
const change = (body: unknown, headers: Record<string, string> = { 'if-match': '*' }): Promise<Answer> =>
  gateway.call('/api/v1/tenant', { method: 'PATCH', body, headers: { ...user, ...headers } });
const refusal = ({ status, body }: Answer) => ({ status, code: body.code });

/** The policy with which a gateway calls the dispatcher. */
async function policyBy(url: string): Promise<unknown> {
  gateway.url = url;
  expect((await gateway.send({ to: '07400 123456', text: 'x' })).status).toBe(202);
  gateway.url = one;
  return gateway.dispatcher.messages.submit.asked.at(-1)!.policy;
}

test('after a change was answered, the next send uses it, also on the other gateway', async () => {
  for (const by of [one, two]) {
    const other = by === one ? two : one;
    expect(await policyBy(other)).toEqual({ destinations: ['US'] });
    gateway.url = by;
    await change({ destinations: ['GB'], default_region: 'GB' });
    expect(await policyBy(other)).toEqual({ destinations: ['GB'], default_region: 'GB' });

    gateway.url = by;
    await change({ destinations: ['US'], default_region: null });
    expect(await policyBy(other)).toEqual({ destinations: ['US'] });
  }
});

test('it is read with its version, and given fields are changed from that version', async () => {
  const before = await read();
  const changed = await change({ default_region: 'GB' }, { 'if-match': before.headers.get('etag')! });
  const version = Number(before.body.version) + 1;

  expect(before.body).toEqual({ ...SEEDED, version: version - 1 });
  expect(changed.body).toEqual({ ...SEEDED, default_region: 'GB', version });
  expect([changed.headers.get('etag'), (await read()).headers.get('etag')]).toEqual([`"${version}"`, `"${version}"`]);
  expect((await change({ destinations: [] })).body).toMatchObject({ destinations: [], default_region: 'GB' });
  expect(await gateway.audited({ action: 'tenant.change' })).toMatchObject([
    { outcome: 'allowed', target: '00000001', reason: 'default_region' },
    { outcome: 'allowed', reason: 'destinations' },
  ]);
});

test('without If-Match, or with that of another version, nothing is changed', async () => {
  const { body: before } = await read();
  const missing = await change({ destinations: ['*'] }, {});

  expect(refusal(missing)).toEqual({ status: 428, code: 'precondition_required' });
  expect(missing.body.detail).toMatch(/^Send If-Match with the ETag that GET \/api\/v1\/tenant/);
  expect(refusal(await change({ destinations: ['*'] }, { 'if-match': '"0"' }))).toEqual({
    status: 412,
    code: 'precondition_failed',
  });
  expect(refusal(await change({ destinations: ['*'] }, { 'if-match': 'x' })).code).toBe('invalid_header');
  expect((await read()).body).toEqual(before);
  expect(await gateway.audited({ action: 'tenant.change' })).toMatchObject([
    { outcome: 'denied', reason: 'precondition_failed' },
  ]);
});

test('of two that change it at once, one is refused', async () => {
  const etag = (await read()).headers.get('etag')!;
  const answers = await Promise.all(['US', 'GB'].map((code) => change({ destinations: [code] }, { 'if-match': etag })));

  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412]);
});

test('a tenant without a version, of an older gateway, is changed from version 0', async () => {
  await gateway.addTenant(OTHER_TENANT);
  const { key } = await gateway.addKey({ tenant: OTHER_TENANT, scopes: ['routing:read', 'tenant:write'] });
  const theirs = { 'x-api-key': key };
  const changeTheirs = (etag: string): Promise<Answer> => {
    const headers = { ...theirs, 'if-match': etag };
    return gateway.call('/api/v1/tenant', { method: 'PATCH', headers, body: { destinations: ['VN'] } });
  };

  expect((await read(theirs)).headers.get('etag')).toBe('"0"');
  expect((await changeTheirs('"0"')).body).toMatchObject({ id: OTHER_TENANT, destinations: ['VN'], version: 1 });
  expect((await changeTheirs('"0"')).status).toBe(412);
  expect((await read()).body).toMatchObject({ id: '00000001', destinations: ['US'] });
});

test('a test key changes nothing of the tenant', async () => {
  const { body: before } = await read();
  const { key } = await gateway.addKey({ environment: 'test', scopes: ['routing:read', 'tenant:write'] });
  const headers = { 'x-api-key': key, 'if-match': '*' };

  for (const path of ['/tenant', '/tenants/00000001']) {
    const answer = await gateway.call(`/api/v1${path}`, { method: 'PATCH', headers, body: { name: 'x' } });
    expect(refusal(answer)).toEqual({ status: 403, code: 'insufficient_scope' });
  }
  expect((await read()).body).toEqual(before);
});

const PREFIXES = Array.from({ length: 201 }, (_, at) => `+${1_000 + at}`);

test.each([
  ['nothing', {}, 'invalid_field', ''],
  ['an unknown field', { destination: ['US'] }, 'unknown_field', 'destination'],
  ['destinations that are a text', { destinations: 'US' }, 'invalid_field', 'destinations'],
  ['a null', { destinations: null }, 'invalid_field', 'destinations'],
  ['small letters', { destinations: ['us'] }, 'invalid_field', 'destinations'],
  ['a code that nobody has assigned', { destinations: ['US', 'UK'] }, 'invalid_field', 'destinations'],
  ['a country twice', { destinations: ['US', 'US'] }, 'invalid_field', 'destinations'],
  ['a region without phones', { default_region: 'AQ' }, 'invalid_field', 'default_region'],
  ['every country as a region', { default_region: '*' }, 'invalid_field', 'default_region'],
  ['regions', { default_region: ['US'] }, 'invalid_field', 'default_region'],
  ['an empty name', { name: ' ' }, 'invalid_field', 'name'],
  ['a name of 65 characters', { name: 'x'.repeat(65) }, 'invalid_field', 'name'],
  ['an offset as zone', { zone: '+03:00' }, 'invalid_field', 'zone'],
  ['a zone that is a list', { zone: ['UTC'] }, 'invalid_field', 'zone'],
  ['a third environment', { default_environment: 'staging' }, 'invalid_field', 'default_environment'],
  ['a prefix without +', { denied_prefixes: ['8824'] }, 'invalid_field', 'denied_prefixes'],
  ['a prefix of 16 digits', { safe_prefixes: ['+1234567890123456'] }, 'invalid_field', 'safe_prefixes'],
  ['a prefix twice', { safe_prefixes: ['+1', '+1'] }, 'invalid_field', 'safe_prefixes'],
  ['201 prefixes', { denied_prefixes: PREFIXES }, 'invalid_field', 'denied_prefixes'],
  ['a text for a flag', { block_international: 'yes' }, 'invalid_field', 'block_international'],
  ['a window of more than a day', { duplicate_window_minutes: 1_441 }, 'invalid_field', 'duplicate_window_minutes'],
  ['half a minute', { duplicate_window_minutes: 0.5 }, 'invalid_field', 'duplicate_window_minutes'],
  ['a limit below 0', { messages_per_minute: -1 }, 'invalid_field', 'messages_per_minute'],
  ['a text for phones_marketing', { phones_marketing: 'yes' }, 'invalid_field', 'phones_marketing'],
  ['a third way of agent_pinned', { agent_pinned: 'never' }, 'invalid_field', 'agent_pinned'],
  ['the number', { number: 2 }, 'unknown_field', 'number'],
])('%s is refused', async (_, body, code, field) => {
  const answer = await change(body);

  expect(refusal(answer)).toEqual({ status: 400, code });
  expect((answer.body.errors as { field: string }[])[0]!.field).toBe(field);
});

test('every field is stored, and the rules for numbers and duplicates go with the next send', async () => {
  const rules = {
    destinations: ['US'],
    default_region: 'US',
    block_international: true,
    denied_prefixes: ['+1900'],
    safe_prefixes: ['+19005'],
    duplicate_window_minutes: 5,
  };
  const rest = { name: 'The shop', zone: 'America/New_York', default_environment: 'live', messages_per_minute: 600 };

  expect((await change({ ...rules, ...rest })).body).toMatchObject({ ...rules, ...rest, number: 1 });
  expect((await read()).body).toMatchObject({ ...rules, ...rest });
  expect(await policyBy(two)).toEqual(rules);

  const { body } = await change({
    block_international: false,
    denied_prefixes: [],
    safe_prefixes: [],
    duplicate_window_minutes: 0,
    messages_per_minute: null,
  });
  expect(body).not.toHaveProperty('messages_per_minute');
  expect(body).toMatchObject({ zone: 'America/New_York', denied_prefixes: [], block_international: false });
  expect((await change({ zone: 'UTC', name: '00000001', default_environment: 'test' })).status).toBe(200);
});

test('only national numbers without a default region is refused, and nothing is changed', async () => {
  const { body: before } = await read();

  expect(refusal(await change({ block_international: true }))).toEqual({ status: 400, code: 'invalid_field' });
  expect((await read()).body).toEqual(before);
});

test('tenants of earlier versions get numbers in the order in which they were made', async () => {
  const { session } = gateway.mongo;
  const tenants = session.collection<{ _id: string; number?: number; created_at?: Date; policy?: object }>('tenants');
  const [first, second] = ['00000007', '00000006'];
  const policy = { destinations: [] };
  await tenants.insertMany([
    { _id: second, policy, created_at: new Date(2) },
    { _id: first, policy, created_at: new Date(1) },
  ]);

  const { up } = migrations.find(({ version }) => version === 4)!;
  for (let time = 0; time < 2; time++) await session.patiently((db) => up(db, NO_PROGRESS));
  const [one, another] = [await tenants.findOne({ _id: first }), await tenants.findOne({ _id: second })];
  expect(another!.number).toBe(one!.number! + 1);
  expect(await tenants.findOne({ _id: '00000001' })).toMatchObject({ number: 1 });
});

test('what is answered to stop words is the tenant’s own, and the dispatcher asks for it', async () => {
  const { tenants } = clientOf(await gateway.nats.bus('dispatcher'), gatewayContracts);
  const rules = () => tenants.rules({ tenant: SEEDED.id });
  expect(await rules()).toEqual({
    name: '',
    policy: expect.objectContaining({ destinations: ['US'] }),
    default_environment: 'test',
  });

  const changed = await change({
    stop_answer: 'Bye.',
    help_answer: 'Call us.',
    answer_keywords: false,
    name: 'The shop',
  });

  expect(changed.body).toMatchObject({ answer_keywords: false, stop_answer: 'Bye.', help_answer: 'Call us.' });
  expect(await rules()).toMatchObject({ confirmations: { enabled: false, stop: 'Bye.', help: 'Call us.' } });

  const removed = await change({ stop_answer: null, help_answer: null, answer_keywords: true, name: SEEDED.id });
  expect(removed.body).not.toHaveProperty('stop_answer');
  expect(removed.body).toMatchObject({ answer_keywords: true });
  await expect(tenants.rules({ tenant: 'zzzzzzzz' })).rejects.toMatchObject({ code: 'not_found' });
});

test('what a tenant wants of its phones is passed with the next send, and to services that send for it', async () => {
  const phones = { phones_marketing: true, agent_pinned: 'prefer' } as const;

  expect((await change(phones)).body).toMatchObject(phones);

  expect(await policyBy(two)).toMatchObject(phones);
  const { tenants } = clientOf(await gateway.nats.bus('agent-lease'), gatewayContracts);
  expect(await tenants.rules({ tenant: SEEDED.id })).toMatchObject({ policy: phones, default_environment: 'test' });
});
