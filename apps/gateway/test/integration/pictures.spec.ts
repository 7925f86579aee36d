// Real: gateway, HTTP, MongoDB, NATS, and a server of pictures on the loopback address. The dispatcher is canned.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GatewayUnderTest } from './gateway-under-test.ts';
import { replyTo } from './replies.ts';

const JPEG = Buffer.from('\xff\xd8\xff\xe0 the rest', 'latin1');
let gateway: GatewayUnderTest;
let pictures: Server;
let at: string;
let fetched: string[] = [];
beforeAll(async () => {
  pictures = createServer(({ url = '' }, response) => {
    fetched.push(url);
    if (url.startsWith('/gone')) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': 'image/jpeg' }).end(JPEG);
  });
  await new Promise<void>((resolve) => pictures.listen(0, '127.0.0.1', resolve));
  at = `http://127.0.0.1:${(pictures.address() as AddressInfo).port}`;
  gateway = await GatewayUnderTest.start({ OUTBOUND_ALLOWED_HOSTS: '127.0.0.1' });
});
afterAll(async () => {
  await gateway.close();
  await new Promise((resolve) => pictures.close(resolve));
});
beforeEach(() => {
  gateway.canned.forget();
  fetched = [];
});

const GOOD = { to: '+12025550123', text: 'Look' };
const BATCH = '/api/v1/messages/batch';
const submit = () => gateway.dispatcher.messages.submit;
const mediaOf = (url: string) => ({ urls: [url], types: ['image/jpeg'], largest_bytes: JPEG.length });

test('a message with a picture is passed on with its address and what it is', async () => {
  const url = `${at}/one.jpg`;
  const answer = await gateway.send({ ...GOOD, media_urls: [url], subject: 'Hi', media_fallback: 'link' });

  expect(answer.status).toBe(202);
  expect(submit().asked[0]!.items).toEqual([{ ...GOOD, media: { ...mediaOf(url), subject: 'Hi', fallback: 'link' } }]);
});

test.each([
  ['http://example.com/a.jpg', 'must be an https address'],
  ['https://user:password@example.com/a.jpg', 'must not contain a user or a password'],
  ['https://10.0.0.1/a.jpg', 'must name a public host'],
  ['https://2130706434/a.jpg', 'must name a public host'],
  ['https://example.com:6379/a.jpg', 'must have the port 443 or 8443'],
  ['gone', 'could not be fetched: its server answered 404'],
])('B63 a message with the picture %s is refused, and says which one', async (given, problem) => {
  const url = given === 'gone' ? `${at}/gone.jpg` : given;
  const { status, body, text } = await gateway.send({ ...GOOD, media_urls: [`${at}/good.jpg`, url] });

  expect(status).toBe(422);
  expect(body).toMatchObject({
    code: 'invalid_media',
    errors: [{ field: 'media_urls.1', code: 'invalid_media', message: `media_urls.1 ${problem}.` }],
  });
  expect(text).not.toContain(url);
  expect(submit().asked).toEqual([]);
});

test.each<[object, string, string]>([
  [{ media_urls: [] }, 'media_urls', 'invalid_media'],
  [{ media_urls: Array(11).fill('https://example.com/a.jpg') }, 'media_urls', 'invalid_media'],
  [{ media_urls: 'https://example.com/a.jpg' }, 'media_urls', 'invalid_media'],
  [{ media_urls: [7] }, 'media_urls', 'invalid_media'],
  [{ media_urls: [`https://example.com/${'a'.repeat(2_048)}`] }, 'media_urls', 'invalid_media'],
  [{ media_urls: ['https://example.com/a.jpg'], media_fallback: 'none' }, 'media_fallback', 'invalid_field'],
  [{ subject: 'Hi' }, 'subject', 'invalid_field'],
  [{ media_urls: ['https://example.com/a.jpg'], subject: 'a\r\nb: c' }, 'subject', 'invalid_text'],
  [{ media_urls: ['https://example.com/a.jpg'], subject: 'a\u0000' }, 'subject', 'invalid_text'],
  [{ media_urls: ['https://example.com/a.jpg'], subject: '\u202Egpj.a' }, 'subject', 'invalid_text'],
  [{ media_fallback: 'link' }, 'media_fallback', 'invalid_field'],
])('B63 %j is refused without a fetch', async (fields, field, code) => {
  const { status, body } = await gateway.send({ ...GOOD, ...fields });

  expect([status >= 400 && status < 500, body['code'], (body['errors'] as { field: string }[])[0]!.field]).toEqual([
    true,
    code,
    field,
  ]);
});

