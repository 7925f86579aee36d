import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { httpTransport } from './http-transport.ts';

// Real: HTTP. The server answers what each test sets.
let server: Server;
let url: string;
let reply: { status?: number; headers?: Record<string, string>; body: string };
let asked: { url?: string; authorization?: string; body: string };
const never = new AbortController().signal;

beforeEach(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      asked = { url: request.url, authorization: request.headers.authorization, body };
      response.writeHead(reply.status ?? 200, reply.headers).end(reply.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const transport = () => httpTransport({ url: `${url}/sms`, token: 'token', version: '1' });
const poll = { id: 'poll-1', limit: 5, waitS: 25 };
const lease = { message_id: 'm1', to: '+84901234567', text: 'Hi', lease_id: 'l1', fence: 1, lease_ttl_ms: 300_000 };

test('messages are asked for by the id of the request, below the path of the address', async () => {
  reply = { body: JSON.stringify({ messages: [{ ...lease, sim_slot: 1 }] }) };

  const answer = await transport().next(poll, never);

  expect(asked).toMatchObject({
    url: '/sms/agent/jobs/next?limit=5&wait=25&lease_request_id=poll-1',
    authorization: 'Bearer token',
  });
  const value = [
    { messageId: 'm1', to: '+84901234567', text: 'Hi', leaseId: 'l1', fence: 1, ttlMs: 300_000, simSlot: 1 },
  ];
  expect(answer).toEqual({ kind: 'answered', value });
});

test.each([{ fence: '1' }, { fence: 1.5 }, { lease_ttl_ms: 0 }, { to: 84 }, { text: '' }, { message_id: null }])(
  'a message with %j is left out, and the others are taken',
  async (wrong) => {
    reply = { body: JSON.stringify({ messages: [{ ...lease, ...wrong }, lease] }) };

    const answer = await transport().next(poll, never);

    expect(answer.kind === 'answered' && answer.value.map(({ messageId }) => messageId)).toEqual(['m1']);
  },
);

test.each([
  [200, '<html>Log in to this Wi-Fi</html>', 'away'],
  [200, '{}', 'away'],
  [204, '', 'away'],
  [302, '', 'away'],
  [401, '{"detail": "revoked"}', 'denied'],
  [403, '{"detail": "disabled"}', 'away'],
  [404, '{}', 'refused'],
  [408, '', 'away'],
  [413, '', 'refused'],
  [426, '', 'away'],
  [429, '', 'away'],
  [502, '<html/>', 'away'],
])('an answer %i %s is %s', async (status, body, kind) => {
  reply = { status, body, headers: status === 302 ? { location: '/elsewhere' } : {} };

  expect(await transport().next(poll, never)).toMatchObject({ kind });
});

test.each([
  ['7', 7_000],
  ['1000000000', 300_000],
  ['soon', undefined],
])('Retry-After: %s is a wait of %s ms', async (header, retryAfterMs) => {
  reply = { status: 503, body: '{"detail": "later"}', headers: { 'retry-after': header } };

  const answer = await transport().report([], never);

  expect(answer).toEqual({ kind: 'away', why: 'later', ...(retryAfterMs && { retryAfterMs }) });
});

test.each([
  [
    { applied: true, send_within_ms: 30_000 },
    { sendWithinMs: 30_000, stale: false },
  ],
  [
    { applied: false, reason: 'stale_lease', send_within_ms: 0 },
    { sendWithinMs: 0, stale: true },
  ],
  [
    { applied: false, reason: 'expired', send_within_ms: 0 },
    { sendWithinMs: 0, stale: false },
  ],
  [{ send_within_ms: 'for ever' }, { sendWithinMs: 0, stale: false }],
])('a start answered %j is %j', async (body, value) => {
  reply = { body: JSON.stringify(body) };

  const answer = await transport().start({ messageId: 'm/1', leaseId: 'l1', fence: 3 }, never);

  expect(asked).toMatchObject({ url: '/sms/agent/messages/m%2F1/start', body: '{"lease_id":"l1","fence":3}' });
  expect(answer).toEqual({ kind: 'answered', value });
});

test('a server that is not there is away, with the reason', async () => {
  server.close();
  server.closeAllConnections();

  expect(await transport().report([], never)).toEqual({ kind: 'away', why: expect.stringContaining('ECONNREFUSED') });
});
