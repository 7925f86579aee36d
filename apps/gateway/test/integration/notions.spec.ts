// Real: gateway, HTTP, MongoDB, NATS. The dispatcher is a canned service on the real bus.
import { GatewayUnderTest, TENANT, type Answer } from './gateway-under-test.ts';
import { replyTo } from './replies.ts';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
});
afterAll(() => gateway.close());
beforeEach(() => gateway.canned.forget());

const GOOD = { to: '+12025550123', text: 'Hello' };
const BATCH = '/api/v1/messages/batch';
const lastItem = () => gateway.dispatcher.messages.submit.asked.at(-1)!.items[0];
const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1_000).toISOString();

function refusal({ status, body }: Answer) {
  const [first] = (body.errors ?? []) as { field: string; message: string }[];
  return { status, code: body.code, field: first?.field, sentence: body.detail };
}

describe('a media type', () => {
  test.each([
    'application/json',
    'Application/JSON; charset="utf-8"',
    'application/json ; CHARSET=UTF-8',
    'application/json; version=1; charset="UTF-8"',
  ])('%s is JSON', async (type) => {
    expect((await gateway.send(JSON.stringify(GOOD), { 'content-type': type })).status).toBe(202);
  });

  test('another charset is refused with what to send instead', async () => {
    const answer = await gateway.send(JSON.stringify(GOOD), { 'content-type': 'application/json; charset="utf-16"' });

    expect(refusal(answer)).toMatchObject({
      status: 415,
      code: 'unsupported_media_type',
      sentence: 'Send application/json in UTF-8, without a Content-Encoding.',
    });
  });
});

describe('a time', () => {
  const SENTENCE = 'must be an RFC 3339 date and time with its zone, such as 2030-01-31T09:30:00Z.';

  test.each([
    ['small letters', (time: string) => time.toLowerCase()],
    ['an unknown local offset', (time: string) => time.replace('Z', '-00:00')],
    ['40 fraction digits', (time: string) => time.replace(/\.\d+/, `.${'5'.repeat(40)}`)],
  ])('with %s is accepted', async (_what, written) => {
    const times = { send_at: written(inSeconds(3_600)), deadline: written(inSeconds(7_200)) };

    expect((await gateway.send({ ...GOOD, ...times })).status).toBe(202);
    expect(lastItem()).toEqual({ ...GOOD, ...times });
  });

  test.each([
    ['send_at', 'invalid_schedule', '2030-01-31T09:30:00'],
    ['send_at', 'invalid_schedule', '2030-02-30T09:30:00Z'],
    ['deadline', 'invalid_deadline', '2030-01-31 09:30:00Z'],
    ['deadline', 'invalid_deadline', '9999-12-31T23:59:59-01:00'],
  ])('%s is refused with %s: %s', async (field, code, written) => {
    const sentence = `${field} ${SENTENCE}`;

    expect(refusal(await gateway.send({ ...GOOD, [field]: written }))).toEqual({ status: 422, code, field, sentence });
    expect(refusal(await gateway.send({ messages: [GOOD], defaults: { [field]: written } }, {}, BATCH))).toEqual({
      status: 422,
      code,
      field: `defaults.${field}`,
      sentence,
    });
  });
});

describe('a code of a standard', () => {
  const ROUTE = '/api/v1/routes/acme-11111111';
  const change = (body: unknown) =>
    gateway.call(ROUTE, { method: 'PATCH', body, headers: { 'x-api-key': gateway.seededKey.key } });

  test.each([
    [
      { countries: ['US', 'ZZ'] },
      'countries',
      'each of countries must be an ISO 3166-1 alpha-2 code in capitals, such as US or GB.',
    ],
    [
      { countries: ['us'] },
      'countries',
      'each of countries must be an ISO 3166-1 alpha-2 code in capitals, such as US or GB.',
    ],
    [
      { price_micros: 1, currency: 'XYZ' },
      'currency',
      'currency must be an ISO 4217 code in capitals, such as USD, or credits.',
    ],
  ])('%j is refused', async (body, field, sentence) => {
    expect(refusal(await change(body))).toEqual({ status: 400, code: 'invalid_field', field, sentence });
  });
});

describe('a number', () => {
  test.each([
    ['no-break spaces and dashes', '+1\u00A0202\u2011555\u20130123'],
    ['direction marks', '\u202A+12025550123\u202C'],
    ['tel:', 'tel:+1-202-555-0123'],
    ['00', '0012025550123'],
    ['Persian digits', '+۱ (۲۰۲) ۵۵۵/۰۱۲۳'],
    ['letters', '+1 202 555 0123 x5'],
  ])('pasted with %s is passed on unchanged, and the dispatcher reads it', async (_what, to) => {
    expect((await gateway.send({ ...GOOD, to })).status).toBe(202);
    expect(lastItem()).toEqual({ ...GOOD, to });
  });

  test('that the dispatcher cannot read is refused with its sentence', async () => {
    const named = 'Character 17 is U+0078 (LATIN SMALL LETTER X), which is not allowed in a number.';
    gateway.dispatcher.messages.submit.refuses('invalid_number', named);
    const refused = await gateway.send({ ...GOOD, to: '+1 202 555 0123 x5' });

    expect(refusal(refused)).toMatchObject({ status: 422, code: 'invalid_number', sentence: named });
  });
});

