// Real: template service, MongoDB, NATS. The dispatcher is canned.
import { create, OTHER_TENANT, runTemplate, TENANT, type RunningTemplate } from '../builders/running-template.ts';

let running: RunningTemplate;
let templates: RunningTemplate['templates'];
beforeAll(async () => {
  running = await runTemplate();
  ({ templates } = running);
});
afterAll(() => running[Symbol.asyncDispose]());

let count = 0;
const newTemplate = async (over: Parameters<typeof create>[0] = {}) =>
  templates.create(create({ key: `key_${++count}`, ...over }));
const of = (template: string) => ({ tenant: TENANT, template });
const approve = (template: string, by = 'user:approver') => templates.approve({ ...of(template), by });
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'ok',
    (error: { code: string }) => error.code,
  );

test('every tenant has the defaults, approved, made once by several replicas', async () => {
  await running.another();
  const tenants = ['00000003', '00000004', '00000005'];
  const pages = await Promise.all(
    tenants.flatMap((tenant) => Array.from({ length: 6 }, () => templates.list({ tenant, limit: 100 }))),
  );

  for (const { items } of pages)
    expect(
      items.map(({ key, number, built_in, approved_version }) => [key, number, built_in, approved_version]),
    ).toEqual([
      ['appointment_reminder', 1, true, 1],
      ['assessment_notification', 2, true, 1],
      ['password_reset', 3, true, 1],
      ['2fa_code', 4, true, 1],
    ]);
});

test('a default that a tenant deleted or changed is not made again', async () => {
  const tenant = '00000006';
  await templates.delete({ tenant, template: '2fa_code', by: 'user:a' });
  await templates.change({ tenant, template: 'password_reset', by: 'user:a', contents: { en: 'Code {{code}}' } });

  await running.another();
  for (let n = 0; n < 9; n++) await templates.list({ tenant, limit: 1 });

  expect(await code(templates.read({ tenant, template: '2fa_code' }))).toBe('not_found');
  expect(await templates.read({ tenant, template: 'password_reset' })).toMatchObject({
    version: 2,
    state: 'draft',
    approved_version: 1,
    contents: { en: 'Code {{code}}' },
    variables: { code: { max_length: 12 } },
  });
  expect(await templates.create(create({ tenant, key: '2fa_code' }))).toMatchObject({ number: 5, built_in: false });
});

test('a template is found by its id, its key and its number', async () => {
  const { id, key, number } = await newTemplate({ name: 'Log in' });

  for (const name of [id, key, String(number)])
    expect(await templates.read(of(name))).toMatchObject({
      id,
      key,
      number,
      name: 'Log in',
      version: 1,
      state: 'draft',
    });
});

test("another tenant's template answers like one that does not exist", async () => {
  const { id } = await newTemplate();

  expect(await code(templates.read({ tenant: OTHER_TENANT, template: id }))).toBe('not_found');
  expect(await code(templates.approve({ tenant: OTHER_TENANT, template: id, by: 'user:a' }))).toBe('not_found');
});

test('a key is taken once, also by two calls at once, and numbers are not given twice', async () => {
  const twice = await Promise.all([code(newTemplate({ key: 'taken' })), code(newTemplate({ key: 'taken' }))]);
  const many = await Promise.all(Array.from({ length: 12 }, () => newTemplate()));

  expect(twice.toSorted()).toEqual(['name_taken', 'ok']);
  expect(new Set(many.map(({ number }) => number)).size).toBe(12);
});

test.each(['', 'Login', '123', '_a', 'a b', 'a'.repeat(65)])('the key %j is refused', async (key) => {
  expect(await code(newTemplate({ key }))).toMatch(/^invalid_(template|field)$/);
});

test('B45 of two approvals at once one is made, and the other is a conflict', async () => {
  const { id } = await newTemplate();
  const both = await Promise.all([code(approve(id, 'user:a')), code(approve(id, 'user:b'))]);

  expect(both.toSorted()).toEqual(['ok', 'version_conflict']);
  expect(await code(approve(id))).toBe('version_conflict');
});

test('B45 other content makes a new version, which is not approved', async () => {
  const { id } = await newTemplate();
  await approve(id);
  const changed = await templates.change({ ...of(id), by: 'user:b', contents: { en: 'New {CODE}' } });

  expect(changed).toMatchObject({ version: 2, state: 'draft', approved_version: 1, languages: ['en'] });
  const { versions } = await templates.versions({ ...of(id), limit: 10 });
  expect(versions).toEqual([
    expect.objectContaining({ version: 2, state: 'draft', created_by: 'user:b', contents: { en: 'New {CODE}' } }),
    expect.objectContaining({ version: 1, state: 'approved', approved_by: 'user:approver' }),
  ]);
  expect(versions[1]!.contents).toEqual({ en: 'Your code is {CODE}.', tr: 'Kodunuz {CODE}.' });
  expect(await templates.versions({ ...of(id), limit: 1 })).toEqual({ versions: [versions[0]] });
  expect(await templates.versions({ ...of(id), limit: 1, before: 2 })).toEqual({ versions: [versions[1]] });
});

