// Real: HTTP on loopback. The spec acts as Twilio with one fixed answer; the suite in test/contract uses the sandbox.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { clock } from '#libs/kernel';
import { VendorHttp } from '#libs/provider-kit';
import type { TwilioSecrets } from './config.ts';
import { twilioAdapter } from './send.ts';

const SID = `SM${'0a'.repeat(16)}`;
const seen: (Pick<IncomingMessage, 'method' | 'url' | 'headers'> & { body: string })[] = [];
const server = createServer((request, response) => {
  const { method, url, headers } = request;
  let body = '';
  request
    .setEncoding('utf8')
    .on('data', (chunk: string) => (body += chunk))
    .on('end', () => {
      seen.push({ method, url, headers, body });
      response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify({ sid: SID }));
    });
});
const http = new VendorHttp({ connectMs: 2_000, vendorHttpMs: 5_000 });
const adapter = twilioAdapter(http, {
  apiUrl: 'https://elsewhere.invalid',
  environment: 'test',
  sandboxUrl: undefined,
});
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

const item = () => ({
  id: 'x',
  fence: 1,
  to: '+15005550100',
  text: 'hi',
  send_before: clock.now() + 9_999,
  valid_for_s: 60,
});
const send = (callbackUrl: string, with_ = secrets) =>
  adapter.send(item(), with_, { callbackUrl, signal: new AbortController().signal });

test('a send is one authenticated form to the account of the secrets', async () => {
  const answer = await send('https://sms.example.test/callbacks/twilio/s?m=x.1');

  expect(answer).toEqual({ outcome: 'accepted', vendor_message_id: SID });
  expect(seen.at(-1)).toMatchObject({
    method: 'POST',
    url: `/2010-04-01/Accounts/${secrets.accountSid}/Messages.json`,
    headers: {
      authorization: `Basic ${Buffer.from(`${secrets.accountSid}:token`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
  });
  expect(Object.fromEntries(new URLSearchParams(seen.at(-1)!.body))).toEqual({
    To: '+15005550100',
    From: '+15005550006',
    Body: 'hi',
    StatusCallback: 'https://sms.example.test/callbacks/twilio/s?m=x.1#rc=5&rp=ct,rt,5xx',
    ValidityPeriod: '60',
  });
});

test('a callback address of this machine is sent to a fake Twilio on this machine', async () => {
  await send('http://127.0.0.1:8000/callbacks/twilio/s?m=x.1');

  expect(seen.at(-1)!.body).toContain('StatusCallback=http%3A%2F%2F127.0.0.1%3A8000');
});

test('a callback address of this machine is not sent to Twilio itself, which would refuse the message for it', async () => {
  const outside = { ...secrets, apiUrl: secrets.apiUrl.replace('127.0.0.1', '0.0.0.0') };

  await send('http://localhost:8000/callbacks/twilio/s?m=x.1', outside);

  expect(seen.at(-1)!.body).not.toContain('StatusCallback');
});