describe('a sender', () => {
  const EXPECTED =
    'a number in E.164, a short code of 3 to 8 digits, a name of 1 to 11 letters, digits, spaces and + - _ & with a letter among them, or a Messaging Service (MG and 32 hex digits).';
  const SERVICE = `MG${'0F'.repeat(16)}`;

  test.each(['+12025550123', '12345', 'A', 'A_B & C+D-E', SERVICE])('%s is accepted', async (sender) => {
    expect((await gateway.send({ ...GOOD, sender })).status).toBe(202);
    expect(lastItem()).toEqual({ ...GOOD, sender });
  });

  test.each(['TwelveLetter', 'acme.com', ' Acme', '+1 202 555 0123 x5', 'Ärzte', SERVICE.slice(0, -1), ''])(
    '%j is refused, in a message and in defaults',
    async (sender) => {
      const refused = { status: 422, code: 'invalid_sender', sentence: `sender must be ${EXPECTED}` };

      expect(refusal(await gateway.send({ ...GOOD, sender }))).toEqual({ ...refused, field: 'sender' });
      expect(refusal(await gateway.send({ messages: [GOOD], defaults: { sender } }, {}, BATCH))).toEqual({
        ...refused,
        field: 'defaults.sender',
      });
      expect(gateway.canned.calls).toEqual([]);
    },
  );

  test('a Messaging Service is stored and found in one spelling', async () => {
    const ROUTE = 'acme-0a1b2c3d';
    const headers = { authorization: `Bearer ${await gateway.logIn()}` };
    const one = { value: SERVICE.replace(/F/g, 'f'), routes: [ROUTE] };
    const { senders } = gateway.dispatcher;
    senders.list.says({ senders: [one] });
    const saved = await gateway.call(`/api/v1/senders/${SERVICE}`, {
      method: 'PUT',
      body: { routes: [ROUTE] },
      headers,
    });
    const read = await gateway.call(`/api/v1/senders/${SERVICE}`, { headers });

    expect([saved.body, read.body]).toEqual([one, one]);
    expect(senders.save.asked).toMatchObject([{ tenant: TENANT, sender: one }]);
  });
});

describe('a text that is stored', () => {
  const HALF = 'U+D83D (half of a surrogate pair)';
  const NUL = 'U+0000 (NULL)';

  test.each([
    ['text', 'invalid_text', 422, 'ab\uD83D', HALF],
    ['text', 'invalid_text', 422, 'ab\0', NUL],
    ['to', 'invalid_number', 422, '+1\uD83D', HALF],
    ['client_ref', 'invalid_field', 400, 'ab\uD83D', HALF],
    ['subject_ref', 'invalid_field', 400, 'ab\0', NUL],
    ['metadata', 'invalid_field', 400, { a: 'ab\uD83D' }, HALF],
    ['metadata', 'invalid_field', 400, { 'ab\uD83D': 'a' }, HALF],
  ])('%s with half a character or NUL is refused with %s', async (field, code, status, value, named) => {
    const answer = refusal(await gateway.send({ ...GOOD, [field]: value }));

    expect(answer).toMatchObject({ status, code, field });
    expect(answer.sentence).toBe(
      `${field} cannot be stored: character 3 is ${named}; send well-formed Unicode without NUL.`,
    );
  });

  test('one message of a batch is refused by its position, and defaults refuse the call', async () => {
    const messages = [GOOD, { ...GOOD, client_ref: '\uD83D' }];
    gateway.dispatcher.messages.submit.says((request) => replyTo(request, { 1: 'invalid_number' }));
    const { body } = await gateway.send({ messages }, {}, BATCH);
    const defaults = await gateway.send({ messages: [GOOD], defaults: { subject_ref: '\0' } }, {}, BATCH);

    expect(body).toMatchObject({ accepted: 1, rejected: 1, items: [{}, { position: 1, code: 'invalid_field' }] });
    expect(refusal(defaults)).toMatchObject({ status: 400, code: 'invalid_field', field: 'defaults.subject_ref' });
  });

  test.each([
    ['PATCH', 'routes/acme-11111111', { name: 'a\uD83D' }, 'name'],
    ['POST', 'routes/acme-11111111/force', { force: 'auto', reason: 'a\0' }, 'reason'],
    ['PUT', 'senders/Acme', { routes: ['a\0'] }, 'routes'],
    ['PUT', 'routing-policies/test', { rules: [{ name: '\uD83D', routes: ['a'] }] }, 'rules.0.name'],
    ['POST', 'vendor-accounts', { vendor: 'acme', name: 'a', environment: 'test', settings: { a: '\0' } }, 'settings'],
    ['POST', 'auth/login', { username: 'admin\0', password: 'x' }, 'username'],
  ])('%s %s refuses it too', async (method, path, body, field) => {
    const headers = {
      'if-match': '"0"',
      ...(path !== 'auth/login' && { authorization: `Bearer ${await gateway.logIn()}` }),
    };

    const answer = refusal(await gateway.call(`/api/v1/${path}`, { method, body, headers }));

    expect(answer).toMatchObject({ status: 400, code: 'invalid_field', field });
  });
});
