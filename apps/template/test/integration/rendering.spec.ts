// Real: template service, MongoDB, NATS. The dispatcher and the adapter of the vendor are canned.
import { MongoClient } from 'mongodb';
import type { RenderItem } from '#libs/contracts';
import { create, OTHER_TENANT, runTemplate, TENANT, type RunningTemplate } from '../builders/running-template.ts';

let running: RunningTemplate;
let templates: RunningTemplate['templates'];
let id: string;
beforeAll(async () => {
  running = await runTemplate();
  ({ templates } = running);
  ({ id } = await templates.create(create()));
  await templates.map({ tenant: TENANT, template: id, by: 'user:a', vendor: 'acme', code: '7', tokens: ['CODE'] });
  await templates.approve({ tenant: TENANT, template: id, by: 'user:b' });
});
afterAll(() => running[Symbol.asyncDispose]());

async function render(items: RenderItem[], tenant: string = TENANT, ignore_extra = false) {
  const { calls } = await templates.render({ calls: [{ tenant, items, ignore_extra }] });
  return calls[0]!.items;
}

test('a message is rendered by the approved version, in its language, with the tokens of its vendors', async () => {
  expect(await render([{ template: 'login', language: 'tr-TR', variables: { CODE: '12{CODE}' } }])).toEqual([
    {
      text: 'Kodunuz 12{CODE}.',
      category: 'otp',
      template: {
        id,
        version: 1,
        language: 'tr',
        vendors: [{ vendor: 'acme', code: '7', tokens: { CODE: '12{CODE}' } }],
      },
    },
  ]);
});

test('one call renders the messages of several callers, each by their own templates', async () => {
  const item = { template: '2fa_code', variables: { code: '1' } };
  const { calls } = await templates.render({
    calls: [
      { tenant: TENANT, items: [item, { ...item, language: 'ko' }] },
      { tenant: OTHER_TENANT, items: [item, { template: id, variables: { CODE: '1' } }] },
    ],
  });

  expect(calls.map(({ items }) => items.map(({ text, code }) => text ?? code))).toEqual([
    ['Your verification code is 1. Do not share it with anyone.', '인증번호는 1입니다. 다른 사람에게 알려주지 마세요.'],
    ['Your verification code is 1. Do not share it with anyone.', 'template_not_found'],
  ]);
});

test('B43, B46 a message that cannot be rendered is refused alone, with the name of what is wrong', async () => {
  await templates.create(create({ key: 'draft' }));
  await templates.create(create({ key: 'inactive' }));
  await templates.approve({ tenant: TENANT, template: 'inactive', by: 'user:b' });
  await templates.change({ tenant: TENANT, template: 'inactive', by: 'user:a', active: false });
  const variables = { CODE: '1' };

  const rendered = await render([
    { template: 'login', variables },
    { template: 'login', variables: {} },
    { template: 'login', variables: { ...variables, NAME: 'a' } },
    { template: 'nothing', variables },
    { template: '999', variables },
    { template: 'draft', variables },
    { template: 'inactive', variables },
    { template: 'login' },
  ]);
  expect(rendered.map(({ code = 'ok', field }) => `${code} ${field}`)).toEqual([
    'ok undefined',
    'invalid_variables variables.CODE',
    'invalid_variables variables.NAME',
    'template_not_found template',
    'template_not_found template',
    'template_not_approved template',
    'template_inactive template',
    'invalid_variables variables.CODE',
  ]);
});

test('a caller may have extra variables left out', async () => {
  const [item] = await render([{ template: 'login', variables: { CODE: '1', NAME: 'a' } }], TENANT, true);

  expect(item).toMatchObject({ text: 'Your code is 1.' });
});

test('the next call after an approval is rendered by the new version', async () => {
  await templates.create(create({ key: 'moving', contents: { en: 'One' }, variables: {} }));
  await templates.approve({ tenant: TENANT, template: 'moving', by: 'user:b' });
  const text = async () => (await render([{ template: 'moving' }]))[0];

  await running.another();
  for (let n = 0; n < 4; n++) expect(await text()).toMatchObject({ text: 'One', template: { version: 1 } });
  await templates.change({ tenant: TENANT, template: 'moving', by: 'user:a', contents: { en: 'Two' } });
  for (let n = 0; n < 4; n++) expect(await text()).toMatchObject({ text: 'One', template: { version: 1 } });
  await templates.approve({ tenant: TENANT, template: 'moving', by: 'user:b' });
  for (let n = 0; n < 4; n++) expect(await text()).toMatchObject({ text: 'Two', template: { version: 2 } });
});

test('a call may name more templates than are kept ready', async () => {
  const client = await MongoClient.connect(running.mongo.uri);
  const stored = client.db(running.mongo.database).collection('templates');
  const like = await stored.findOne({ key: 'moving' });
  const many = Array.from({ length: 2_100 }, (__, n) => ({
    ...like,
    _id: `${TENANT}.${'0'.repeat(22)}${String(n).padStart(4, '0')}`,
    number: 10_000 + n,
    key: `many-${n}`,
  }));
  await stored.insertMany(many as never[]);
  await client.close();
  const calls = Array.from({ length: 5 }, (__, part) => ({
    tenant: TENANT,
    items: Array.from({ length: 420 }, (___, n) => ({ template: `many-${part * 420 + n}` })),
  }));

  const rendered = await templates.render({ calls });
  expect(rendered.calls.flatMap(({ items }) => items.filter(({ text }) => text !== 'Two'))).toEqual([]);
});

test('values of wrong types from the bus are refused', async () => {
  const wrong = [{ template: 'login', variables: { CODE: 7 } }] as unknown as RenderItem[];
  expect(await render(wrong)).toMatchObject([{ code: 'invalid_variables' }]);
  for (const item of [{ template: 7 }, { template: 'login', variables: [] }, {}])
    await expect(render([item as unknown as RenderItem])).rejects.toMatchObject({ code: 'invalid_field' });
});
