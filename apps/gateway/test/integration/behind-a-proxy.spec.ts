// Real: gateways with different settings, HTTP, MongoDB, NATS.
import { GatewayUnderTest } from './gateway-under-test.ts';
import { addUser } from './people.ts';
import { rawHttp } from './raw-http.ts';

let gateway: GatewayUnderTest;
let behind: string;
let unproxied: string;
let owner: { readonly authorization: string };
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
  unproxied = gateway.url;
  behind = await gateway.startReplica({
    TRUSTED_PROXIES: '127.0.0.0/8,::1',
    ALLOWED_HOSTS: 'sms.example,127.0.0.1,::1,[::2]',
  });
  owner = await addUser(gateway, 'owner');
});
afterAll(() => gateway.close());

const from = { 'x-forwarded-for': '192.0.2.7' };

async function keyFor(address: string): Promise<string> {
  const body = { name: 'proxied', environment: 'test', scopes: ['messages:send'], allowed_ips: [address] };
  return String((await gateway.call('/api/v1/api-keys', { method: 'POST', headers: owner, body })).body.key);
}
const statusAt = async (url: string, headers: Readonly<Record<string, string>>): Promise<number> =>
  (await fetch(`${url}/api/v1/auth/me`, { headers })).status;

test('the address that a trusted proxy gives is the caller’s', async () => {
  const key = await keyFor('192.0.2.7');

  expect(await statusAt(behind, { 'x-api-key': key, ...from })).toBe(200);
  expect(await statusAt(behind, { 'x-api-key': key })).toBe(401);
  expect(await statusAt(behind, { 'x-api-key': key, 'x-forwarded-for': '192.0.2.7, 198.51.100.9' })).toBe(401);
});

test('without trusted proxies a forwarded address is ignored', async () => {
  expect(await statusAt(unproxied, { 'x-api-key': await keyFor('192.0.2.7'), ...from })).toBe(401);
  expect(await statusAt(unproxied, { 'x-api-key': await keyFor('127.0.0.1'), ...from })).toBe(200);
});

test.each([
  ['sms.example', 401],
  ['SMS.example:8000', 401],
  ['127.0.0.1', 401],
  ['[::1]:8000', 401],
  ['[::2]', 401],
  ['[::3]', 400],
  ['evil.example', 400],
  ['sms.example.evil.example', 400],
])('a call to the host %s is answered %p', async (host, status) => {
  const head = `GET /api/v1/auth/me HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;

  expect((await rawHttp(behind, head)).status).toBe(status);
});

test('health is answered at every host', async () => {
  const head = 'GET /health/live HTTP/1.1\r\nHost: 10.0.0.1\r\nConnection: close\r\n\r\n';

  expect((await rawHttp(behind, head)).status).toBe(200);
});

test.each(['10.0.0.0/33', 'proxy.example'])('TRUSTED_PROXIES=%s is refused by name', (TRUSTED_PROXIES) => {
  expect(() => gateway.config({ TRUSTED_PROXIES })).toThrow('TRUSTED_PROXIES must be a list');
});
