// Real: gateway, HTTP, MongoDB, NATS. The dispatcher's side of the bus is in memory.
import { GatewayUnderTest, OTHER_TENANT, TENANT, type Answer } from './gateway-under-test.ts';

const LIVE = 'acme-aaaaaaaa';
const TEST = 'acme-0a1b2c3d';
const OTHER = 'vonage-33333333';

let gateway: GatewayUnderTest;
let user: Record<string, string>;
let key: Record<string, string>;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
  user = { authorization: `Bearer ${await gateway.logIn()}` };
  key = { 'x-api-key': gateway.seededKey.key };
  await gateway.addTenant(OTHER_TENANT);
});
beforeEach(async () => {
  gateway.busRoutes.clear();
  await gateway.mongo.session.collection('audit_log').deleteMany({});
  gateway.busRoutes.add(TENANT, LIVE, 'live');
  gateway.busRoutes.add(TENANT, TEST, 'test');
  gateway.busRoutes.add(TENANT, OTHER, 'test');
  gateway.busRoutes.add(OTHER_TENANT, 'acme-44444444', 'test');
});
afterAll(() => gateway.close());

const call = (method: string, path: string, headers: Record<string, string>, body?: unknown): Promise<Answer> =>
  gateway.call(`/api/v1/${path}`, { method, headers, ...(body !== undefined && { body }) });
const dataOf = ({ body }: Answer) => body.data as Record<string, unknown>[];
const ids = (answer: Answer) => dataOf(answer).map(({ id }) => id);
const refusal = ({ status, body }: Answer) => ({ status, code: body.code });

describe('routes', () => {
  test('a key sees its environment, a user both or the one they ask for', async () => {
    expect(ids(await call('GET', 'routes', key))).toEqual([TEST, OTHER]);
    expect(ids(await call('GET', 'routes', user))).toEqual([TEST, LIVE, OTHER]);
    expect(ids(await call('GET', 'routes', { ...user, 'postrider-environment': 'live' }))).toEqual([LIVE]);
    expect((await call('GET', `routes/${LIVE}`, key)).status).toBe(404);
    expect((await call('PATCH', `routes/${LIVE}`, key, { enabled: false })).status).toBe(404);
    expect((await call('POST', `routes/${LIVE}/force`, key, { force: 'auto', reason: 'x' })).status).toBe(404);
    expect((await call('GET', `routes/${LIVE}/history`, key)).status).toBe(404);
    expect(gateway.busRoutes.changes).toEqual([]);
  });

  test('they are read page by page, and a cursor is good for this list and tenant alone', async () => {
    const first = await call('GET', 'routes?limit=2', user);
    const cursor = String(first.body.next_cursor);
    const second = await call('GET', `routes?limit=2&cursor=${cursor}`, user);
    const stranger = await gateway.addKey({ tenant: OTHER_TENANT, environment: 'test', scopes: ['routing:read'] });

    expect([ids(first), ids(second)]).toEqual([[TEST, LIVE], [OTHER]]);
    expect(second.body.next_cursor).toBeNull();
    for (const [path, headers] of [
      [`routes?cursor=${cursor}`, { 'x-api-key': stranger.key }],
      [`senders?cursor=${cursor}`, user],
      [`vendor-accounts?cursor=${cursor}`, user],
      [`routes?cursor=${cursor}x`, user],
    ] as const)
      expect([path, refusal(await call('GET', path, headers))]).toEqual([path, { status: 400, code: 'invalid_field' }]);
  });

  test('a change is passed on as it was given, null included, and audited', async () => {
    const change = { name: 'Main', order: 3, countries: ['US'], price_micros: 7_500, currency: 'USD' };
    const changed = await call('PATCH', `routes/${TEST}`, key, change);
    const removed = await call('PATCH', `routes/${TEST}`, key, { countries: null, price_micros: null, currency: null });

    expect(changed.body).toMatchObject({ id: TEST, ...change, enabled: true });
    expect(removed.body).not.toHaveProperty('countries');
    expect(gateway.busRoutes.changes).toMatchObject([
      { id: TEST, change, by: `key:${gateway.seededKey.keyId}` },
      { change: { countries: null, price_micros: null, currency: null } },
    ]);
    expect(await gateway.audited({ action: 'route.change', target: TEST })).toMatchObject([
      { outcome: 'allowed', reason: 'countries,currency,name,order,price_micros' },
      { outcome: 'allowed' },
    ]);
  });

  test('a breaker is forced for a while, and set free again', async () => {
    const reason = 'Works announced for +12025550123';
    const forced = await call('POST', `routes/${TEST}/force`, user, { force: 'open', for_s: 60, reason });
    const freed = await call('POST', `routes/${TEST}/force`, user, { force: 'auto', reason: 'done' });

    expect(forced.body).toMatchObject({ state: { override: { force: 'open', reason } } });
    expect(freed.body.state as object).not.toHaveProperty('override');
    const rows = await gateway.audited({ action: 'route.force' });
    expect(rows.map((row) => row.reason)).toEqual(['open', 'auto']);
    expect(JSON.stringify(rows)).not.toContain('announced');
  });

  test('its history is read page by page, newest first', async () => {
    for (const order of [1, 2, 3]) await call('PATCH', `routes/${TEST}`, key, { order });
    const first = await call('GET', `routes/${TEST}/history?limit=2`, key);
    const second = await call('GET', `routes/${TEST}/history?limit=2&cursor=${String(first.body.next_cursor)}`, key);
    const elsewhere = await call('GET', `routes/${OTHER}/history?cursor=${String(first.body.next_cursor)}`, key);

    expect([...dataOf(first), ...dataOf(second)].map(({ version }) => version)).toEqual([4, 3, 2]);
    expect(second.body.next_cursor).toBeNull();
    expect(refusal(elsewhere)).toEqual({ status: 400, code: 'invalid_field' });
  });

  test('vendors are shown with the health of their routes', async () => {
    const answer = await call('GET', 'vendors', key);

    expect(dataOf(answer)).toMatchObject([
      { vendor: 'acme', routes: [{ route: TEST, windows: [{ seconds: 300, success: 0.75 }] }] },
      { vendor: 'vonage', routes: [{ route: OTHER }] },
    ]);
  });
});

