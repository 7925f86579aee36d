// Real: gateway, HTTP, MongoDB, NATS. The dispatcher, the template service and agent-lease are canned on the real bus.
import type { RenderItem, RenderRequest, SubmitReply } from '#libs/contracts';
import { PostriderError, unavailable } from '#libs/kernel';
import { addUser } from './people.ts';
import { GatewayUnderTest, TENANT, type Answer, type Call } from './gateway-under-test.ts';
import { replyTo } from './replies.ts';

const AGENT = 'phone-01JD3C4V5W6X7Y8Z9A0B1C2D3E';
const ID = '01JD3C4V5W6X7Y8Z9A0B1C2D3E';
const ANYWHERE = ['/sms', ''];

let gateway: GatewayUnderTest;
let admin: { readonly authorization: string };
beforeAll(async () => {
  gateway = await GatewayUnderTest.start({ MAX_RECIPIENTS_PER_REQUEST: '3', MAX_TEXT_LENGTH: '20' });
  admin = { authorization: `Bearer ${await gateway.logIn()}` };
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.canned.forget();
  gateway.cannedTemplates.forget();
  gateway.cannedAgents.forget();
  gateway.dispatcher.messages.submit.says((request) => replyTo(request));
  gateway.template.templates.render.says(rendered);
});

/** The template `no` does not exist. */
function rendered({ calls }: RenderRequest) {
  const itemOf = ({ template, variables = {} }: RenderItem) =>
    template === 'no'
      ? { code: 'template_not_found' as const, detail: 'There is no such template.', field: 'template' }
      : {
          text: `Ma OTP ${variables.CODE}`,
          category: 'otp' as const,
          template: { id: ID, version: 1, language: 'und', vendors: [] },
        };
  return { calls: calls.map(({ items }) => ({ items: items.map(itemOf) })) };
}

const asAdmin = (path: string, method = 'GET', body?: unknown): Promise<Answer> =>
  gateway.call(path, { method, body, headers: admin });
