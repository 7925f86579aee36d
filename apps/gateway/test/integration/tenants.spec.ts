// Real: two gateways, HTTP, MongoDB, NATS, argon2. The dispatcher is a canned service on the real bus.
import { GatewayUnderTest, PASSWORD, type Answer } from './gateway-under-test.ts';
import { addUser } from './people.ts';

const GOOD = 'seven brown foxes by the river';

type Headers = Readonly<Record<string, string>>;
interface Made {
  readonly id: string;
  readonly number: number;
  readonly owner: { readonly id: string; readonly username: string };
}

let gateway: GatewayUnderTest;
let replica: string;
let admin: Headers;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
  replica = await gateway.startReplica({ APP_ENV: 'production' });
  admin = await bearerOf('admin', PASSWORD);
});
afterAll(() => gateway.close());

const bearerOf = async (username: string, password = GOOD): Promise<Headers> => ({
  authorization: `Bearer ${await gateway.logIn(username, password)}`,
});
const call = (method: string, path: string, body?: unknown, headers: Headers = admin): Promise<Answer> =>
  gateway.call(`/api/v1/tenants${path}`, { method, headers: { 'if-match': '*', ...headers }, body });
let made = 0;
const wanted = (over: object = {}) => ({
  name: 'The bank',
  default_region: 'GB',
  zone: 'Europe/London',
  owner: { username: `owner${++made}`, password: GOOD },
  ...over,
});
const make = async (): Promise<Made> => (await call('POST', '', wanted())).body as unknown as Made;
const ownerOf = ({ owner }: Made): Promise<Headers> => bearerOf(owner.username);
const expectProblem = ({ status, body }: Answer, expected: number, code: string): void =>
  expect([status, body.code]).toEqual([expected, code]);
const stored = () => gateway.mongo.session.collection<{ _id: string; number: number }>('tenants');
const statusAt = async (url: string, headers: Headers): Promise<number> =>
  (await fetch(`${url}/api/v1/auth/me`, { headers })).status;

test('a new tenant sends to its own country, and its owner logs in at once', async () => {
  const body = wanted();
  const answer = await call('POST', '', body);

  expect(answer.status).toBe(201);
  expect(answer.headers.get('etag')).toBe('"1"');
  expect(answer.body).toEqual({
    id: expect.stringMatching(/^[0-9a-z]{8}$/),
    number: expect.any(Number),
    name: 'The bank',
    active: true,
    zone: 'Europe/London',
    default_environment: 'test',
    destinations: ['GB'],
    default_region: 'GB',
    block_international: false,
    denied_prefixes: [],
    safe_prefixes: [],
    template_four_eyes: false,
    phones_marketing: false,
    agent_pinned: 'only',
    answer_keywords: true,
    duplicate_window_minutes: 0,
    version: 1,
    owner: { id: expect.any(String), username: body.owner.username },
  });
  expect(answer.text).not.toContain(GOOD);
  const owner = await ownerOf(answer.body as unknown as Made);
  const me = await gateway.call('/api/v1/auth/me', { headers: owner });
  expect(me.body).toMatchObject({ tenant: answer.body.id, role: 'owner' });
  expect(me.body.scopes).not.toContain('tenants:write');
  const { status } = await gateway.call('/api/v1/messages', {
    method: 'POST',
    headers: owner,
    body: { to: '07400 123456', text: 'x' },
  });
  expect(status).toBe(202);
  expect(gateway.dispatcher.messages.submit.asked.at(-1)).toMatchObject({
    tenant: answer.body.id,
    environment: 'test',
    policy: { destinations: ['GB'], default_region: 'GB' },
  });
  const rows = await gateway.audited({ action: 'tenant.create', target: String(answer.body.id) });
  expect(rows).toMatchObject([{ outcome: 'allowed', tenant: '00000001' }]);
  expect(JSON.stringify(rows)).not.toContain(GOOD);
});

test('ten made at once have ten numbers, and a list has each once in their order', async () => {
  const all = await Promise.all(Array.from({ length: 10 }, make));
  expect(new Set(all.map(({ number }) => number)).size).toBe(10);

  const listed: Made[] = [];
  for (let cursor = ''; ;) {
    const { body } = await call('GET', `?limit=3${cursor}`);
    listed.push(...(body.data as Made[]));
    if (body.next_cursor === null) break;
    cursor = `&cursor=${body.next_cursor as string}`;
  }
  const numbers = listed.map(({ number }) => number);
  expect(numbers).toEqual(numbers.toSorted((one, other) => one - other));
  expect(numbers[0]).toBe(1);
  expect(listed.map(({ id }) => id)).toEqual(expect.arrayContaining(all.map(({ id }) => id)));
  expect(listed).toHaveLength(await stored().countDocuments());
});