describe('routing policies', () => {
  const put = (body: unknown, headers: Record<string, string> = {}, environment = 'test') =>
    call('PUT', `routing-policies/${environment}`, { ...user, ...headers }, body);
  const RULES = [
    { name: 'codes', countries: ['VN'], prefixes: ['+8490'], categories: ['otp'], min_priority: 5, routes: [TEST] },
    {
      weighted: [
        { route: TEST, weight: 70 },
        { route: OTHER, weight: 30 },
      ],
    },
  ];

  test('one is read with its version, replaced by its version, and taken away', async () => {
    const none = await call('GET', 'routing-policies/test', user);
    const saved = await put({ rules: RULES }, { 'if-match': none.headers.get('etag')! });
    const again = await call('GET', 'routing-policies/test', user);
    const deleted = await call('DELETE', 'routing-policies/test', { ...user, 'if-match': '"1"' });

    expect([none.headers.get('etag'), saved.headers.get('etag'), again.headers.get('etag')]).toEqual([
      '"0"',
      '"1"',
      '"1"',
    ]);
    expect(again.body).toMatchObject({ environment: 'test', version: 1, rules: RULES });
    expect([deleted.status, deleted.text]).toEqual([204, '']);
    expect((await call('GET', 'routing-policies/test', user)).body).toMatchObject({ rules: [] });
    expect((await gateway.audited({ target: 'test' })).map(({ action }) => action)).toEqual([
      'policy.save',
      'policy.delete',
    ]);
  });

  test('without If-Match, or with that of another version, nothing is saved', async () => {
    const missing = await put({ rules: [] });

    expect(refusal(missing)).toEqual({ status: 428, code: 'precondition_required' });
    expect(missing.body.detail).toMatch(/^Send If-Match with the ETag/);
    expect(refusal(await put({ rules: RULES }, { 'if-match': '"7"' }))).toEqual({
      status: 412,
      code: 'precondition_failed',
    });
    expect(await gateway.audited({ action: 'policy.save' })).toMatchObject([
      { outcome: 'denied', reason: 'precondition_failed' },
    ]);
  });

  test.each(['0', '"0', 'x', '"0" "1"', '*, "0"', 'w/"0"', '"a b"', ',', ''])(
    'If-Match: %s is not well-formed',
    async (ifMatch) => {
      for (const method of ['PUT', 'DELETE']) {
        const body = method === 'PUT' ? { rules: [] } : undefined;
        const answer = await call(method, 'routing-policies/test', { ...user, 'if-match': ifMatch }, body);
        expect(refusal(answer)).toEqual({ status: 400, code: 'invalid_header' });
      }
    },
  );

  test.each(['W/"0"', '"1", "2"', 'W/"0", "1"', '""', '"x"'])(
    'If-Match: %s does not match version 0',
    async (ifMatch) => {
      expect(refusal(await put({ rules: RULES }, { 'if-match': ifMatch })).status).toBe(412);
      const answer = await call('DELETE', 'routing-policies/test', { ...user, 'if-match': ifMatch });
      expect(refusal(answer)).toEqual({ status: 412, code: 'precondition_failed' });
    },
  );

  test.each(['*', ' * ', '"0"', '"7", "0"', ' "7" ,, W/"0",\t"0"'])(
    'If-Match: %s matches version 0',
    async (ifMatch) => {
      expect((await put({ rules: RULES }, { 'if-match': ifMatch })).status).toBe(200);
    },
  );

  test('of two that save at once, one is told', async () => {
    const answers = await Promise.all([1, 2].map(() => put({ rules: RULES }, { 'if-match': '"0"' })));

    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412]);
  });

  test('a key sees that of its own environment alone', async () => {
    expect(dataOf(await call('GET', 'routing-policies', key)).map(({ environment }) => environment)).toEqual(['test']);
    expect(dataOf(await call('GET', 'routing-policies', user)).map(({ environment }) => environment)).toEqual([
      'live',
      'test',
    ]);
    expect((await call('GET', 'routing-policies/live', key)).status).toBe(404);
    const foreign = await call('PUT', 'routing-policies/live', { ...key, 'if-match': '"0"' }, { rules: [] });
    expect(foreign.status).toBe(404);
    expect((await call('DELETE', 'routing-policies/live', key)).status).toBe(404);
  });

  test('taking away what is not there changes nothing', async () => {
    expect((await call('DELETE', 'routing-policies/test', key)).status).toBe(204);
    expect((await call('GET', 'routing-policies/test', key)).body).toMatchObject({ version: 0 });
  });

  test.each([
    ['no rules', {}, 'invalid_field', 'rules'],
    ['rules that are no list', { rules: {} }, 'invalid_field', 'rules'],
    ['201 rules', { rules: Array.from({ length: 201 }, () => ({ routes: [TEST] })) }, 'invalid_field', 'rules'],
    ['an unknown field', { rules: [], version: 3 }, 'unknown_field', 'version'],
    ['a rule that is a text', { rules: ['x'] }, 'invalid_field', 'rules.0'],
    ['an unknown field of a rule', { rules: [{ routes: [TEST], to: 'x' }] }, 'unknown_field', 'rules.0.to'],
    ['a country that is none', { rules: [{ countries: ['usa'] }] }, 'invalid_field', 'rules.0.countries'],
    ['a country that nobody has assigned', { rules: [{ countries: ['ZZ'] }] }, 'invalid_field', 'rules.0.countries'],
    ['countries that are a text', { rules: [{ countries: 'US' }] }, 'invalid_field', 'rules.0.countries'],
    ['a prefix without +', { rules: [{ prefixes: ['84'] }] }, 'invalid_field', 'rules.0.prefixes'],
    ['a category that is none', { rules: [{ categories: ['spam'] }] }, 'invalid_field', 'rules.0.categories'],
    ['a priority of 10', { rules: [{ min_priority: 10 }] }, 'invalid_field', 'rules.0.min_priority'],
    ['a null', { rules: [{ countries: null }] }, 'invalid_field', 'rules.0.countries'],
    [
      'a weight of 0',
      { rules: [{ weighted: [{ route: TEST, weight: 0 }] }] },
      'invalid_field',
      'rules.0.weighted.0.weight',
    ],
    [
      'a weight without a route',
      { rules: [{ weighted: [{ weight: 1 }] }] },
      'invalid_field',
      'rules.0.weighted.0.route',
    ],
  ])('%s is refused', async (_, body, code, field) => {
    const answer = await put(body, { 'if-match': '"0"' });

    expect(refusal(answer)).toEqual({ status: 400, code });
    expect((answer.body.errors as { field: string }[])[0]!.field).toBe(field);
  });

  test.each([
    ['no routes', [{ countries: ['US'] }]],
    ['unknown routes', [{ routes: ['acme-99999999'] }]],
    ['both kinds of routes', [{ routes: [TEST], weighted: [{ route: TEST, weight: 1 }] }]],
  ])('a rule with %s is 422', async (_, rules) => {
    expect(refusal(await put({ rules }, { 'if-match': '"0"' }))).toEqual({ status: 422, code: 'invalid_policy' });
  });
});

