// The server is real, and answers what a test tells it to.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Session } from '../profiles.ts';
import { transport } from './transport.ts';

interface Seen {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}
type Reply = readonly [status: number, body?: object, headers?: Record<string, string>];

let server: Server;
let url: string;
let seen: Seen[];
let replies: Reply[];

beforeEach(async () => {
  [seen, replies] = [[], []];
  server = createServer((request, response) => void reply(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

async function reply(request: IncomingMessage, response: ServerResponse): Promise<void> {
  seen.push({ path: request.url!, headers: request.headers, body: await text(request) });
  const [status, body = {}, headers = {}] = replies.shift() ?? [200];
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

const PATIENCE = { readsForMs: 3_000, keyedCallsForMs: 3_000, callTimeoutMs: 1_000 };
const withKey = () => transport({ url, profile: 'default', apiKey: 'the key' }, () => {}, PATIENCE);
const post = (headers: Record<string, string> = {}) =>
  new Request(`${url}/send`, { method: 'POST', body: '{"to":"1"}', headers });
const session = (expiresAt: string): Session => ({
  username: 'ann',
  access_token: 'old token',
  expires_at: expiresAt,
  refresh_token: 'refresh 1',
});
const NEXT = { access_token: 'new token', expires_in: 900, refresh_token: 'refresh 2' };

test('a call carries the key', async () => {
  await withKey()(new Request(`${url}/me`));
  expect(seen).toMatchObject([{ path: '/me', headers: { 'x-api-key': 'the key' } }]);
});

test.each([
  ['the service is away', [503] as Reply],
  ['too many calls were made', [429, {}, { 'retry-after': '1' }] as Reply],
  ['the same call is still running', [409, { code: 'idempotency_in_progress' }] as Reply],
])('a call with an idempotency key is repeated while %s', async (_, refusal) => {
  replies = [refusal, [202]];

  const { status } = await withKey()(post({ 'idempotency-key': 'one' }));

  expect(status).toBe(202);
  expect(seen.map(({ body, headers }) => [body, headers['idempotency-key']])).toEqual([
    ['{"to":"1"}', 'one'],
    ['{"to":"1"}', 'one'],
  ]);
});

test('a call without a key is made once', async () => {
  replies = [[503], [202]];
  expect((await withKey()(post())).status).toBe(503);
  expect(seen).toHaveLength(1);
});

test('another conflict is not repeated', async () => {
  replies = [[409, { code: 'already_closed' }], [202]];
  expect((await withKey()(post({ 'idempotency-key': 'one' }))).status).toBe(409);
});

test('a server that is away is named', async () => {
  const gone = 'http://127.0.0.1:64999';
  const away = transport({ url: gone, profile: '' }, () => {}, { ...PATIENCE, readsForMs: 0 });
  await expect(away(new Request(`${gone}/me`))).rejects.toMatchObject({
    exitCode: 3,
    message: expect.stringContaining('http://127.0.0.1:64999 does not answer (connect ECONNREFUSED'),
  });
});

test.each([
  ['has ended', '2020-01-01T00:00:00Z', [[200, NEXT], [200]] as Reply[]],
  ['is refused', '2099-01-01T00:00:00Z', [[401], [200, NEXT], [200]] as Reply[]],
])('a session whose token %s is refreshed once for all calls', async (_, expiresAt, answers) => {
  replies = answers;
  const saved: Session[] = [];
  const send = transport({ url, profile: '', session: session(expiresAt) }, (next) => saved.push(next), PATIENCE);

  const { status } = await send(new Request(`${url}/me`));

  expect(status).toBe(200);
  expect(saved).toMatchObject([{ username: 'ann', access_token: 'new token', refresh_token: 'refresh 2' }]);
  expect(seen.at(-1)!.headers.authorization).toBe('Bearer new token');
  expect(seen.find(({ path }) => path === '/api/v1/auth/refresh')!.body).toBe('{"refresh_token":"refresh 1"}');
});

test('a session that cannot be refreshed asks for a log-in', async () => {
  replies = [[401]];
  const send = transport({ url, profile: 'work', session: session('2020-01-01T00:00:00Z') }, () => {}, PATIENCE);
  await expect(send(new Request(`${url}/me`))).rejects.toMatchObject({
    exitCode: 4,
    message: expect.stringContaining('postrider login --profile work'),
  });
});