test('only installation administrators make and list tenants', async () => {
  const owner = await ownerOf(await make());
  const before = await stored().countDocuments();

  for (const headers of [owner, await addUser(gateway, 'owner')]) {
    expectProblem(await call('GET', '', undefined, headers), 403, 'insufficient_scope');
    expectProblem(await call('POST', '', wanted(), headers), 403, 'insufficient_scope');
  }
  expect(await stored().countDocuments()).toBe(before);
});

test('a test key makes no tenant', async () => {
  const { key } = await gateway.addKey({ environment: 'test', scopes: ['tenants:write'] });
  const before = await stored().countDocuments();

  expectProblem(await call('POST', '', wanted(), { 'x-api-key': key }), 403, 'insufficient_scope');
  expect(await stored().countDocuments()).toBe(before);
});

test('a tenant is read and changed by its owner; the id of another one is unknown to everybody else', async () => {
  const [theirs, other] = [await make(), await make()];
  const owner = await ownerOf(theirs);
  const { key } = await gateway.addKey({ tenant: other.id as never, scopes: ['routing:read', 'tenant:write'] });

  expect((await call('GET', `/${theirs.id}`, undefined, owner)).body).toMatchObject({
    id: theirs.id,
    number: theirs.number,
  });
  expect((await call('PATCH', `/${theirs.id}`, { name: 'A shop' }, owner)).body).toMatchObject({
    name: 'A shop',
    version: 2,
  });
  expect((await gateway.call('/api/v1/tenant', { headers: owner })).body).toMatchObject({ id: theirs.id, version: 2 });
  for (const headers of [owner, { 'x-api-key': key }]) {
    const foreign = headers === owner ? other : theirs;
    for (const [method, body] of [
      ['GET', undefined],
      ['PATCH', { name: 'Mine' }],
    ] as const) {
      const answer = await call(method, `/${foreign.id}`, body, headers);
      const missing = await call(method, '/zzzzzzzz', body, headers);
      expectProblem(answer, 404, 'not_found');
      expect({ ...answer.body, trace_id: '' }).toEqual({ ...missing.body, trace_id: '' });
    }
  }
  expect((await call('GET', `/${other.id}`)).body).toMatchObject({ name: 'The bank', version: 1 });
  expect(await gateway.audited({ action: 'tenant.change', target: other.id })).toMatchObject([
    { outcome: 'denied', reason: 'not_found', tenant: theirs.id },
  ]);
});

test('an installation administrator changes another tenant from the version that they read', async () => {
  const { id } = await make();
  const etag = (await call('GET', `/${id}`)).headers.get('etag')!;

  expectProblem(
    await gateway.call(`/api/v1/tenants/${id}`, { method: 'PATCH', headers: admin, body: { name: 'x' } }),
    428,
    'precondition_required',
  );
  const changed = await call('PATCH', `/${id}`, { messages_per_minute: 60 }, { ...admin, 'if-match': etag });
  expect(changed.body).toMatchObject({ messages_per_minute: 60, version: 2 });
  expectProblem(
    await call('PATCH', `/${id}`, { name: 'x' }, { ...admin, 'if-match': etag }),
    412,
    'precondition_failed',
  );
  expect(await gateway.audited({ action: 'tenant.change', target: id, outcome: 'allowed' })).toMatchObject([
    { tenant: '00000001', reason: 'messages_per_minute' },
  ]);
});

test('a tenant decides neither whether it may call nor how much', async () => {
  const theirs = await make();
  const owner = await ownerOf(theirs);

  for (const body of [{ active: true }, { active: false }, { messages_per_minute: null }])
    expectProblem(await call('PATCH', `/${theirs.id}`, body, owner), 403, 'insufficient_scope');
  expectProblem(await call('PATCH', '/00000001', { active: false }), 409, 'not_oneself');
  expect((await call('GET', `/${theirs.id}`)).body).toMatchObject({ active: true, version: 1 });
});