describe('senders', () => {
  const sender = (value: string) => `senders/${encodeURIComponent(value)}`;

  test('the audit log names a sender that is a number by its last two digits', async () => {
    await call('PUT', sender('+15005550006'), user, { routes: [LIVE] });
    await call('DELETE', sender('+15005550006'), user);
    for (const method of ['GET', 'DELETE']) await call(method, sender('+15005550006'), user);
    await call('PUT', sender('Acme'), user, { routes: [LIVE] });

    const rows = (await gateway.audited({})).filter(({ action }) => action.startsWith('sender.'));
    expect(rows.map(({ action, target }) => [action, target])).toEqual([
      ['sender.save', '*06'],
      ['sender.delete', '*06'],
      ['sender.read', '*06'],
      ['sender.delete', '*06'],
      ['sender.save', 'Acme'],
    ]);
  });

  test('one is saved, read, listed and taken away', async () => {
    const saved = await call('PUT', sender('+15005550006'), user, { routes: [LIVE, TEST] });
    await call('PUT', sender('Acme'), user, { routes: [LIVE] });

    expect(saved.body).toEqual({ value: '+15005550006', routes: [LIVE, TEST] });
    expect((await call('GET', sender('+15005550006'), user)).body).toEqual(saved.body);
    expect(dataOf(await call('GET', 'senders', user)).map(({ value }) => value)).toEqual(['+15005550006', 'Acme']);
    expect((await call('DELETE', sender('Acme'), user)).status).toBe(204);
    expect((await call('DELETE', sender('Acme'), user)).status).toBe(404);
    expect(dataOf(await call('GET', 'senders', user))).toHaveLength(1);
  });

  test('a key says what the routes of its own environment own, and nothing of the others', async () => {
    await call('PUT', sender('Acme'), user, { routes: [LIVE, TEST] });
    await call('PUT', sender('Hidden'), user, { routes: [LIVE] });

    expect(dataOf(await call('GET', 'senders', key))).toEqual([{ value: 'Acme', routes: [TEST] }]);
    expect((await call('GET', sender('Hidden'), key)).status).toBe(404);
    expect((await call('DELETE', sender('Hidden'), key)).status).toBe(404);
    const replaced = await call('PUT', sender('Acme'), key, { routes: [OTHER] });
    expect(replaced.body).toEqual({ value: 'Acme', routes: [OTHER] });
    expect((await call('GET', sender('Acme'), user)).body).toEqual({ value: 'Acme', routes: [OTHER, LIVE] });
    expect(refusal(await call('PUT', sender('Acme'), key, { routes: [LIVE] }))).toEqual({
      status: 422,
      code: 'invalid_sender',
    });
    expect((await call('DELETE', sender('Acme'), key)).status).toBe(204);
    expect((await call('GET', sender('Acme'), user)).body).toEqual({ value: 'Acme', routes: [LIVE] });
  });

  test.each([
    ['a form that is none', 'a.b', { routes: [TEST] }, 422, 'invalid_sender'],
    ['an unknown route', 'Acme', { routes: ['acme-99999999'] }, 422, 'invalid_sender'],
    ['no routes', 'Acme', { routes: [] }, 400, 'invalid_field'],
    ['routes that are a text', 'Acme', { routes: TEST }, 400, 'invalid_field'],
    ['an unknown field', 'Acme', { routes: [TEST], value: 'Other' }, 400, 'unknown_field'],
    ['a value of 33 characters', 'a'.repeat(33), { routes: [TEST] }, 400, 'invalid_id'],
    ['a value with a slash', 'a/b', { routes: [TEST] }, 400, 'invalid_id'],
    ['a value with a NUL', 'a\0b', { routes: [TEST] }, 400, 'invalid_id'],
  ])('%s is refused', async (_, value, body, status, code) => {
    expect(refusal(await call('PUT', sender(value), user, body))).toEqual({ status, code });
  });
});
