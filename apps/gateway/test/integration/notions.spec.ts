// Real: gateway, HTTP, MongoDB, NATS. The dispatcher's side of the bus is the in-memory ledger of this folder.
import { GatewayUnderTest, type Answer } from './gateway-under-test.ts';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
});
afterAll(() => gateway.close());

const GOOD = { to: '+12025550123', text: 'Hello' };
const BATCH = '/api/v1/messages/batch';
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
  ])('with %s is taken', async (_what, written) => {
    const times = { send_at: written(inSeconds(3_600)), deadline: written(inSeconds(7_200)) };

    expect((await gateway.send({ ...GOOD, ...times })).status).toBe(202);
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
    [{ price_micros: 1, currency: 'XYZ' }, 'currency', 'currency must be an ISO 4217 code in capitals, such as USD.'],
  ])('%j is refused', async (body, field, sentence) => {
    expect(refusal(await change(body))).toEqual({ status: 400, code: 'invalid_field', field, sentence });
  });
});
