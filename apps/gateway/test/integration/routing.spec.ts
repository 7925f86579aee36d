// Real: gateway, HTTP, MongoDB, NATS. The dispatcher is a canned service on the real bus.
import type { Environment, PolicyRule, RouteView } from '#libs/contracts';
import { newRequestId, PostriderError } from '#libs/kernel';
import { GatewayUnderTest, OTHER_TENANT, TENANT, type Answer } from './gateway-under-test.ts';

const LIVE = 'acme-aaaaaaaa';
const TEST = 'acme-0a1b2c3d';
const OTHER = 'vonage-33333333';

let gateway: GatewayUnderTest;
let user: Record<string, string>;
let userId: string;
let key: Record<string, string>;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
  user = { authorization: `Bearer ${await gateway.logIn()}` };
  userId = `user:${String((await gateway.call('/api/v1/auth/me', { headers: user })).body.id)}`;
  key = { 'x-api-key': gateway.seededKey.key };
  await gateway.addTenant(OTHER_TENANT);
});
beforeEach(async () => {
  gateway.canned.forget();
  await gateway.mongo.session.collection('audit_logs').deleteMany({});
});
afterAll(() => gateway.close());

const call = (method: string, path: string, headers: Record<string, string>, body?: unknown): Promise<Answer> =>
  gateway.call(`/api/v1/${path}`, { method, headers, ...(body !== undefined && { body }) });
const dataOf = ({ body }: Answer) => body.data as Record<string, unknown>[];
const ids = (answer: Answer) => dataOf(answer).map(({ id }) => id);
const refusal = ({ status, body }: Answer) => ({ status, code: body.code });
const routes = () => gateway.dispatcher.routes;
const route = (id: string, environment: Environment): RouteView => ({
  ...routes().list.sample.routes[0]!,
  id,
  vendor: id.split('-')[0]!,
  environment,
});