const submitted = () => gateway.dispatcher.messages.submit.asked.at(-1)!;
const ONE = { to: '0901234567', variables: { CODE: '123456' } };
const REQUEST = { template_id: ID, agent_id: AGENT, messages: [ONE] };
const send = (body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  gateway.send(body, headers, '/sms/requests');

/** An error in the door's form. */
function told({ status, headers, body }: Answer): unknown {
  expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
  const { detail, code, ...fields } = body;
  expect([detail, code]).toEqual([expect.stringMatching(/^\S.*\.$/), expect.stringMatching(/^[a-z_]+$/)]);
  for (const sentences of Object.values(fields))
    expect(sentences).toEqual(expect.arrayContaining([expect.stringMatching(/^\S.*\.$/)]));
  const names = Object.keys(fields).sort();
  return names.length > 0 ? { status, fields: names } : { status, code };
}

test.each(ANYWHERE)('%s/health says whether the gateway takes calls', async (base) => {
  for (const path of [`${base}/health`, `${base}/health/`]) {
    const { status, body } = await gateway.call(path);

    expect([path, status, body]).toEqual([
      path,
      200,
      {
        status: 'ok',
        service: 'sms',
        version: expect.stringMatching(/^\d+\.\d+\.\d+/),
        checks: expect.objectContaining({ database: 'ok' }),
      },
    ]);
  }
});

test.each(ANYWHERE)('%s/admin/api-keys makes a key that is shown once, listed, rotated and revoked', async (base) => {
  const wanted = { client_name: 'SafeShop', scopes: ['sms:send', 'sms:read'], rate_limit_per_day: 5000, colour: 'red' };
  const made = await asAdmin(`${base}/admin/api-keys`, 'POST', wanted);

  const { id, plain_key: key } = made.body;
  expect([made.status, made.body]).toEqual([
    201,
    {
      id,
      client_name: 'SafeShop',
      scopes: ['sms:send', 'sms:read'],
      rate_limit_per_day: 5000,
      plain_key: expect.stringMatching(/^sms_test_/),
    },
  ]);
  expect((await gateway.call(`${base}/templates`, { headers: { 'x-api-key': String(key) } })).status).toBe(403);
  const { body: list } = await asAdmin(`${base}/admin/api-keys/?limit=1&skip=0&order=x`);
  expect(list).toMatchObject({ items: [{ id, status: 'ACTIVE' }], limit: 1, skip: 0, total: expect.any(Number) });
  expect(JSON.stringify(list)).not.toContain(key);

  const rotated = await asAdmin(`${base}/admin/api-keys/${String(id)}/rotate`, 'POST');
  expect(rotated).toMatchObject({ status: 201, body: { client_name: 'SafeShop', plain_key: expect.any(String) } });
  const revoked = await asAdmin(`${base}/admin/api-keys/${String(rotated.body.id)}/revoke`, 'POST', {});
  expect(revoked).toMatchObject({ status: 200, body: { id: rotated.body.id, status: 'REVOKED' } });
  expect(told(await asAdmin(`${base}/admin/api-keys/${String(id)}/rotate`, 'POST'))).toMatchObject({ status: 409 });
});

test.each(ANYWHERE)('%s/admin/agent/registration-secret is read and saved', async (base) => {
  const { readSecret, saveSecret } = gateway.agentLease.agents;
  readSecret.says({ registration_secret: 'your-shared-secret', configured: true });
  saveSecret.says(({ registration_secret }) => ({ registration_secret, configured: registration_secret !== '' }));
  const path = `${base}/admin/agent/registration-secret`;

  expect((await asAdmin(path)).body).toEqual({ registration_secret: 'your-shared-secret', configured: true });
  expect((await asAdmin(path, 'PUT', { registration_secret: '' })).body).toEqual({
    registration_secret: '',
    configured: false,
  });
  expect(saveSecret.asked).toMatchObject([{ tenant: TENANT, by: expect.stringMatching(/^user:/) }]);
  expect(told(await asAdmin(path, 'PUT', {}))).toEqual({ status: 400, fields: ['registration_secret'] });
  expect(await gateway.audited({ action: 'agent.secret_read' })).not.toEqual([]);
});

test('a key without a limit of its own shows the default', async () => {
  const { body } = await asAdmin('/admin/api-keys', 'POST', { client_name: 'x', scopes: ['sms:read'] });

  expect(body.rate_limit_per_day).toBe(20_000);
});

test.each(ANYWHERE)('%s/templates are made, listed, changed, approved and deleted', async (base) => {
  const { templates } = gateway.template;
  const { key: _, ...sample } = templates.create.sample;
  const draft = {
    ...sample,
    id: ID,
    key: 'k',
    name: 'otp',
    contents: { und: 'Ma OTP {CODE}' },
    languages: ['und'],
    state: 'draft' as const,
  };
  templates.create.says(draft);
  const made = await asAdmin(`${base}/templates/`, 'POST', { name: 'Mã OTP', content: 'Ma OTP {CODE}', id: 7 });

  expect([made.status, made.body]).toEqual([
    201,
    {
      id: ID,
      name: 'otp',
      content: 'Ma OTP {CODE}',
      status: 'DRAFT',
      version: expect.any(Number),
      category: expect.any(String),
      created_at: expect.any(String),
      updated_at: expect.any(String),
    },
  ]);
  expect(templates.create.asked.at(-1)).toMatchObject({
    key: expect.stringMatching(/^ma_otp-[0-9a-z]{8}$/),
    name: 'Mã OTP',
    contents: { und: 'Ma OTP {CODE}' },
  });

  templates.list.says({ items: [{ ...draft }] });
  templates.read.says(draft);
  expect((await asAdmin(`${base}/templates?limit=10`)).body).toMatchObject({
    items: [{ id: ID, content: 'Ma OTP {CODE}', status: 'DRAFT' }],
    total: 1,
    limit: 10,
    skip: 0,
  });
  for (const method of ['PATCH', 'PUT']) {
    templates.change.says({ ...draft, version: 2 });
    const changed = await asAdmin(`${base}/templates/${ID}`, method, { content: 'Ma: {CODE}' });
    expect(changed).toMatchObject({ status: 200, body: { status: 'DRAFT', version: 2 } });
    expect(templates.change.asked.at(-1)).toMatchObject({ template: ID, contents: { und: 'Ma: {CODE}' } });
  }
  templates.approve.says({ ...draft, state: 'approved' });
  expect(await asAdmin(`${base}/templates/${ID}/approve`, 'POST')).toMatchObject({
    status: 200,
    body: { id: ID, status: 'APPROVED' },
  });
  templates.read.says({ ...draft, state: 'approved' });
  expect((await asAdmin(`${base}/templates/${ID}/approve/`, 'POST')).body.status).toBe('APPROVED');
  expect(templates.approve.asked).toHaveLength(1);
  expect((await asAdmin(`${base}/templates/${ID}`, 'DELETE')).status).toBe(204);
});

test.each(['/sms/requests', '/sms/requests/', '/requests', '/requests/'])(
  '%s hands the messages to the phone, by the template and the rules of the door',
  async (path) => {
    const { status, body } = await gateway.send({ ...REQUEST, priority: 8, sender: 'x' }, {}, path);

    const { request_id, items, policy, operation, all_or_nothing } = submitted();
    expect([status, body]).toEqual([202, { request_id, total: 1, accepted: 1, canceled: 0, rejected: 0 }]);
    expect(items).toEqual([
      {
        to: '0901234567',
        text: 'Ma OTP 123456',
        route: AGENT,
        priority: 8,
        category: 'otp',
        template: { id: ID, version: 1, language: 'und', vendors: [] },
      },
    ]);
    expect({ operation, all_or_nothing }).toEqual({ operation: 'batch', all_or_nothing: false });
    expect(policy).toMatchObject({
      destinations: ['US', 'VN'],
      default_region: 'VN',
      block_international: true,
      duplicate_window_minutes: 3,
    });
  },
);

test('values may be numbers, and those that the template does not have are ignored', async () => {
  await send({ ...REQUEST, messages: [{ ...ONE, variables: { CODE: 123456, NAME: 'x' }, note: 'x' }] });

  expect(submitted().items).toMatchObject([{ text: 'Ma OTP 123456' }]);
  expect(gateway.template.templates.render.asked.at(-1)!.calls).toMatchObject([{ ignore_extra: true }]);
});

test('messages that cannot be sent are refused by their positions, and duplicates are counted', async () => {
  gateway.dispatcher.messages.submit.says((request): SubmitReply => {
    const reply = replyTo(request, { 1: 'invalid_number' });
    return { ...reply, accepted: 0, canceled: 1 };
  });
  const { status, body } = await send({ ...REQUEST, messages: [ONE, { to: '12' }, 5] });

  expect([status, body]).toEqual([
    202,
    {
      request_id: submitted().request_id,
      total: 3,
      accepted: 0,
      canceled: 1,
      rejected: 1,
      rejects: [{ index: 1, to: '12', code: 'invalid_number', detail: 'It is refused.' }],
    },
  ]);
});

test('a text that is longer than MAX_TEXT_LENGTH is refused by its position', async () => {
  gateway.dispatcher.messages.submit.says((request) => replyTo(request, { 1: 'invalid_number' }));
  const { body } = await send({ ...REQUEST, messages: [ONE, { ...ONE, variables: { CODE: '1'.repeat(20) } }] });

  expect(body).toMatchObject({ accepted: 1, rejects: [{ index: 1, code: 'invalid_text' }] });
});

test.each<[string, unknown, unknown]>([
  ['an empty body', {}, { status: 400, fields: ['agent_id', 'messages', 'template_id'] }],
  ['no phone', { ...REQUEST, agent_id: undefined }, { status: 400, fields: ['agent_id'] }],
  ['a phone that is none', { ...REQUEST, agent_id: 'agent-001' }, { status: 400, fields: ['agent_id'] }],
  ['no messages', { ...REQUEST, messages: [] }, { status: 400, fields: ['messages'] }],
  ['too many messages', { ...REQUEST, messages: Array(4).fill(ONE) }, { status: 400, fields: ['messages'] }],
  ['messages that are no list', { ...REQUEST, messages: ONE }, { status: 400, fields: ['messages'] }],
  ['an unknown template', { ...REQUEST, template_id: 'no' }, { status: 400, fields: ['template_id'] }],
  ['a wrong priority', { ...REQUEST, priority: 10 }, { status: 400, fields: ['priority'] }],
  [
    'nothing that is a message, for an unknown template',
    { ...REQUEST, template_id: 'no', messages: [ONE, 5] },
    { status: 400, fields: ['template_id'] },
  ],
  ['no JSON', '{', { status: 415, code: 'unsupported_media_type' }],
])('a request with %s is refused, and nothing is stored', async (_, body, expected) => {
  expect(told(await send(body))).toEqual(expected);
  expect(gateway.dispatcher.messages.submit.asked).toEqual([]);
});

test.each<[string, () => void]>([
  ['does not exist', () => gateway.agentLease.agents.read.says(new PostriderError('not_found', 'x'))],
  [
    'is of the other environment',
    () => gateway.agentLease.agents.read.says({ ...gateway.agentLease.agents.read.sample, environment: 'live' }),
  ],
  [
    'is revoked',
    () => gateway.agentLease.agents.read.says({ ...gateway.agentLease.agents.read.sample, revoked: true }),
  ],
])('a request for a phone that %s is refused, but a repeated call gets the first answer', async (_, set) => {
  set();
  expect(told(await send(REQUEST))).toEqual({ status: 400, fields: ['agent_id'] });
  expect(gateway.dispatcher.messages.submit.asked).toEqual([]);

  gateway.dispatcher.messages.submit.says((request) => ({ ...replyTo(request), replayed: true }));
  const again = await send(REQUEST, { 'idempotency-key': 'k' });
  expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([202, 'true']);
  expect(submitted()).toMatchObject({ all_or_nothing: true, idempotency_key: 'k' });
  gateway.dispatcher.messages.submit.says(new PostriderError('invalid_number', 'It is no number.'));
  expect(told(await send(REQUEST, { 'idempotency-key': 'k2' }))).toEqual({ status: 400, fields: ['agent_id'] });
});

test('while agent-lease is away the dispatcher decides about the phone', async () => {
  gateway.agentLease.agents.read.says(unavailable('The phones'));

  expect((await send(REQUEST)).status).toBe(202);
});

const MESSAGE = `${ID}.0000`;
const summary = () => ({
  ...gateway.dispatcher.messages.list.sample.items[0]!,
  id: MESSAGE,
  request_id: ID,
  to: '0901234567',
  text: 'Ma OTP 123456',
  status: 'UNCONFIRMED' as const,
  agent_id: AGENT,
  masked: false,
  created_at: '2030-01-01T00:00:00.000Z',
  updated_at: '2030-01-01T00:01:00.000Z',
});
const SHOWN = {
  id: MESSAGE,
  request_id: ID,
  to: '0901234567',
  text: 'Ma OTP 123456',
  status: 'FAILED',
  agent_id: AGENT,
  last_error: 'OUTCOME_UNKNOWN',
  created_at: '2030-01-01T00:00:00.000Z',
  updated_at: '2030-01-01T00:01:00.000Z',
};

test.each(ANYWHERE)('%s/messages and messages/all list messages by limit and skip', async (base) => {
  const { locate, list } = gateway.dispatcher.messages;
  locate.says({ total: 7, after: `${ID}.0005` });
  list.says({ items: [summary()] });
  const by = `limit=2&skip=5&colour=red`;

  for (const path of [`messages?request_id=${ID}&${by}`, `messages/all/?status=FAILED&agent_id=${AGENT}&${by}`]) {
    const { status, body } = await asAdmin(`${base}/${path}`);
    expect([status, body]).toEqual([200, { items: [SHOWN], total: 7, limit: 2, skip: 5 }]);
  }
  const [ofRequest, ofAll] = list.asked;
  expect(ofRequest).toMatchObject({ where: { request: ID }, limit: 2, after: `${ID}.0005`, with_outcome: true });
  expect(ofAll!.where).toEqual({ status: expect.arrayContaining(['EXPIRED', 'FAILED', 'UNCONFIRMED']), agent: AGENT });
  expect(locate.asked).toMatchObject([{ where: { request: ID }, skip: 5 }, { skip: 5 }]);
});

test('a page behind the last message is empty', async () => {
  gateway.dispatcher.messages.locate.says({ total: 3 });

  expect((await asAdmin('/messages/all?skip=3')).body).toEqual({ items: [], total: 3, limit: 50, skip: 3 });
  expect(gateway.dispatcher.messages.list.asked).toEqual([]);
});

test('short pages are put together', async () => {
  const { locate, list } = gateway.dispatcher.messages;
  locate.says({ total: 2 });
  list.saysNext({ items: [summary()], next: MESSAGE }, { items: [summary()] });

  expect((await asAdmin('/messages/all?limit=2')).body.items).toHaveLength(2);
  expect(list.asked).toMatchObject([{ limit: 2 }, { limit: 1, after: MESSAGE }]);
});

test('a key sees what it sent, an administrator what everybody sent', async () => {
  const { keyId, key } = await gateway.addKey({ environment: 'test' });
  const headers = { 'x-api-key': key };
  const { requests, messages } = gateway.dispatcher;
  for (const path of ['/messages/all', `/messages?request_id=${ID}`, `/requests/${ID}`]) {
    gateway.canned.forget();
    await gateway.call(path, { headers });
    expect(gateway.canned.calls.length).toBeGreaterThan(0);
    for (const { request } of gateway.canned.calls)
      expect(request).toMatchObject({ tenant: TENANT, created_by: `key:${keyId}`, environment: 'test' });
    gateway.canned.forget();
    await asAdmin(path);
    for (const { request } of gateway.canned.calls) expect(request).not.toHaveProperty('created_by');
  }
  requests.read.says({ ...requests.read.sample, created_by: 'key:another' });
  expect(told(await gateway.call(`/requests/${ID}`, { headers }))).toEqual({ status: 404, code: 'not_found' });
  expect(messages.list.asked).toHaveLength(1);
});

test.each(ANYWHERE)('%s/requests/:id has counts, a status and the first messages by position', async (base) => {
  const { requests, messages } = gateway.dispatcher;
  const items = [0, 1].map((at) => ({ id: `${ID}.000${at}`, status: 'PENDING' as const, to: '0901234567' }));
  const counts = { PENDING: 1, UNCONFIRMED: 1 };
  requests.read.says({ ...requests.read.sample, id: ID, total: 3, counts, items, created_at: SHOWN.created_at });
  messages.list.says({ items: [summary()] });
  const { status, body } = await asAdmin(`${base}/requests/${ID}`);

  expect([status, body]).toEqual([
    200,
    {
      request_id: ID,
      status: 'PENDING',
      total: 3,
      counts: { PENDING: 1, FAILED: 1 },
      messages: [
        SHOWN,
        {
          ...SHOWN,
          id: `${ID}.0001`,
          text: null,
          status: 'PENDING',
          agent_id: null,
          last_error: null,
          updated_at: SHOWN.created_at,
        },
      ],
    },
  ]);
  expect(messages.list.asked).toMatchObject([{ where: { request: ID }, limit: 100, after: `${ID}.0100` }]);
});

test('a message that is masked has no text', async () => {
  const { text: _, ...masked } = summary();
  gateway.dispatcher.messages.list.says({ items: [{ ...masked, to: '+84******67', masked: true }] });

  expect((await asAdmin('/messages/all')).body).toMatchObject({ items: [{ to: '+84******67', text: null }] });
});

test.each(ANYWHERE)('%s/admin/audit-logs lists who did what by limit and skip', async (base) => {
  await asAdmin('/admin/api-keys', 'POST', { client_name: 'x', scopes: ['sms:read'] });
  const all = (await asAdmin(`${base}/admin/audit-logs?limit=100`)).body as { items: object[]; total: number };
  const page = (await asAdmin(`${base}/admin/audit-logs?limit=1&skip=1`)).body;

  expect(all.items[0]).toMatchObject({ action: 'key.create', result: 'allowed' });
  expect(all.total).toBe(all.items.length);
  expect(page).toMatchObject({ items: [all.items[1]], limit: 1, skip: 1 });
});

const CALLS: readonly (readonly [string, string, Call & { readonly as?: 'admin' }, unknown])[] = [
  ['an unknown path', '/sms/nowhere', {}, { status: 404, code: 'not_found' }],
  ['the base', '/sms', {}, { status: 404, code: 'not_found' }],
  ['an unknown path without the base', '/admin/api-keys/x/y', {}, { status: 404, code: 'not_found' }],
  ['a phone path', '/agent/nowhere', {}, { status: 503, code: 'service_unavailable' }],
  ['a wrong method', '/sms/templates', { method: 'PUT' }, { status: 405, code: 'method_not_allowed' }],
  ['a wrong method at /health', '/health', { method: 'POST' }, { status: 405, code: 'method_not_allowed' }],
  ['no credential', '/sms/templates', {}, { status: 401, code: 'unauthenticated' }],
  [
    'a wrong key',
    '/requests',
    { method: 'POST', headers: { 'x-api-key': 'x' } },
    { status: 401, code: 'unauthenticated' },
  ],
  [
    'a form',
    '/sms/templates',
    { method: 'POST', body: 'a=b', as: 'admin' },
    { status: 415, code: 'unsupported_media_type' },
  ],
  [
    'broken JSON',
    '/sms/templates',
    { method: 'POST', body: '{', headers: { 'content-type': 'application/json' }, as: 'admin' },
    { status: 400, code: 'invalid_json' },
  ],
  [
    'no name',
    '/sms/templates',
    { method: 'POST', body: { content: 'x' }, as: 'admin' },
    { status: 400, fields: ['name'] },
  ],
  ['a wrong limit', '/sms/templates?limit=0', { as: 'admin' }, { status: 400, fields: ['limit'] }],
  ['no request', '/sms/messages', { as: 'admin' }, { status: 400, fields: ['request_id'] }],
  ['a request that is none', '/messages?request_id=x', { as: 'admin' }, { status: 400, fields: ['request_id'] }],
  ['an unknown status', '/messages/all?status=DONE', { as: 'admin' }, { status: 400, fields: ['status'] }],
  ['a phone that is none', '/messages/all?agent_id=x', { as: 'admin' }, { status: 400, fields: ['agent_id'] }],
  ['a request id that is none', '/sms/requests/x', { as: 'admin' }, { status: 400, code: 'invalid_id' }],
  ['a wrong skip', '/sms/templates?skip=-1', { as: 'admin' }, { status: 400, fields: ['skip'] }],
  ['a name that is no id', '/sms/templates/a%20b', { as: 'admin' }, { status: 400, code: 'invalid_id' }],
  [
    'a scope that there is not',
    '/sms/admin/api-keys',
    { method: 'POST', body: { client_name: 'x', scopes: ['sms:all'] }, as: 'admin' },
    { status: 400, fields: ['scopes'] },
  ],
  [
    'a long body',
    '/sms/templates',
    { method: 'POST', body: { name: 'x', content: 'x'.repeat(300_000) }, as: 'admin' },
    { status: 413, code: 'request_too_large' },
  ],
  [
    'an empty Idempotency-Key',
    '/sms/requests',
    { method: 'POST', body: REQUEST, headers: { 'idempotency-key': '' }, as: 'admin' },
    { status: 400, code: 'invalid_idempotency_key' },
  ],
];

test.each(CALLS)('%s is answered in the form of the door', async (_, path, { as, headers, ...call }, expected) => {
  expect(told(await gateway.call(path, { ...call, headers: { ...(as && admin), ...headers } }))).toEqual(expected);
});

test('problems of the template service have the names of the door', async () => {
  const errors = [{ field: 'contents.und', code: 'invalid_placeholder' as const, message: 'The text has a brace.' }];
  gateway.template.templates.create.says(new PostriderError('invalid_placeholder', 'No.', { errors }));

  expect((await asAdmin('/sms/templates', 'POST', { name: 'x', content: '{' })).body).toEqual({
    content: ['The text has a brace.'],
    detail: 'No.',
    code: 'invalid_placeholder',
  });
});

test('a sender makes no templates and no keys', async () => {
  const headers = await addUser(gateway, 'sender');
  for (const path of ['/sms/templates', '/sms/admin/api-keys'])
    expect(told(await gateway.call(path, { method: 'POST', body: {}, headers }))).toEqual({
      status: 403,
      code: 'insufficient_scope',
    });
});

test('the native paths are not under the base path', async () => {
  const { status, body } = await gateway.call('/sms/api/v1/templates', { headers: admin });

  expect([status, body.code]).toEqual([404, 'not_found']);
  expect(gateway.template.templates.list.asked).toEqual([]);
});

test('another base path, country and no guard, as set', async () => {
  await using other = await GatewayUnderTest.start({
    BASE_PATH: '/api-sms',
    DEFAULT_COUNTRY_PREFIX: '+44',
    BLOCK_INTERNATIONAL: '0',
    ANTI_DUP_MINUTES: '0',
  });
  other.template.templates.render.says(rendered);
  other.dispatcher.messages.submit.says((request) => replyTo(request));

  expect((await other.call('/api-sms/health')).status).toBe(200);
  expect((await other.send(REQUEST, {}, '/api-sms/requests')).status).toBe(202);
  const { policy } = other.dispatcher.messages.submit.asked.at(-1)!;
  expect(policy).toEqual({ destinations: ['US', 'GB'], default_region: 'GB', duplicate_window_minutes: 0 });
  expect((await other.call('/sms/health')).status).toBe(404);
  expect(other.config().seedTenant).toBe(TENANT);
});

test.each([
  ['BASE_PATH', 'sms'],
  ['BASE_PATH', '/api/v1'],
  ['DEFAULT_COUNTRY_PREFIX', '84'],
  ['DEFAULT_COUNTRY_PREFIX', '+999'],
  ['MAX_RECIPIENTS_PER_REQUEST', '5001'],
  ['MAX_TEXT_LENGTH', '0'],
  ['ANTI_DUP_MINUTES', '-1'],
  ['BLOCK_INTERNATIONAL', 'yes'],
])('%s=%s is refused by name', (variable, value) => {
  expect(() => gateway.config({ [variable]: value })).toThrow(variable);
});
