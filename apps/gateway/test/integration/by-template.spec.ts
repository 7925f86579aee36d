// Real: gateway, HTTP, MongoDB, NATS. The dispatcher and the template service are canned on the real bus.
import type { RenderItem, RenderReply, RenderRequest } from '#libs/contracts';
import { PostriderError, unavailable } from '#libs/kernel';
import { GatewayUnderTest } from './gateway-under-test.ts';
import { replyTo } from './replies.ts';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.canned.forget();
  gateway.cannedTemplates.forget();
  rendering().says(rendered);
  gateway.dispatcher.messages.submit.says((request) => replyTo(request));
});

const TO = '+12025550123';
const BY = { to: TO, template: 'login', variables: { CODE: '1234' } };
const BATCH = '/api/v1/messages/batch';
const rendering = () => gateway.template.templates.render;
const submitted = () => gateway.dispatcher.messages.submit.asked.at(-1)!.items;
const asked = () => rendering().asked.flatMap(({ calls }) => calls.flatMap(({ items }) => items));

const SENT = { id: '01JD3C4V5W6X7Y8Z9A0B1C2D3E', version: 3, language: 'en', vendors: [] };

/** Templates named `no` do not exist. */
function rendered({ calls }: RenderRequest): RenderReply {
  const itemOf = ({ template, variables = {} }: RenderItem) =>
    template === 'no'
      ? { code: 'template_not_found' as const, detail: 'There is no such template.', field: 'template' }
      : { text: `Code ${variables.CODE}`, category: 'otp' as const, template: SENT };
  return { calls: calls.map(({ items }) => ({ items: items.map(itemOf) })) };
}

test('a message by template is rendered, and sent with its template and the category of the template', async () => {
  const answer = await gateway.send({ ...BY, language: 'en-GB', client_ref: 'c' });

  expect(answer.status).toBe(202);
  expect(rendering().asked).toEqual([
    { calls: [{ tenant: '00000001', items: [{ template: 'login', language: 'en-GB', variables: BY.variables }] }] },
  ]);
  expect(submitted()).toEqual([{ to: TO, client_ref: 'c', text: 'Code 1234', template: SENT, category: 'otp' }]);
});

test('a template is named by its number as well, and the category of the message is kept', async () => {
  await gateway.send({ ...BY, template: 7, category: 'alert' });

  expect(asked()).toMatchObject([{ template: '7' }]);
  expect(submitted()).toMatchObject([{ category: 'alert' }]);
});

test.each<[string, object, string]>([
  ['neither text nor template', { to: TO }, 'text'],
  ['both', { ...BY, text: 'x' }, 'text'],
  ['variables without a template', { to: TO, text: 'x', variables: {} }, 'variables'],
  ['a language without a template', { to: TO, text: 'x', language: 'en' }, 'language'],
  ['a name that is none', { ...BY, template: 'a b' }, 'template'],
  ['a number that is none', { ...BY, template: -1 }, 'template'],
  ['values that are no texts', { ...BY, variables: { CODE: 1 } }, 'variables'],
  ['a list of values', { ...BY, variables: ['1'] }, 'variables'],
])('a message with %s is refused', async (_, body, field) => {
  const { status, body: problem } = await gateway.send(body);

  expect({ status, code: problem.code }).toEqual({ status: 400, code: 'invalid_field' });
  expect(problem.errors).toEqual([expect.objectContaining({ field })]);
  expect(rendering().asked).toEqual([]);
});

test('B46 a message that cannot be rendered is refused with its code and field, and not submitted', async () => {
  const { status, body } = await gateway.send({ ...BY, template: 'no' });

  expect({ status, code: body.code }).toEqual({ status: 404, code: 'template_not_found' });
  expect(body.errors).toEqual([expect.objectContaining({ field: 'template' })]);
  expect(gateway.dispatcher.messages.submit.asked).toEqual([]);
});

test('a repeated call gets the first answer, also if the template is gone now', async () => {
  const first = { ...gateway.dispatcher.messages.submit.sample, replayed: true };
  gateway.dispatcher.messages.submit.saysNext(first);
  const answer = await gateway.send({ ...BY, template: 'no' }, { 'idempotency-key': 'k' });

  expect([answer.status, answer.headers.get('idempotent-replayed')]).toEqual([202, 'true']);
});

test('a call with a key that was not accepted before is refused with the reason of the template', async () => {
  gateway.dispatcher.messages.submit.saysNext(new PostriderError('invalid_number', 'It is no number.'));
  const { status, body } = await gateway.send({ ...BY, template: 'no' }, { 'idempotency-key': 'k2' });

  expect({ status, code: body.code }).toEqual({ status: 404, code: 'template_not_found' });
});

test('the fingerprint is that of what the caller sent', async () => {
  const fingerprint = async (body: object) => {
    await gateway.send(body);
    return gateway.dispatcher.messages.submit.asked.at(-1)!.fingerprint;
  };
  const first = await fingerprint(BY);

  rendering().says((request) => {
    const { calls } = rendered(request);
    return { calls: calls.map(({ items }) => ({ items: items.map((item) => ({ ...item, text: 'Other' })) })) };
  });
  expect(await fingerprint(BY)).toBe(first);
  expect(await fingerprint({ ...BY, variables: { CODE: '1235' } })).not.toBe(first);
});