test('B45 whoever wrote a version does not approve it where the tenant wants two persons', async () => {
  const { id } = await newTemplate({ by: 'key:a' });
  const approval = { ...of(id), four_eyes: true };

  expect(await code(templates.approve({ ...approval, by: 'key:a' }))).toBe('insufficient_scope');
  expect(await code(templates.approve({ ...approval, by: 'user:a', same_as: ['key:a'] }))).toBe('insufficient_scope');
  expect(await code(templates.approve({ ...approval, by: 'user:b' }))).toBe('ok');
});

test('a version that is not the newest any more is not approved', async () => {
  const { id } = await newTemplate();
  await templates.change({ ...of(id), by: 'user:b', category: 'alert' });

  expect(await code(templates.approve({ ...of(id), by: 'user:a', version: 1 }))).toBe('version_conflict');
  expect(await templates.approve({ ...of(id), by: 'user:a', version: 2 })).toMatchObject({ category: 'alert' });
});

test('changes at once make one version each, and none is lost', async () => {
  const { id } = await newTemplate();
  const texts = ['a', 'b', 'c', 'd'].map((letter) => `${letter} {CODE}`);
  await Promise.all(texts.map((en) => templates.change({ ...of(id), by: 'user:b', contents: { en } })));

  const { versions } = await templates.versions({ ...of(id), limit: 10 });
  expect(versions.map(({ version }) => version)).toEqual([5, 4, 3, 2, 1]);
  expect(
    versions
      .slice(0, 4)
      .map(({ contents }) => String(contents.en))
      .toSorted(),
  ).toEqual(texts);
});

test('name and activity change without a new version', async () => {
  const { id } = await newTemplate();

  expect(await templates.change({ ...of(id), by: 'user:b', name: 'Other', active: false })).toMatchObject({
    name: 'Other',
    active: false,
    version: 1,
  });
});

test('a deleted template frees its key and keeps its number', async () => {
  const first = await newTemplate({ key: 'again' });
  await templates.delete({ ...of('again'), by: 'user:a' });
  const second = await newTemplate({ key: 'again' });

  expect(await code(templates.read(of(first.id)))).toBe('not_found');
  expect(await code(templates.read(of(String(first.number))))).toBe('not_found');
  expect(second.number).toBeGreaterThan(first.number);
});

test('lists go by number, in pages, with filters', async () => {
  const tenant = '00000007';
  await templates.change({ tenant, template: '1', by: 'user:a', active: false });

  const first = await templates.list({ tenant, limit: 3 });
  const rest = await templates.list({ tenant, limit: 3, after: first.next! });
  const active = await templates.list({ tenant, limit: 10, active: true, category: 'otp' });

  expect([first.items.length, first.next, rest.items.length, rest.next]).toEqual([3, 3, 1, undefined]);
  expect(active.items.map(({ key }) => key)).toEqual(['password_reset', '2fa_code']);
  expect((await templates.list({ tenant, limit: 10, active: false })).items).toHaveLength(1);
});

test('a preview shows every language or one, with what is missing, and never a value that is not allowed', async () => {
  const { id } = await newTemplate();

  expect(await templates.preview({ ...of(id), variables: { CODE: '{x}' } })).toMatchObject({
    version: 1,
    missing: [],
    previews: [
      { language: 'en', text: 'Your code is {x}.', segments: 1 },
      { language: 'tr', text: 'Kodunuz {x}.', segments: 1 },
    ],
  });
  expect(await templates.preview({ ...of(id), language: 'tr-TR' })).toMatchObject({
    missing: ['CODE'],
    previews: [{ language: 'tr', text: 'Kodunuz {CODE}.' }],
  });
  expect(await code(templates.preview({ ...of(id), variables: { CODE: '123456789' } }))).toBe('invalid_variables');
  expect(await code(templates.preview({ ...of(id), variables: { OTHER: '1' } }))).toBe('invalid_variables');
  expect(await code(templates.preview({ ...of(id), version: 7 }))).toBe('not_found');
});

test('an older version can be previewed', async () => {
  const { id } = await newTemplate();
  await templates.change({ ...of(id), by: 'user:b', contents: { en: 'Two {CODE}' } });
  await templates.change({ ...of(id), by: 'user:b', contents: { en: 'Three {CODE}' } });

  for (const [version, text] of [
    [1, 'Your code is 7.'],
    [2, 'Two 7'],
    [3, 'Three 7'],
  ] as const)
    expect((await templates.preview({ ...of(id), version, variables: { CODE: '7' } })).previews[0]).toMatchObject({
      text,
    });
});
