// Real: gateway, HTTP, MongoDB, NATS. agent-lease is a plain HTTP server.
import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { GatewayUnderTest } from './gateway-under-test.ts';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

let phones: Server;
let seen: Seen[] = [];
let answers: (request: IncomingMessage, response: ServerResponse) => void;
const sockets = new Set<unknown>();
let gateway: GatewayUnderTest;
let folder: string;
beforeAll(async () => {
  phones = createServer((request, response) => {
    void buffer(request).then((body) => {
      const { method = '', url = '', headers } = request;
      seen.push({ method, url, headers, body });
      answers(request, response);
    });
  });
  phones.on('connection', (socket) => sockets.add(socket));
  phones.listen(0, '127.0.0.1');
  await once(phones, 'listening');
  const { port } = phones.address() as AddressInfo;
  folder = await mkdtemp(join(tmpdir(), 'agent-app-'));
  gateway = await GatewayUnderTest.start({ AGENT_LEASE_URL: `http://127.0.0.1:${port}`, AGENT_APP_DIR: folder });
});
afterAll(async () => {
  await gateway.close();
  phones.closeAllConnections();
  phones.close();
});
beforeEach(() => {
  seen = [];
  answers = (_, response) => response.end('{}');
});

const PREFIXES = ['/agent', '/sms/agent', '/api/v1/agent'];

test.each(PREFIXES)('a call below %s goes to agent-lease, and its answer comes back as it is', async (prefix) => {
  answers = (_, response) => {
    response.writeHead(418, 'Short and stout', { 'content-type': 'text/x-tea', 'retry-after': '9', 'x-odd': 'yes' });
    response.end('{"detail":"no"}');
  };

  const headers = { authorization: 'Bearer phone-token', 'content-type': 'application/json', 'x-mine': '1' };
  const answer = await gateway.call(`${prefix}/messages/report/?a=%2F&b=`, {
    method: 'POST',
    headers,
    body: ' {"x":1}',
  });

  expect(seen).toMatchObject([{ method: 'POST', url: '/agent/messages/report/?a=%2F&b=' }]);
  expect(seen[0]!.body.toString()).toBe(' {"x":1}');
  expect(seen[0]!.headers).toMatchObject({ ...headers, 'x-forwarded-for': '127.0.0.1' });
  expect(answer).toMatchObject({ status: 418, text: '{"detail":"no"}' });
  expect(['content-type', 'retry-after', 'x-odd'].map((name) => answer.headers.get(name))).toEqual([
    'text/x-tea',
    '9',
    'yes',
  ]);
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
});

test('under another BASE_PATH phones call below that, too', async () => {
  const { port } = phones.address() as AddressInfo;
  const before = gateway.url;
  gateway.url = await gateway.startReplica({ BASE_PATH: '/texts', AGENT_LEASE_URL: `http://127.0.0.1:${port}` });
  for (const base of ['/texts', '/sms', '']) await gateway.call(`${base}/agent/heartbeat`, { method: 'POST' });
  gateway.url = before;

  expect(seen.map(({ url }) => url)).toEqual(Array.from({ length: 3 }, () => '/agent/heartbeat'));
});

test.each(['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'])('%s is passed on', async (method) => {
  expect((await gateway.call('/agent/anything/at/all', { method })).status).toBe(200);
  expect(seen).toMatchObject([{ method, url: '/agent/anything/at/all' }]);
});

test('bytes go both ways unread', async () => {
  const bytes = Buffer.from([0, 255, 10, 13, 128]);
  answers = (_, response) => response.end(bytes);

  const answer = await fetch(`${gateway.url}/agent/inbox`, { method: 'POST', body: bytes });

  expect(seen[0]!.body).toEqual(bytes);
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes);
});

test('a body of more than 256 KiB is refused in the form of these calls, and not passed on', async () => {
  const answer = await gateway.call('/api/v1/agent/inbox', { method: 'POST', body: 'x'.repeat(256 * 1_024 + 1) });

  expect(answer.status).toBe(413);
  expect(answer.body).toEqual({ detail: expect.any(String), code: 'request_too_large' });
  expect(seen).toEqual([]);
  expect((await gateway.call('/agent/inbox', { method: 'POST', body: 'x'.repeat(256 * 1_024) })).status).toBe(200);
});

test('a caller says neither another address nor another host, and headers of the connection stay behind', async () => {
  const { hostname, port, host } = new URL(gateway.url);
  const socket = connect(Number(port), hostname);
  socket.write(
    `GET /agent/jobs/next HTTP/1.1\r\nHost: ${host}\r\nX-Forwarded-For: 192.0.2.1\r\nForwarded: for=192.0.2.1\r\n` +
      'Connection: close, X-Trick\r\nX-Trick: 1\r\nCookie: a=b\r\nTE: trailers\r\n\r\n',
  );
  await text(socket);

  const { headers } = seen[0]!;
  expect(headers['x-forwarded-for']).toBe('127.0.0.1');
  for (const name of ['x-trick', 'cookie', 'te', 'forwarded']) expect(headers).not.toHaveProperty(name);
  expect(headers.host).toBe(`127.0.0.1:${(phones.address() as AddressInfo).port}`);
});

