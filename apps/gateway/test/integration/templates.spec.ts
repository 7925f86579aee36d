// Real: gateway, HTTP, MongoDB, NATS. The dispatcher and the template service are canned on the real bus.
import { PostriderError } from '#libs/kernel';
import { GatewayUnderTest, type Answer } from './gateway-under-test.ts';
import { addUser } from './people.ts';

let gateway: GatewayUnderTest;
let admin: Record<string, string>;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
  admin = { authorization: `Bearer ${await gateway.logIn()}` };
});
afterAll(() => gateway.close());
beforeEach(() => gateway.cannedTemplates.forget());

const templates = () => gateway.template.templates;
const call = (method: string, path: string, body?: unknown, headers = admin): Promise<Answer> =>
  gateway.call(`/api/v1/templates${path}`, { method, headers, ...(body !== undefined && { body }) });
const refusal = ({ status, body }: Answer) => `${status} ${String(body.code)}`;
const key = { get: () => ({ 'x-api-key': gateway.seededKey.key }) };

const NEW = { key: 'login', contents: { en: 'Your code is {CODE}.' }, variables: { CODE: { max_length: 8 } } };

test('a template is made, and audited under its id', async () => {
  const answer = await call('POST', '', { ...NEW, name: 'Log in', category: 'otp', message_type: '2fa_code' });

  expect([answer.status, answer.body.id]).toEqual([201, templates().create.sample.id]);
  expect(templates().create.asked).toEqual([
    {
      ...NEW,
      tenant: '00000001',
      by: expect.stringMatching(/^user:/),
      name: 'Log in',
      category: 'otp',
      message_type: '2fa_code',
    },
  ]);
  expect(await gateway.audited({ action: 'template.create' })).toMatchObject([
    { outcome: 'allowed', target: templates().create.sample.id },
  ]);
});

test.each<[string, string, string, unknown, string]>([
  ['no key', 'POST', '', { contents: {} }, '400 invalid_field'],
  ['contents of another type', 'POST', '', { ...NEW, contents: 'x' }, '400 invalid_field'],
  ['an unknown field', 'POST', '', { ...NEW, approved: true }, '400 unknown_field'],
  ['an empty change', 'PATCH', '/login', {}, '400 invalid_field'],
  ['a name that is none', 'GET', '/a%20b', undefined, '400 invalid_id'],
  ['a vendor that is none', 'PUT', '/login/vendor-mappings/A', { code: '1', tokens: {} }, '400 invalid_id'],
  ['tokens of another type', 'PUT', '/login/vendor-mappings/acme', { code: '1', tokens: 'x' }, '400 invalid_field'],
  ['a version that is none', 'DELETE', '/login/vendor-mappings/acme?version=0', undefined, '400 invalid_field'],
  ['a preview with a number as value', 'POST', '/login/preview', { variables: { CODE: 1 } }, '400 invalid_field'],
  ['a filter that is none', 'GET', '?active=yes', undefined, '400 invalid_field'],
])('%s is refused', async (_, method, path, body, expected) => {
  expect(refusal(await call(method, path, body))).toBe(expected);
  expect(gateway.cannedTemplates.calls).toEqual([]);
});

test.each<[string, number]>([
  ['invalid_placeholder', 422],
  ['invalid_template', 422],
  ['invalid_text', 422],
  ['name_taken', 409],
])('B41, B42 what the template service refuses with %s is %s, with its fields', async (code, status) => {
  const errors = [{ field: 'contents.en', code, message: 'It is wrong.' }] as never;
  templates().create.says(new PostriderError(code as 'name_taken', 'It is wrong.', { errors }));
  const answer = await call('POST', '', NEW);

  expect(answer.status).toBe(status);
  expect(answer.body.errors).toEqual(errors);
});

test('pages of templates and of versions are followed by their cursors', async () => {
  templates().list.saysNext({ ...templates().list.sample, next: 5 });
  const first = await call('GET', '?limit=1&active=false');
  await call('GET', `?limit=1&cursor=${String(first.body.next_cursor)}`);

  expect(templates().list.asked).toEqual([
    { tenant: '00000001', limit: 1, active: false },
    { tenant: '00000001', limit: 1, after: 5 },
  ]);
  const versions = await call('GET', '/login/versions?limit=1');
  await call('GET', `/login/versions?limit=1&cursor=${String(versions.body.next_cursor)}`);
  expect(templates().versions.asked).toMatchObject([{ limit: 1 }, { limit: 1, before: 2 }]);
});