test('in a batch one message that cannot be rendered is refused by its position', async () => {
  gateway.dispatcher.messages.submit.says((request) => replyTo(request, { 1: 'invalid_number', 3: 'invalid_number' }));
  const { status, body } = await gateway.send(
    { messages: [BY, { ...BY, template: 'no' }, { to: TO, text: 'plain' }, { to: TO }] },
    {},
    BATCH,
  );

  expect(status).toBe(202);
  expect((body.items as { code?: string }[]).map(({ code = 'ok' }) => code)).toEqual([
    'ok',
    'template_not_found',
    'ok',
    'invalid_field',
  ]);
  expect(submitted().map(({ text }) => text)).toEqual(['Code 1234', '', 'plain', '']);
});

test('defaults give the template, and add variables to those of each message', async () => {
  const defaults = { template: 'login', language: 'tr', variables: { shop: 'X', CODE: '0' } };
  const messages = [
    { to: TO, variables: { CODE: '1' } },
    { to: TO },
    { to: TO, text: 'own text' },
    { to: TO, template: 'other' },
  ];
  await gateway.send({ defaults, messages }, {}, BATCH);

  expect(asked()).toEqual([
    { template: 'login', language: 'tr', variables: { shop: 'X', CODE: '1' } },
    { template: 'login', language: 'tr', variables: { shop: 'X', CODE: '0' } },
    { template: 'other' },
  ]);
  expect(submitted().map(({ text }) => text)).toEqual(['Code 1', 'Code 0', 'own text', 'Code undefined']);
});

test('variables of the defaults are added where each message names its own template', async () => {
  const messages = [{ to: TO, template: 'one', variables: { CODE: '1' } }];
  await gateway.send({ defaults: { variables: { shop: 'X' } }, messages }, {}, BATCH);

  expect(asked()).toEqual([{ template: 'one', variables: { shop: 'X', CODE: '1' } }]);
});

test('defaults with a text and a template are refused', async () => {
  const { status, body } = await gateway.send(
    { defaults: { text: 'x', template: 'login' }, messages: [{ to: TO }] },
    {},
    BATCH,
  );

  expect({ status, code: body.code }).toEqual({ status: 400, code: 'invalid_field' });
});

test('5,000 messages are rendered in parts, in their order', async () => {
  const messages = Array.from({ length: 5_000 }, (_, n) => ({ to: TO, variables: { CODE: String(n) } }));
  const { status } = await gateway.send({ defaults: { template: 'login' }, messages }, {}, BATCH);

  expect(status).toBe(202);
  expect(Math.max(...rendering().asked.map(({ calls }) => calls.flatMap(({ items }) => items).length))).toBe(500);
  expect(submitted().map(({ text }) => text)).toEqual(messages.map((_, n) => `Code ${n}`));
});

test('calls that come while one is rendered go together in the next', async () => {
  const first = Promise.withResolvers<void>();
  rendering().saysNext(async (request) => {
    await first.promise;
    return rendered(request);
  });
  const opening = gateway.send(BY);
  while (rendering().asked.length === 0) await new Promise(setImmediate);
  const others = Array.from({ length: 20 }, (_, n) => gateway.send({ ...BY, variables: { CODE: String(n) } }));
  // The gateway has read the last of them when it has answered a later call.
  await Promise.all(Array.from({ length: 20 }, () => gateway.call('/api/v1/limits', KEY())));
  first.resolve();

  expect((await Promise.all([opening, ...others])).map(({ status }) => status)).toEqual(Array(21).fill(202));
  expect(rendering().asked.length).toBeLessThan(10);
});
const KEY = () => ({ headers: { 'x-api-key': gateway.seededKey.key } });

test('without the template service sends by template are 503, and others are sent', async () => {
  rendering().says(unavailable('The database'));
  const { status, headers } = await gateway.send(BY);

  expect([status, headers.has('retry-after')]).toEqual([503, true]);
  expect((await gateway.send({ to: TO, text: 'x' })).status).toBe(202);
});

test('a simulation renders, and names a template that cannot be as a block', async () => {
  await gateway.send(BY, {}, '/api/v1/simulate');
  const { status, body } = await gateway.send({ ...BY, template: 'no' }, {}, '/api/v1/simulate');

  expect(gateway.dispatcher.messages.simulate.asked).toMatchObject([{ item: { text: 'Code 1234', template: SENT } }]);
  expect([status, body.blocks]).toEqual([200, [expect.objectContaining({ code: 'template_not_found' })]]);
});

test('values of a message are in no log, neither of a good call nor of a refused one', async () => {
  const lines = gateway.captureLog();
  const secret = 'kingfisher-9042';
  await gateway.send({ ...BY, variables: { CODE: secret } });
  const refused = await gateway.send({ ...BY, template: 'no', variables: { CODE: secret } });

  expect(refused.text).not.toContain(secret);
  expect(lines.join('')).not.toContain(secret);
});
