// Real: template service, MongoDB, NATS. The dispatcher and the adapter of the vendor are canned.
import { create, runTemplate, TENANT, type RunningTemplate } from '../builders/running-template.ts';

let running: RunningTemplate;
let templates: RunningTemplate['templates'];
beforeAll(async () => {
  running = await runTemplate();
  ({ templates } = running);
});
afterAll(() => running[Symbol.asyncDispose]());

let count = 0;
const newTemplate = async () => (await templates.create(create({ key: `key_${++count}` }))).id;
const map = (template: string, over: Partial<Parameters<typeof templates.map>[0]> = {}) =>
  templates.map({
    tenant: TENANT,
    template,
    by: 'user:a',
    vendor: 'acme',
    code: '100',
    tokens: { CODE: 'code' },
    ...over,
  });
const of = (template: string) => ({ tenant: TENANT, template });

test('a mapping is answered and shown, and the hint about it is gone', async () => {
  const id = await newTemplate();
  const before = await templates.read(of(id));
  expect(before.hints).toContainEqual(expect.objectContaining({ code: 'no_mapping', vendor: 'acme' }));

  expect(await map(id)).toEqual({ vendor: 'acme', version: 1, code: '100', tokens: { CODE: 'code' } });
  expect(await templates.read(of(id))).toMatchObject({
    vendor_mappings: [{ vendor: 'acme', version: 1, code: '100' }],
    hints: [],
  });
});

test('a wrong mapping names its fields', async () => {
  const id = await newTemplate();

  await expect(map(id, { code: 'x', tokens: {} })).rejects.toMatchObject({
    code: 'invalid_template',
    errors: [{ field: 'code' }, { field: 'tokens.CODE' }],
  });
});

test('a vendor without an adapter is refused with the reason', async () => {
  const id = await newTemplate();

  const message = expect.stringContaining('No adapter of this vendor is running here.');
  for (const vendor of ['nobody', 'Not a vendor!'])
    await expect(map(id, { vendor })).rejects.toMatchObject({
      code: 'invalid_template',
      errors: [{ field: 'vendor', message }],
    });
});

test('a mapping of an approved version is changed by those who may approve', async () => {
  const id = await newTemplate();
  await map(id);
  await templates.approve({ ...of(id), by: 'user:b' });

  await expect(map(id)).rejects.toMatchObject({ code: 'insufficient_scope' });
  const unmap = { ...of(id), by: 'user:a', vendor: 'acme' };
  await expect(templates.unmap(unmap)).rejects.toMatchObject({ code: 'insufficient_scope' });
  expect(await map(id, { code: '200', may_approve: true })).toMatchObject({ code: '200' });
  await templates.unmap({ ...unmap, may_approve: true });
  await expect(templates.unmap({ ...unmap, may_approve: true })).rejects.toMatchObject({ code: 'not_found' });
});

test('a new version has mappings of its own, and takes over those that fit', async () => {
  const id = await newTemplate();
  await map(id);
  await templates.approve({ ...of(id), by: 'user:b' });
  await templates.change({ ...of(id), by: 'user:a', contents: { en: 'It is {CODE}.' } });
  await map(id, { code: '300' });

  const codes = async () =>
    (await templates.read(of(id))).vendor_mappings.map(({ version, code }) => `${version} ${code}`);
  expect(await codes()).toEqual(['1 100', '2 300']);
  await templates.change({ ...of(id), by: 'user:a', contents: { en: '{CODE} {NAME}' } });
  expect(await codes()).toEqual(['1 100']);
  await templates.change({ ...of(id), by: 'user:a', contents: { en: '{CODE}' } });
  await templates.approve({ ...of(id), by: 'user:b' });
  expect(await codes()).toEqual([]);
});
