// Real: HTTP on loopback. The spec acts as Twilio's balance; the suite in test/contract uses the sandbox.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { VendorHttp } from '#libs/provider-kit';
import { checkAccount } from './check.ts';
import type { TwilioSecrets } from './config.ts';

const seen: Pick<IncomingMessage, 'method' | 'url' | 'headers'>[] = [];
let answer = { status: 200, body: '' };
const server = createServer(({ method, url, headers }, response) => {
  seen.push({ method, url, headers });
  response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
});
const http = new VendorHttp({ connectMs: 2_000, vendorHttpMs: 5_000 });
let secrets: TwilioSecrets;

beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  secrets = { apiUrl, accountSid: `AC${'5'.repeat(32)}`, authToken: 'token', sender: '+15005550006' };
});
afterAll(async () => {
  await http.close();
  await new Promise((done) => server.close(done));
});

function checked(status: number, body: unknown) {
  answer = { status, body: typeof body === 'string' ? body : JSON.stringify(body) };
  return checkAccount(http, secrets, new AbortController().signal);
}

test('a balance is ok, in micro-units of its currency', async () => {
  expect(await checked(200, { balance: '12.345', currency: 'USD' })).toEqual({
    ok: true,
    balance_micros: 12_345_000,
    currency: 'USD',
  });
  expect(seen.at(-1)).toMatchObject({
    method: 'GET',
    url: `/2010-04-01/Accounts/${secrets.accountSid}/Balance.json`,
    headers: { authorization: expect.stringMatching(/^Basic /) },
  });
});

test.each(['', '{"balance":7}', '{"balance":"x","currency":"USD"}'])(
  'an answer of %j is ok without a balance',
  async (body) => {
    expect(await checked(200, body)).toEqual({ ok: true });
  },
);

test.each([
  [401, { code: 20003 }, { ok: false, fault: 'misconfigured', vendor_code: '20003' }],
  [503, { code: 20503 }, { ok: false, fault: 'down', vendor_code: '20503' }],
  [429, { code: 20429 }, { ok: false, vendor_code: '20429' }],
  [500, '<html>', { ok: false, vendor_code: 'http_500' }],
])('HTTP %i has the meaning that it has for a send', async (status, body, says) => {
  expect(await checked(status, body)).toEqual(says);
});
