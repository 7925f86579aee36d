// Real: gateway, HTTP, MongoDB, NATS. The dispatcher is a canned service, and is not asked.
import { GatewayUnderTest, type Answer } from './gateway-under-test.ts';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start({ SEED_DESTINATIONS: 'US,HK', SEED_DEFAULT_REGION: 'HK' });
});
afterAll(() => gateway.close());

const validate = (body: unknown): Promise<Answer> => gateway.send(body, {}, '/api/v1/numbers/validate');

test('each number is read as a send would read it', async () => {
  const numbers = ['+1 (202) 555-0123', '5123 4567', '+1234567890', '+442071234567', '999', '+'];
  const { status, body } = await validate({ numbers });

  expect(status).toBe(200);
  expect(body.data).toEqual([
    {
      number: '+1 (202) 555-0123',
      valid: true,
      e164: '+12025550123',
      country: 'US',
      type: 'FIXED_LINE_OR_MOBILE',
      warnings: [],
      allowed: true,
    },
    {
      number: '5123 4567',
      valid: true,
      e164: '+85251234567',
      country: 'HK',
      type: 'MOBILE',
      warnings: [],
      allowed: true,
    },
    {
      number: '+1234567890',
      valid: true,
      e164: '+1234567890',
      country: expect.any(String),
      warnings: ['number_may_not_exist'],
      allowed: true,
    },
    {
      number: '+442071234567',
      valid: true,
      e164: '+442071234567',
      country: 'GB',
      type: 'FIXED_LINE',
      warnings: [],
      allowed: false,
    },
    { number: '999', valid: false, reason: expect.stringContaining('HK'), allowed: false },
    { number: '+', valid: false, reason: expect.any(String), allowed: false },
  ]);
  expect(gateway.canned.calls).toEqual([]);
});

test('a premium number of an allowed country is not allowed', async () => {
  const { body } = await validate({ numbers: ['+19005550123'] });

  expect(body.data).toMatchObject([{ valid: true, country: 'US', type: 'PREMIUM_RATE', allowed: false }]);
});

test('a region takes the place of the one of the tenant', async () => {
  const { body } = await validate({ numbers: ['(202) 555-0123'], default_region: 'US' });

  expect(body.data).toMatchObject([{ valid: true, e164: '+12025550123' }]);
});

test('a thousand numbers are read in one call', async () => {
  const numbers = Array.from({ length: 1_000 }, (_, n) => `+8525${1_000_000 + n}`);
  const { body } = await validate({ numbers });

  expect((body.data as { e164: string }[]).map(({ e164 }) => e164)).toEqual(numbers);
});

test.each([
  ['no number', { numbers: [] }],
  ['1,001 numbers', { numbers: Array.from({ length: 1_001 }, () => '+12025550123') }],
  ['a number that is a number', { numbers: [12_025_550_123] }],
  ['a text', { numbers: '+12025550123' }],
  ['a number of 65 characters', { numbers: ['1'.repeat(65)] }],
  ['an unknown region', { numbers: ['1'], default_region: 'XX' }],
  ['an unknown field', { numbers: ['1'], number: '1' }],
])('%s is refused', async (_, body) => {
  const { status, text } = await validate(body);

  expect(status).toBe(400);
  expect(text).not.toContain('2025550123');
});

test('one number is validated like a list of one', async () => {
  const one = await validate({ number: '5123 4567' });

  expect(one.body).toEqual((await validate({ numbers: ['5123 4567'] })).body);
});

test.each([[{}], [{ number: '5123 4567', numbers: ['5123 4567'] }]])(
  'neither or both of number and numbers is refused: %j',
  async (body) => {
    expect(await validate(body)).toMatchObject({ status: 400, body: { code: 'invalid_field' } });
  },
);