describe('routes', () => {
  test('a key sees those of its environment, a user both or the one they choose', async () => {
    routes().list.saysNext({ routes: [route(OTHER, 'test'), route(TEST, 'test')] });

    expect(ids(await call('GET', 'routes', key))).toEqual([TEST, OTHER]);
    await call('GET', 'routes', user);
    await call('GET', 'routes', { ...user, 'postrider-environment': 'live' });
    expect(routes().list.asked).toEqual([
      { tenant: TENANT, environment: 'test' },
      { tenant: TENANT },
      { tenant: TENANT, environment: 'live' },
    ]);
  });

  test('one that the dispatcher does not list is 404 for a key, and nothing is changed', async () => {
    expect((await call('GET', `routes/${LIVE}`, key)).status).toBe(404);
    expect((await call('PATCH', `routes/${LIVE}`, key, { enabled: false })).status).toBe(404);
    expect((await call('POST', `routes/${LIVE}/force`, key, { force: 'auto', reason: 'x' })).status).toBe(404);
    expect((await call('GET', `routes/${LIVE}/history`, key)).status).toBe(404);
    const request = { tenant: TENANT, environment: 'test' };
    expect(gateway.canned.calls).toEqual(Array(4).fill({ question: 'routes.list', request }));
  });

  test('they are read page by page, and a cursor is valid only for this list and tenant', async () => {
    routes().list.says({ routes: [route(LIVE, 'live'), route(OTHER, 'test'), route(TEST, 'test')] });
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

  test('a change is passed on unchanged, null included, and audited', async () => {
    const change = { name: 'Main', order: 3, countries: ['US'], price_micros: 7_500, currency: 'USD' };
    const removal = { countries: null, price_micros: null, currency: null };
    const changed = await call('PATCH', `routes/${TEST}`, key, change);
    await call('PATCH', `routes/${TEST}`, key, removal);

    expect({ status: changed.status, body: changed.body }).toEqual({ status: 200, body: routes().change.sample });
    const asked = { tenant: TENANT, id: TEST, by: `key:${gateway.seededKey.keyId}` };
    expect(routes().change.asked).toEqual([
      { ...asked, change },
      { ...asked, change: removal },
    ]);
    expect(await gateway.audited({ action: 'route.change', target: TEST })).toMatchObject([
      { outcome: 'allowed', reason: 'countries,currency,name,order,price_micros' },
      { outcome: 'allowed' },
    ]);
  });

  test('a breaker is forced for a while, and released again', async () => {
    const reason = 'Works announced for +12025550123';
    const forced = await call('POST', `routes/${TEST}/force`, user, { force: 'open', for_s: 60, reason });
    await call('POST', `routes/${TEST}/force`, user, { force: 'auto', reason: 'done' });

    expect({ status: forced.status, body: forced.body }).toEqual({ status: 200, body: routes().force.sample });
    const asked = { tenant: TENANT, id: TEST, by: userId };
    expect(routes().force.asked).toEqual([
      { ...asked, force: 'open', for_s: 60, reason },
      { ...asked, force: 'auto', for_s: expect.any(Number), reason: 'done' },
    ]);
    const rows = await gateway.audited({ action: 'route.force' });
    expect(rows.map((row) => row.reason)).toEqual(['open', 'auto']);
    expect(JSON.stringify(rows)).not.toContain('announced');
  });

  test('its history is read page by page, newest first', async () => {
    const [entry] = routes().history.sample.changes;
    const changes = (...versions: readonly number[]) => versions.map((version) => ({ ...entry!, version }));
    routes().history.saysNext({ changes: changes(4, 3) }, { changes: changes(2, 1) });
    routes().list.says({ routes: [route(TEST, 'test'), route(OTHER, 'test')] });
    const first = await call('GET', `routes/${TEST}/history?limit=2`, key);
    const second = await call('GET', `routes/${TEST}/history?limit=2&cursor=${String(first.body.next_cursor)}`, key);
    const elsewhere = await call('GET', `routes/${OTHER}/history?cursor=${String(first.body.next_cursor)}`, key);

    expect([...dataOf(first), ...dataOf(second)]).toEqual(changes(4, 3, 2, 1));
    expect(second.body.next_cursor).toBeNull();
    expect(refusal(elsewhere)).toEqual({ status: 400, code: 'invalid_field' });
    expect(routes().history.asked).toEqual([
      { tenant: TENANT, id: TEST, limit: 2 },
      { tenant: TENANT, id: TEST, limit: 2, before: 3 },
    ]);
  });

  test('vendors are shown with the health of their routes', async () => {
    const [health] = routes().health.sample.routes;
    const other = { ...health!, route: OTHER, vendor: 'vonage' };
    routes().health.says({ routes: [other, health!] });

    expect(dataOf(await call('GET', 'vendors', key))).toEqual([
      { vendor: 'acme', routes: [health] },
      { vendor: 'vonage', routes: [other] },
    ]);
    await call('GET', 'vendors', user);
    expect(routes().health.asked).toEqual([{ tenant: TENANT, environment: 'test' }, { tenant: TENANT }]);
  });
});

describe('routing policies', () => {
  const put = (body: unknown, headers: Record<string, string> = {}, environment = 'test') =>
    call('PUT', `routing-policies/${environment}`, { ...user, ...headers }, body);
  const RULES: PolicyRule[] = [
    { name: 'codes', countries: ['VN'], prefixes: ['+8490'], categories: ['otp'], min_priority: 5, routes: [TEST] },
    {
      weighted: [
        { route: TEST, weight: 70 },
        { route: OTHER, weight: 30 },
      ],
    },
  ];

  const policies = () => gateway.dispatcher.policies;

  test('one is read with its version, replaced by its version, and removed', async () => {
    const none = await call('GET', 'routing-policies/test', user);
    const saved = await put({ rules: RULES }, { 'if-match': none.headers.get('etag')! });
    policies().read.says({ ...policies().save.sample, version: 1, rules: RULES });
    const again = await call('GET', 'routing-policies/test', user);
    const deleted = await call('DELETE', 'routing-policies/test', { ...user, 'if-match': '"1"' });

    expect([none.headers.get('etag'), saved.headers.get('etag'), again.headers.get('etag')]).toEqual([
      '"0"',
      '"1"',
      '"1"',
    ]);
    expect([none.body, saved.body]).toEqual([policies().read.sample, policies().save.sample]);
    expect(again.body).toEqual({ ...policies().save.sample, version: 1, rules: RULES });
    expect([deleted.status, deleted.text]).toEqual([204, '']);
    const asked = { tenant: TENANT, environment: 'test', by: userId };
    expect(policies().save.asked).toEqual([
      { ...asked, version: 0, rules: RULES },
      { ...asked, version: 1, rules: [] },
    ]);
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
    expect(policies().save.asked).toEqual([]);
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

  test('of two that save at once, the one that the dispatcher refuses gets an error', async () => {
    policies().save.saysNext(policies().save.sample, new PostriderError('version_conflict', 'There is another.'));
    const answers = await Promise.all([1, 2].map(() => put({ rules: RULES }, { 'if-match': '"0"' })));

    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412]);
    expect(policies().save.asked.map(({ version }) => version)).toEqual([0, 0]);
  });

  test('a key sees only that of its own environment', async () => {
    policies().read.says(({ environment }) => ({ environment, version: 0, rules: [] }));

    expect(dataOf(await call('GET', 'routing-policies', key)).map(({ environment }) => environment)).toEqual(['test']);
    expect(dataOf(await call('GET', 'routing-policies', user)).map(({ environment }) => environment)).toEqual([
      'live',
      'test',
    ]);
    const { length } = gateway.canned.calls;
    expect((await call('GET', 'routing-policies/live', key)).status).toBe(404);
    const foreign = await call('PUT', 'routing-policies/live', { ...key, 'if-match': '"0"' }, { rules: [] });
    expect(foreign.status).toBe(404);
    expect((await call('DELETE', 'routing-policies/live', key)).status).toBe(404);
    expect(gateway.canned.calls.length).toBe(length);
  });

  test('removing a policy that does not exist changes nothing', async () => {
    expect((await call('DELETE', 'routing-policies/test', key)).status).toBe(204);
    expect(policies().save.asked).toEqual([]);
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
    expect(policies().save.asked).toEqual([]);
  });

  test('rules that the dispatcher refuses are 422, with its sentence', async () => {
    const rules = [{ countries: ['US'] }, { routes: [TEST], weighted: [{ route: TEST, weight: 1 }] }];
    policies().save.refuses('invalid_policy', 'Rule 0: it names no routes.');
    const refused = await put({ rules }, { 'if-match': '"0"' });

    expect(refusal(refused)).toEqual({ status: 422, code: 'invalid_policy' });
    expect(refused.body.detail).toBe('Rule 0: it names no routes.');
    expect(policies().save.asked).toMatchObject([{ rules }]);
  });
});

describe('senders', () => {
  const sender = (value: string) => `senders/${encodeURIComponent(value)}`;

  const senders = () => gateway.dispatcher.senders;
  const NUMBER = '+15005550006';

  test('the audit log has only the last two digits of a sender that is a number', async () => {
    await call('PUT', sender(NUMBER), user, { routes: [LIVE] });
    await call('DELETE', sender(NUMBER), user);
    senders().list.says({ senders: [] });
    for (const method of ['GET', 'DELETE']) await call(method, sender(NUMBER), user);
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

  test('one is saved, read, listed and deleted', async () => {
    const both = { value: NUMBER, routes: [LIVE, TEST] };
    senders().list.says({ senders: [] });
    const saved = await call('PUT', sender(NUMBER), user, { routes: [LIVE, TEST] });
    senders().list.says({ senders: [both, { value: 'Acme', routes: [LIVE] }] });

    expect(saved.body).toEqual(both);
    expect((await call('GET', sender(NUMBER), user)).body).toEqual(both);
    expect(dataOf(await call('GET', 'senders', user)).map(({ value }) => value)).toEqual([NUMBER, 'Acme']);
    expect((await call('DELETE', sender('Acme'), user)).status).toBe(204);
    senders().list.says({ senders: [both] });
    expect((await call('DELETE', sender('Acme'), user)).status).toBe(404);
    expect(senders().save.asked).toEqual([{ tenant: TENANT, by: userId, sender: both }]);
    expect(senders().delete.asked).toEqual([{ tenant: TENANT, by: userId, value: 'Acme' }]);
  });

  test('its history is read page by page, newest first, also of one that is not there any more', async () => {
    const [entry] = senders().history.sample.changes;
    const changes = (...versions: readonly number[]) => versions.map((version) => ({ ...entry!, version }));
    senders().list.says({ senders: [] });
    senders().history.saysNext({ changes: changes(4, 3) }, { changes: changes(2, 1) });
    const path = `${sender(NUMBER)}/history`;
    const first = await call('GET', `${path}?limit=2`, user);
    const cursor = String(first.body.next_cursor);
    const second = await call('GET', `${path}?limit=2&cursor=${cursor}`, user);

    expect([...dataOf(first), ...dataOf(second)]).toEqual(changes(4, 3, 2, 1));
    expect(second.body.next_cursor).toBeNull();
    expect(cursor).not.toContain(Buffer.from(NUMBER).toString('base64url').slice(0, 8));
    for (const elsewhere of [`senders/Acme/history?cursor=${cursor}`, `senders?cursor=${cursor}`])
      expect(refusal(await call('GET', elsewhere, user))).toEqual({ status: 400, code: 'invalid_field' });
    expect(senders().history.asked).toEqual([
      { tenant: TENANT, value: NUMBER, limit: 2 },
      { tenant: TENANT, value: NUMBER, limit: 2, before: 3 },
    ]);
  });

  test('a cursor of the history of a route is none of a sender with the name of that route', async () => {
    const named = 'a-0a1b2c3d';
    routes().list.says({ routes: [route(named, 'test')] });
    routes().history.says({ changes: [{ ...routes().history.sample.changes[0]!, version: 2 }] });
    const { body } = await call('GET', `routes/${named}/history?limit=1`, user);

    const elsewhere = await call('GET', `${sender(named)}/history?cursor=${String(body.next_cursor)}`, user);
    expect(refusal(elsewhere)).toEqual({ status: 400, code: 'invalid_field' });
  });

  test('a key asks for what changed of the routes of its environment, a user for all or for the one they name', async () => {
    await call('GET', 'senders/Acme/history', key);
    await call('GET', 'senders/Acme/history', { ...user, 'postrider-environment': 'live' });
    await call('GET', 'senders/Acme/history', user);

    const asked = { tenant: TENANT, value: 'Acme', limit: 50 };
    expect(senders().history.asked).toEqual([
      { ...asked, environment: 'test' },
      { ...asked, environment: 'live' },
      asked,
    ]);
  });

  test('the history of one that never was is 404 and audited, with the last two digits of a number alone', async () => {
    const lines = gateway.captureLog();
    senders().history.refuses('not_found');
    const unknown = await call('GET', `${sender('+15005550099')}/history`, user);
    senders().history.forget();
    await call('GET', `${sender('+15005550099')}/history`, user);

    expect(refusal(unknown)).toEqual({ status: 404, code: 'not_found' });
    expect(await gateway.audited({})).toMatchObject([
      { action: 'sender.read', target: '*99', outcome: 'denied', reason: 'not_found', actor: userId },
    ]);
    expect(JSON.stringify(lines)).not.toContain('5005550099');
    const metrics = await (await fetch(`${gateway.opsUrl}/metrics`)).text();
    expect(metrics).toContain('/api/v1/senders/:value/history');
    expect(metrics).not.toContain('5005550099');
  });

  test('a key changes the routes of its own environment only', async () => {
    const acme = { value: 'Acme', routes: [LIVE, TEST] };
    senders().list.says({ senders: [acme, { value: 'Hidden', routes: [LIVE] }] });
    routes().list.says({ routes: [route(TEST, 'test'), route(OTHER, 'test')] });

    expect(dataOf(await call('GET', 'senders', key))).toEqual([{ value: 'Acme', routes: [TEST] }]);
    expect((await call('GET', sender('Hidden'), key)).status).toBe(404);
    expect((await call('DELETE', sender('Hidden'), key)).status).toBe(404);
    const replaced = await call('PUT', sender('Acme'), key, { routes: [OTHER] });
    expect(replaced.body).toEqual({ value: 'Acme', routes: [OTHER] });
    expect(refusal(await call('PUT', sender('Acme'), key, { routes: [LIVE] }))).toEqual({
      status: 422,
      code: 'invalid_sender',
    });
    expect((await call('DELETE', sender('Acme'), key)).status).toBe(204);

    const by = `key:${gateway.seededKey.keyId}`;
    expect(senders().save.asked).toEqual([
      { tenant: TENANT, by, sender: { value: 'Acme', routes: [OTHER, LIVE] } },
      { tenant: TENANT, by, sender: { value: 'Acme', routes: [LIVE] } },
    ]);
    expect(senders().delete.asked).toEqual([]);
    expect(routes().list.asked).toEqual(Array(6).fill({ tenant: TENANT, environment: 'test' }));
  });

  test('phones and pools of its environment are routes that a key sees and assigns', async () => {
    const [mine, others] = [`pool-${newRequestId()}`, `phone-${newRequestId()}`];
    senders().list.says({ senders: [{ value: 'Acme', routes: [mine, others, LIVE] }], phones: [mine] });
    routes().list.says({ routes: [route(TEST, 'test')] });

    expect(dataOf(await call('GET', 'senders', key))).toEqual([{ value: 'Acme', routes: [mine] }]);
    const replaced = await call('PUT', sender('Acme'), key, { routes: [mine, TEST] });
    expect(replaced.body).toEqual({ value: 'Acme', routes: [mine, TEST] });
    expect(refusal(await call('PUT', sender('Acme'), key, { routes: [others] }))).toMatchObject({ status: 422 });

    expect(senders().save.asked).toMatchObject([{ sender: { routes: [mine, TEST, others, LIVE] } }]);
    expect(senders().list.asked).toEqual(Array(3).fill({ tenant: TENANT, environment: 'test' }));
  });

  test('a sender that the dispatcher refuses is 422', async () => {
    senders().save.refuses('invalid_sender');

    for (const [value, routes] of [
      ['a.b', [TEST]],
      ['Acme', ['acme-99999999']],
    ] as const) {
      const refused = await call('PUT', sender(value), user, { routes });
      expect(refusal(refused)).toEqual({ status: 422, code: 'invalid_sender' });
      expect(senders().save.asked.at(-1)).toEqual({ tenant: TENANT, by: userId, sender: { value, routes } });
    }
  });

  test.each([
    ['no routes', 'Acme', { routes: [] }, 400, 'invalid_field'],
    ['routes that are a text', 'Acme', { routes: TEST }, 400, 'invalid_field'],
    ['an unknown field', 'Acme', { routes: [TEST], value: 'Other' }, 400, 'unknown_field'],
    ['a value of 33 characters', 'a'.repeat(33), { routes: [TEST] }, 400, 'invalid_id'],
    ['a value with a slash', 'a/b', { routes: [TEST] }, 400, 'invalid_id'],
    ['a value with a NUL', 'a\0b', { routes: [TEST] }, 400, 'invalid_id'],
  ])('%s is refused, and the dispatcher is not asked', async (_, value, body, status, code) => {
    expect(refusal(await call('PUT', sender(value), user, body))).toEqual({ status, code });
    expect(gateway.canned.calls).toEqual([]);
  });
});
