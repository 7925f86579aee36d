// Real: HTTP on loopback, Amazon's SDK. The spec acts as Amazon with one fixed answer; the suite uses the sandbox.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { clock } from '#libs/kernel';
import { VendorHttp } from '#libs/provider-kit';
import type { SnsSecrets } from './config.ts';
import { snsAdapter } from './send.ts';

const ID = '0a0a0a0a-1b1b-2c2c-3d3d-4e4e4e4e4e4e';
const ANSWER = `<PublishResponse><PublishResult><MessageId>${ID}</MessageId></PublishResult></PublishResponse>`;

const seen: (Pick<IncomingMessage, 'method' | 'url' | 'headers'> & { body: string })[] = [];
const server = createServer((request, response) => {
  const { method, url, headers } = request;
  let body = '';
  request
    .setEncoding('utf8')
    .on('data', (chunk: string) => (body += chunk))
    .on('end', () => {
      seen.push({ method, url, headers, body });
      response.writeHead(200, { 'content-type': 'text/xml' }).end(ANSWER);
    });
});
const http = new VendorHttp({ connectMs: 2_000, vendorHttpMs: 5_000 });
const adapter = snsAdapter(http, { endpoint: undefined, environment: 'test', sandboxUrl: undefined });
let secrets: SnsSecrets;

beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  secrets = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    accessKeyId: 'AKIASEALED0000000001',
    secretAccessKey: 'sealed',
    region: 'eu-west-1',
    smsType: 'Transactional',
    deliveryLogs: 'no',
  };
});
beforeEach(() => seen.splice(0));
afterAll(async () => {
  await http.close();
  await new Promise((done) => server.close(done));
});

const item = (over = {}) => ({
  id: 'x',
  fence: 1,
  to: '+15005550100',
  text: 'Grüße & 20 €',
  send_before: clock.now() + 9_999,
  valid_for_s: 60,
  ...over,
});
const send = (of = item(), signal = new AbortController().signal, by = secrets) =>
  adapter.send(of, by, { callbackUrl: '', signal });

test('a send is one signed form, and is not repeated', async () => {
  expect(await send()).toEqual({ outcome: 'accepted', vendor_message_id: ID });

  expect(seen).toHaveLength(1);
  expect(seen[0]).toMatchObject({
    method: 'POST',
    url: '/',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'amz-sdk-request': 'attempt=1; max=1' },
  });
  expect(seen[0]!.headers.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIASEALED0000000001\/\d{8}\/eu-west-1\/sns\/aws4_request, /,
  );
  expect(Object.fromEntries(new URLSearchParams(seen[0]!.body))).toMatchObject({
    Action: 'Publish',
    PhoneNumber: '+15005550100',
    Message: 'Grüße & 20 €',
    'MessageAttributes.entry.1.Name': 'AWS.SNS.SMS.SMSType',
    'MessageAttributes.entry.1.Value.StringValue': 'Transactional',
  });
});

test('marketing is Promotional on the wire', async () => {
  await send(item({ category: 'marketing' }));

  expect(Object.fromEntries(new URLSearchParams(seen[0]!.body))).toMatchObject({
    'MessageAttributes.entry.1.Name': 'AWS.SNS.SMS.SMSType',
    'MessageAttributes.entry.1.Value.StringValue': 'Promotional',
  });
});

test("the machine's own credentials, profile and address of Amazon are not used", async () => {
  const before = { ...process.env };
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: 'AKIAMACHINE000000001',
    AWS_SECRET_ACCESS_KEY: 'machine',
    AWS_SESSION_TOKEN: 'machine',
    AWS_PROFILE: 'no-such-profile',
    AWS_CONFIG_FILE: '/no/such/file',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    AWS_ENDPOINT_URL_SNS: 'http://127.0.0.1:1',
    AWS_MAX_ATTEMPTS: '5',
    AWS_USE_FIPS_ENDPOINT: 'true',
    AWS_REGION: 'us-east-1',
  });

  const answer = await send(item(), new AbortController().signal, { ...secrets }).finally(() => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  });

  expect(answer).toMatchObject({ outcome: 'accepted' });
  expect(seen[0]!.headers).toMatchObject({
    authorization: expect.stringMatching(/Credential=AKIASEALED0000000001\/\d{8}\/eu-west-1\/sns\//),
    'amz-sdk-request': 'attempt=1; max=1',
  });
  expect(seen[0]!.headers).not.toHaveProperty('x-amz-security-token');
});

test('temporary credentials are sent with their token', async () => {
  await send(item(), new AbortController().signal, { ...secrets, sessionToken: 'the-token' });

  expect(seen[0]!.headers).toMatchObject({ 'x-amz-security-token': 'the-token' });
});

test('no byte leaves once the time has passed, or if the attempt was answered for meanwhile', async () => {
  const given = AbortSignal.abort();

  expect(await send(item({ send_before: clock.now() - 1 }))).toMatchObject({ outcome: 'not_started' });
  expect(await send(item(), given)).toMatchObject({ outcome: 'not_started' });
  expect(seen).toEqual([]);
});

test('an account without delivery logs has no receipts, and the vendor is not asked for them', async () => {
  const { signal } = new AbortController();

  expect(await adapter.poll!(0, secrets, { signal })).toEqual({ receipts: [] });
  expect(seen).toEqual([]);
});