test('an approval names the version that was looked at, and its audit row the one that was approved', async () => {
  expect((await call('POST', '/login/approve', { version: 2 })).status).toBe(200);
  expect((await call('POST', '/login/approve')).status).toBe(200);

  expect(templates().approve.asked).toEqual([
    { tenant: '00000001', template: 'login', by: expect.stringMatching(/^user:/), version: 2 },
    { tenant: '00000001', template: 'login', by: expect.stringMatching(/^user:/) },
  ]);
  expect(await gateway.audited({ action: 'template.approve' })).toMatchObject([
    { target: 'login', reason: 'version=2' },
    { target: 'login', reason: 'version=2' },
  ]);
});

describe('B45 where the tenant wants two persons', () => {
  const fourEyes = (on: boolean) =>
    gateway.call('/api/v1/tenant', {
      method: 'PATCH',
      headers: { ...admin, 'if-match': '*' },
      body: { template_four_eyes: on },
    });
  beforeAll(async () => {
    expect((await fourEyes(true)).body.template_four_eyes).toBe(true);
  });
  afterAll(() => fourEyes(false));

  test('the template service is told so, and refuses its author', async () => {
    templates().approve.says(new PostriderError('insufficient_scope', 'Another person has to.'));

    expect(refusal(await call('POST', '/login/approve'))).toBe('403 insufficient_scope');
    expect(templates().approve.asked).toMatchObject([{ four_eyes: true, same_as: [] }]);
  });

  test('a key approves nothing', async () => {
    const live = await gateway.addKey({ scopes: ['templates:approve'] });

    expect(refusal(await call('POST', '/login/approve', undefined, { 'x-api-key': live.key }))).toBe(
      '403 insufficient_scope',
    );
    expect(templates().approve.asked).toEqual([]);
  });

  test('whoever made the key that wrote the version is its author', async () => {
    const owner = await addUser(gateway, 'owner');
    const made = await gateway.call('/api/v1/api-keys', {
      method: 'POST',
      headers: owner,
      body: { name: 'writer', environment: 'live', scopes: ['templates:write'] },
    });
    const author = `key:${String(made.body.id)}`;
    const [version] = templates().versions.sample.versions;
    templates().versions.says({ versions: [{ ...version!, created_by: author }] });

    await call('POST', '/login/approve', undefined, owner);
    await call('POST', '/login/approve');
    expect(templates().approve.asked.map(({ same_as }) => same_as)).toEqual([[author], []]);
  });

  test('so is whoever made the key that made that key, and only the version that was looked at is approved', async () => {
    const owner = await addUser(gateway, 'admin');
    const make = (headers: Record<string, string>, scopes: string[]) =>
      gateway.call('/api/v1/api-keys', {
        method: 'POST',
        headers,
        body: { name: 'writer', environment: 'live', scopes },
      });
    const first = await make(owner, ['keys:write', 'templates:write']);
    const second = await make({ 'x-api-key': String(first.body.key) }, ['templates:write']);
    const author = `key:${String(second.body.id)}`;
    const [version] = templates().versions.sample.versions;
    templates().versions.says({ versions: [{ ...version!, version: 4, created_by: author }] });

    await call('POST', '/login/approve', undefined, owner);
    expect(templates().approve.asked).toMatchObject([{ same_as: [author], version: 4 }]);
  });
});

test('a test key writes drafts, and changes nothing that live messages depend on', async () => {
  expect((await call('POST', '', NEW, key.get())).status).toBe(201);
  expect((await call('PATCH', '/login', { contents: NEW.contents }, key.get())).status).toBe(200);
  const refused = [
    await call('PATCH', '/login', { active: false }, key.get()),
    await call('DELETE', '/login', undefined, key.get()),
    await call('POST', '/login/approve', undefined, key.get()),
  ];

  expect(refused.map(refusal)).toEqual(Array(3).fill('403 insufficient_scope'));
  await call('PUT', '/login/vendor-mappings/acme', { code: '1', tokens: ['CODE'] }, key.get());
  await call('PUT', '/login/vendor-mappings/acme', { code: '1', tokens: ['CODE'] });
  expect(templates().map.asked.map(({ may_approve }) => may_approve)).toEqual([false, true]);
});

test('each change is audited with what it is about', async () => {
  await call('PATCH', '/login', { active: false, name: 'Other' });
  await call('PUT', '/login/vendor-mappings/acme', { code: '1', tokens: { CODE: 'code' } });
  await call('DELETE', '/login/vendor-mappings/acme');
  await call('DELETE', '/login');

  const rows = await gateway.audited({ outcome: 'allowed', target: 'login' });
  expect(rows.slice(-4).map(({ action, reason }) => `${action} ${reason}`)).toEqual([
    'template.change active,name',
    'template.map vendor=acme',
    'template.unmap vendor=acme',
    'template.delete undefined',
  ]);
});