test('a batch of 5,000 with one picture fetches it once', async () => {
  submit().says((asked) => replyTo(asked));
  const messages = Array.from({ length: 5_000 }, (_, index) => ({ to: `+1202555${1_000 + index}` }));
  const defaults = { text: 'Look', media_urls: [`${at}/batch.jpg`] };

  expect((await gateway.send({ messages, defaults }, {}, BATCH)).body).toMatchObject({ accepted: 5_000 });
  expect(fetched).toEqual(['/batch.jpg']);
  expect(submit().asked[0]!.items[4_999]).toEqual({
    to: '+12025555999',
    text: 'Look',
    media: mediaOf(`${at}/batch.jpg`),
  });
});

test('a message of a batch with a wrong picture is refused by its position', async () => {
  submit().says((asked) => replyTo(asked, { 1: 'invalid_number' }));
  const messages = [GOOD, { ...GOOD, media_urls: [`${at}/gone.jpg`] }, { ...GOOD, media_urls: [`${at}/one.jpg`] }];
  const { body } = await gateway.send({ messages, defaults: { subject: 'Hi' } }, {}, BATCH);

  const detail = 'media_urls.0 could not be fetched: its server answered 404.';
  expect((body['items'] as object[])[1]).toEqual({ position: 1, code: 'invalid_media', detail });
  const [wordless, , pictured] = submit().asked[0]!.items;
  expect(wordless).toEqual(GOOD);
  expect(pictured).toEqual({ ...GOOD, media: { ...mediaOf(`${at}/one.jpg`), subject: 'Hi' } });
});

test('a call takes 20 different pictures', async () => {
  submit().says((asked) => replyTo(asked));
  const batchOf = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ ...GOOD, media_urls: [`${at}/${index % count}.jpg`] }));

  expect((await gateway.send({ messages: batchOf(20) }, {}, BATCH)).status).toBe(202);
  fetched = [];
  expect(await gateway.send({ messages: batchOf(21) }, {}, BATCH)).toMatchObject({
    status: 422,
    body: { code: 'invalid_media' },
  });
  expect(fetched).toEqual([]);
});

test('a repeat of a call gets the first answer, though its picture is gone', async () => {
  const key = { 'idempotency-key': 'once' };
  const body = { ...GOOD, media_urls: [`${at}/gone.jpg`] };
  submit().says((asked) => ({ ...replyTo(asked), replayed: true }));

  const repeat = await gateway.send(body, key);
  expect([repeat.status, repeat.headers.get('idempotent-replayed')]).toEqual([202, 'true']);
  const batch = await gateway.send({ messages: [body] }, key, BATCH);
  expect((batch.body['items'] as object[])[0]).toMatchObject({ position: 0, id: expect.any(String) });

  submit().refuses('invalid_number');
  expect(await gateway.send(body, key)).toMatchObject({ status: 422, body: { code: 'invalid_media' } });
});

test('a simulation says that a picture is wrong', async () => {
  const simulate = (url: string) =>
    gateway.call('/api/v1/simulate', {
      method: 'POST',
      headers: { 'x-api-key': gateway.seededKey.key },
      body: { ...GOOD, media_urls: [url] },
    });

  expect(await simulate(`${at}/gone.jpg`)).toMatchObject({
    status: 200,
    body: {
      blocks: [{ code: 'invalid_media', detail: 'media_urls.0 could not be fetched: its server answered 404.' }],
    },
  });
  expect((await simulate(`${at}/one.jpg`)).status).toBe(200);
  expect(gateway.dispatcher.messages.simulate.asked[0]!.item).toEqual({ ...GOOD, media: mediaOf(`${at}/one.jpg`) });
});