test('keys, users and sessions of a disabled tenant are refused on every gateway within 5 seconds', async () => {
  const theirs = await make();
  const { username } = theirs.owner;
  const login = { method: 'POST', body: { username, password: GOOD } };
  const { body: tokens } = await gateway.call('/api/v1/auth/login', login);
  const { key } = await gateway.addKey({ tenant: theirs.id as never });
  const credentials: Headers[] = [{ 'x-api-key': key }, { authorization: `Bearer ${String(tokens.access_token)}` }];
  for (const url of [gateway.url, replica])
    for (const headers of credentials) expect(await statusAt(url, headers)).toBe(200);

  expect((await call('PATCH', `/${theirs.id}`, { active: false })).body).toMatchObject({ active: false });
  const began = Date.now();
  for (const url of [gateway.url, replica])
    for (const headers of credentials)
      while ((await statusAt(url, headers)) === 200) expect(Date.now() - began).toBeLessThan(6_000);
  expectProblem(await gateway.call('/api/v1/auth/login', login), 401, 'unauthenticated');
  const refresh = { method: 'POST', body: { refresh_token: tokens.refresh_token } };
  expectProblem(await gateway.call('/api/v1/auth/refresh', refresh), 401, 'unauthenticated');
  const rows = await gateway.audited({ tenant: theirs.id as never, reason: 'tenant_disabled' });
  expect(new Set(rows.map(({ outcome }) => outcome))).toEqual(new Set(['denied']));

  await call('PATCH', `/${theirs.id}`, { active: true });
  expect(await statusAt(gateway.url, credentials[0]!)).toBe(200);
  expect((await gateway.call('/api/v1/auth/refresh', refresh)).status).toBe(200);
});

test('users send in the default environment of their tenant unless the header says otherwise', async () => {
  const owner = await ownerOf(await make());
  const sentIn = async (headers: Headers): Promise<unknown> => {
    const body = { to: '+447400123456', text: 'x' };
    expect((await gateway.call('/api/v1/messages', { method: 'POST', headers, body })).status).toBe(202);
    return gateway.dispatcher.messages.submit.asked.at(-1)!.environment;
  };

  expect(await sentIn(owner)).toBe('test');
  expect(await sentIn({ ...owner, 'postrider-environment': 'live' })).toBe('live');
  const changes = { method: 'PATCH', headers: { ...owner, 'if-match': '*' }, body: { default_environment: 'live' } };
  expect((await gateway.call('/api/v1/tenant', changes)).body).toMatchObject({ default_environment: 'live' });
  expect(await sentIn(owner)).toBe('live');
  expect(await sentIn({ ...owner, 'postrider-environment': 'test' })).toBe('test');
});

test('where APP_ENV is production, users of a new tenant send live', async () => {
  const one = gateway.url;
  gateway.url = replica;
  const { body } = await call('POST', '', wanted());
  gateway.url = one;

  expect(body).toMatchObject({ default_environment: 'live' });
});

test.each([
  ['a name that is taken', { owner: { username: 'ADMIN', password: GOOD } }, 409, 'name_taken'],
  ['a leaked password', { owner: { username: 'ada99', password: '1234567890' } }, 422, 'weak_password'],
  ['a short password', { owner: { username: 'ada99', password: 'nine char' } }, 422, 'weak_password'],
  ['a role', { owner: { username: 'ada99', password: GOOD, role: 'admin' } }, 400, 'unknown_field'],
  ['no owner', { owner: undefined }, 400, 'invalid_field'],
  ['a name as owner', { owner: 'ada' }, 400, 'invalid_field'],
  ['a list as owner', { owner: [] }, 400, 'invalid_field'],
  ['no region', { default_region: undefined }, 400, 'invalid_field'],
  ['a region without phones', { default_region: 'AQ' }, 400, 'invalid_field'],
  ['an unknown zone', { zone: 'Mars/Olympus' }, 400, 'invalid_field'],
  ['no name', { name: '' }, 400, 'invalid_field'],
  ['an id', { id: 'abcdefgh' }, 400, 'unknown_field'],
])('%s is refused, and nothing is made', async (_, over, status, code) => {
  const users = gateway.mongo.session.collection('users');
  const before = [await stored().countDocuments(), await users.countDocuments()];

  expectProblem(await call('POST', '', wanted(over)), status, code);
  expect([await stored().countDocuments(), await users.countDocuments()]).toEqual(before);
});

test('of ten who name the same owner at once one makes a tenant', async () => {
  const before = await stored().countDocuments();
  const body = wanted();
  const answers = await Promise.all(Array.from({ length: 10 }, () => call('POST', '', body)));

  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(await stored().countDocuments()).toBe(before + 1);
});