test('a poll is held open; when its caller hangs up, so does the gateway', async () => {
  const polled = Promise.withResolvers<IncomingMessage>();
  const left = Promise.withResolvers<void>();
  answers = (request, response) => {
    response.once('close', () => left.resolve());
    polled.resolve(request);
  };
  const phone = new AbortController();
  const lines = gateway.captureLog();

  const call = fetch(`${gateway.url}/agent/jobs/next?wait=25`, { signal: phone.signal }).catch(() => 'hung up');
  await polled.promise;
  phone.abort();

  expect(await call).toBe('hung up');
  await left.promise;
  expect(lines.filter((line) => line.includes('http.'))).toEqual([]);
});

test('calls one after another share a connection', async () => {
  await gateway.call('/agent/heartbeat', { method: 'POST', body: '{}' });
  const before = sockets.size;

  for (let time = 0; time < 5; time++) await gateway.call('/agent/heartbeat', { method: 'POST', body: '{}' });

  expect(sockets.size).toBe(before);
});

test('an answer that breaks off breaks off', async () => {
  answers = (_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half', () => response.destroy());
  };

  await expect(fetch(`${gateway.url}/agent/jobs/next`).then((answer) => answer.text())).rejects.toThrow();
});

test.each(PREFIXES)('while agent-lease is away, calls below %s answer 503 in their own form', async (prefix) => {
  const before = gateway.url;
  gateway.url = await gateway.startReplica({ AGENT_LEASE_URL: 'http://127.0.0.1:9' });
  const lines = gateway.captureLog();

  const answer = await gateway.call(`${prefix}/jobs/next`, { headers: { authorization: 'Bearer phone-token' } });
  gateway.url = before;

  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('2');
  expect(answer.body).toEqual({ detail: expect.any(String), code: 'service_unavailable' });
  expect(lines.join()).not.toContain('phone-token');
});

test('other calls beside these prefixes keep their own answers', async () => {
  expect((await gateway.call('/api/v1/agents')).body.code).toBe('unauthenticated');
  expect((await gateway.call('/agents/x')).status).toBe(404);
  expect(seen).toEqual([]);
});

test('a gateway that stops ends the polls that it holds', async () => {
  const { port } = phones.address() as AddressInfo;
  await using alone = await GatewayUnderTest.start({ AGENT_LEASE_URL: `http://127.0.0.1:${port}` });
  const polled = Promise.withResolvers<void>();
  answers = () => polled.resolve();

  const call = alone.call('/agent/jobs/next?wait=25');
  await polled.promise;
  const began = performance.now();
  await alone.stop();

  expect((await call).status).toBe(503);
  expect(performance.now() - began).toBeLessThan(10_000);
});

test('phones download their program; it is sent again only if it changed', async () => {
  expect((await gateway.call('/agent-app/postrider-agent.mjs')).body.code).toBe('not_found');
  await writeFile(join(folder, 'postrider-agent.mjs'), 'console.log(1);\n');

  const first = await gateway.call('/agent-app/postrider-agent.mjs');
  const etag = first.headers.get('etag')!;
  const again = await gateway.call('/agent-app/postrider-agent.mjs', { headers: { 'if-none-match': etag } });
  await writeFile(join(folder, 'postrider-agent.mjs'), 'console.log(2);\n');
  const newer = await gateway.call('/agent-app/postrider-agent.mjs', { headers: { 'if-none-match': etag } });

  expect(first).toMatchObject({ status: 200, text: 'console.log(1);\n' });
  expect(first.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(first.headers.get('cache-control')).toBe('public, no-cache');
  expect(again).toMatchObject({ status: 304, text: '' });
  expect(newer.text).toBe('console.log(2);\n');
});

test('the script that installs it knows where it came from, and nothing that a shell would run', async () => {
  await writeFile(join(folder, 'install.sh'), "SERVED_FROM='@POSTRIDER_URL@'\n");
  const { hostname, port } = new URL(gateway.url);
  const from = async (host: string) => {
    const socket = connect(Number(port), hostname);
    socket.write(`GET /agent-app/install.sh HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    return (await text(socket)).split('\r\n\r\n')[1];
  };

  expect(await from('sms.example.com:8000')).toBe("SERVED_FROM='http://sms.example.com:8000'\n");
  expect(await from("a';reboot;'")).toBe("SERVED_FROM='@POSTRIDER_URL@'\n");
});
