// Real: undici and TCP on loopback, against throw-away servers that misbehave on purpose.
import type { lookup } from 'node:dns';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { clock } from '#libs/kernel';
import type { HttpResult, VendorRequest } from './http-exchange.ts';
import { VendorHttp } from './vendor-http.ts';

const PATIENT = { connectMs: 10_000, vendorHttpMs: 20_000 };
/** For tests of time-outs. */
const HURRIED = { connectMs: 1_000, vendorHttpMs: 1_500 };
const CHECKPOINT = Symbol.for('postrider.checkpoint');

let http: VendorHttp;
const servers: Server[] = [];
const sockets = new Set<Socket>();
let connections = 0;

beforeEach(() => {
  connections = 0;
  http = new VendorHttp(PATIENT);
});

afterEach(async () => {
  await http.close();
  for (const socket of sockets) socket.destroy();
  await Promise.all(servers.splice(0).map((it) => new Promise((done) => it.close(done))));
});

async function listening(server: Server): Promise<string> {
  servers.push(server);
  server.on('connection', (socket) => {
    connections++;
    sockets.add(socket.on('close', () => sockets.delete(socket)));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Answers each request's bytes with `onBytes`; counts what arrived. */
async function rawServer(
  onBytes: (socket: Socket, nth: number) => void,
): Promise<{ origin: string; requests: () => number }> {
  let requests = 0;
  const server = createServer((socket) => socket.on('error', () => {}).on('data', () => onBytes(socket, ++requests)));
  return { origin: await listening(server), requests: () => requests };
}

const httpServer = (listener: RequestListener): Promise<string> => listening(createHttpServer(listener));

const post = (origin: string, over: Partial<VendorRequest> = {}): Promise<HttpResult> =>
  http.exchange({
    method: 'POST',
    origin,
    path: '/messages',
    headers: ['content-type', 'text/plain'],
    body: 'hello',
    sendBefore: clock.now() + 60_000,
    ...over,
  });

/** Blocks the process, as SIGSTOP or a busy machine does. */
function standStill(ms: number): void {
  const until = clock.now() + ms;
  while (clock.now() < until);
}

/** Waits until the server has seen a connection, and it is closed again. */
async function everyConnectionEnded(): Promise<void> {
  const ended = () => connections > 0 && sockets.size === 0;
  while (!ended()) await new Promise(setImmediate);
}

const OK = 'HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\n{}';

test('a whole answer comes back with status, headers and body', async () => {
  const origin = await httpServer((request, response) => {
    request.setEncoding('utf8').on('data', (body: string) => {
      response.writeHead(201, { 'retry-after': '3' }).end(`${request.method} ${request.url} ${body}`);
    });
  });

  const result = await post(origin);

  expect(result).toMatchObject({ kind: 'response', status: 201, body: 'POST /messages hello' });
  expect(result).toMatchObject({ headers: { 'retry-after': '3' } });
});

test('a port that nobody listens on means nothing was sent', async () => {
  const origin = await httpServer(() => {});
  await new Promise((done) => servers.pop()!.close(done));

  expect(await post(origin)).toEqual({ kind: 'not_sent', reason: 'connection_refused' });
});

test('a name that does not resolve means nothing was sent', async () => {
  const result = await http.exchange({ method: 'GET', origin: 'http://nobody.invalid', path: '/', headers: [] });

  expect(result).toEqual({ kind: 'not_sent', reason: 'dns' });
});

test('a TLS handshake that fails means nothing was sent', async () => {
  const { origin } = await rawServer((socket) => socket.end('HTTP/1.1 400 no TLS here\r\n\r\n'));

  expect(await post(origin.replace('http:', 'https:'))).toEqual({ kind: 'not_sent', reason: 'tls' });
});

test('a connection that is not ready in time means nothing was sent, and nothing is sent when it becomes ready', async () => {
  http = new VendorHttp(HURRIED);
  const { origin, requests } = await rawServer(() => {});

  const result = await post(origin.replace('http:', 'https:'));

  expect(result).toEqual({ kind: 'not_sent', reason: 'connect_timeout' });
  expect(requests()).toBe(1); // The handshake's first bytes.
});

test('a connection that is ready only after the answer was given is not written to', async () => {
  http = new VendorHttp(HURRIED);
  const { origin, requests } = await rawServer((socket) => socket.write(OK));

  await new Promise(setImmediate); // Timers are next, sockets after them.
  const pending = post(origin);
  standStill(HURRIED.connectMs + 50);

  expect(await pending).toEqual({ kind: 'not_sent', reason: 'connect_timeout' });
  await everyConnectionEnded();
  expect(requests()).toBe(0);
});

test.each([
  ['says nothing', () => {}, 'timeout'],
  ['resets', (socket: Socket) => socket.resetAndDestroy(), 'connection_lost'],
  ['hangs up', (socket: Socket) => socket.end(), 'connection_lost'],
  ['hangs up in the middle of the head', (socket: Socket) => socket.end('HTTP/1.1 201 Crea'), 'connection_lost'],
  ['hangs up in the middle of the body', (socket: Socket) => socket.end(OK.slice(0, -1)), 'connection_lost'],
  ['drips its body', (socket: Socket) => socket.write('HTTP/1.1 201 Created\r\ncontent-length: 9\r\n\r\n{'), 'timeout'],
  ['does not speak HTTP', (socket: Socket) => socket.write('hello there, who is it?\r\n\r\n'), 'malformed_http'],
])('a server that reads the request and %s leaves the outcome unknown', async (_case, onBytes, reason) => {
  http = new VendorHttp(HURRIED);
  const { origin, requests } = await rawServer(onBytes);

  expect(await post(origin)).toEqual({ kind: 'no_answer', reason });
  expect(requests()).toBe(1);
});

test('an answer that came while the process was paused past the deadline is used', async () => {
  http = new VendorHttp(HURRIED);
  const { origin } = await rawServer((socket) => {
    const answer = () => {
      socket.write(OK);
      standStill(HURRIED.vendorHttpMs);
    };
    setTimeout(() => setImmediate(answer), HURRIED.connectMs + 100); // Timers are next, sockets after them.
  });

  expect(await post(origin)).toMatchObject({ kind: 'response', status: 201 });
});

test('an answer over the limit is cut and leaves the outcome unknown', async () => {
  const origin = await httpServer((_request, response) => {
    response.writeHead(200).end('x'.repeat(1_000_000));
  });

  expect(await post(origin)).toEqual({ kind: 'no_answer', reason: 'response_too_large' });
});

test('a redirect is an answer like any other and is not followed', async () => {
  let requests = 0;
  const origin = await httpServer((_request, response) => {
    requests++;
    response.writeHead(307, { location: '/elsewhere' }).end();
  });

  expect(await post(origin)).toMatchObject({ kind: 'response', status: 307 });
  expect(requests).toBe(1);
});

test('a kept connection that is reset under the second request leaves the outcome unknown, and the request is not sent again', async () => {
  const { origin, requests } = await rawServer((socket, nth) =>
    nth === 1 ? socket.write(OK) : socket.resetAndDestroy(),
  );

  expect(await post(origin)).toMatchObject({ kind: 'response', status: 201 });
  expect(await post(origin)).toEqual({ kind: 'no_answer', reason: 'connection_lost' });
  expect(await post(origin)).toEqual({ kind: 'no_answer', reason: 'connection_lost' });
  expect(requests()).toBe(3);
});

test('a kept connection that the server has closed is not written to', async () => {
  const { origin, requests } = await rawServer((socket) => socket.end(OK));

  for (let i = 0; i < 20; i++) expect(await post(origin)).toMatchObject({ kind: 'response', status: 201 });
  expect(requests()).toBe(20);
});

test('100 requests at once use 100 connections and none waits for another', async () => {
  const held: (() => void)[] = [];
  const origin = await httpServer((_request, response) => {
    held.push(() => response.end('{}'));
    if (held.length === 100) for (const release of held) release();
  });

  const results = await Promise.all(Array.from({ length: 100 }, () => post(origin)));

  expect(results.filter((it) => it.kind === 'response')).toHaveLength(100);
});

test('no byte leaves once send_before has passed', async () => {
  const { origin, requests } = await rawServer((socket) => socket.write(OK));

  const pending = post(origin, { sendBefore: clock.now() + 30 });
  standStill(60); // Between its reading of the clock and the connection.

  expect(await pending).toEqual({ kind: 'too_late' });
  expect(requests()).toBe(0);
});

test('no byte leaves once the attempt has been answered for', async () => {
  const { origin, requests } = await rawServer((socket) => socket.write(OK));

  expect(await post(origin, { signal: AbortSignal.abort() })).toEqual({ kind: 'too_late' });
  expect(requests()).toBe(0);
});

test('a send passes its kill points in order, a look-up passes none', async () => {
  const origin = await httpServer((_request, response) => void response.end('{}'));
  const passed: string[] = [];
  Object.assign(globalThis, { [CHECKPOINT]: (name: string) => passed.push(name) });

  await post(origin);
  await http.exchange({ method: 'GET', origin, path: '/', headers: [] });
  Object.assign(globalThis, { [CHECKPOINT]: undefined });

  expect(passed).toEqual([
    'provider.deliver.before_connect',
    'provider.deliver.after_request_bytes',
    'provider.deliver.after_accept',
  ]);
});

describe("an address that an account's owner gave", () => {
  /** A resolver that answers each time with the next of these addresses. */
  const answering = (...addresses: string[]): typeof lookup =>
    ((_host: string, _options: object, done: (error: null, found: object[]) => void) =>
      done(null, [{ address: addresses.shift(), family: 4 }])) as unknown as typeof lookup;

  const vetted = async (origin: string, allowed: string[], resolve?: typeof lookup): Promise<HttpResult> => {
    await http.close();
    http = new VendorHttp(PATIENT, allowed, resolve);
    http.vet(origin);
    return post(origin);
  };
  const BLOCKED = { kind: 'not_sent', reason: 'blocked_address' };

  test('is called if it is allowed', async () => {
    const origin = await httpServer((_, response) => response.end('ok'));

    expect(await vetted(origin, ['127.0.0.1'])).toMatchObject({ kind: 'response', body: 'ok' });
  });

  test.each(['http://127.0.0.1', 'https://127.0.0.1', 'https://[::ffff:127.0.0.1]', 'https://localhost'])(
    '%s is not connected to unless it is allowed',
    async (host) => {
      const { port } = new URL(await httpServer((_, response) => response.end('ok')));

      expect(await vetted(`${host}:${port}`, [])).toEqual(BLOCKED);
      expect(connections).toBe(0);
    },
  );

  test('whose name now resolves to an address of the own network is not connected to', async () => {
    const { port } = new URL(await httpServer((_, response) => response.end('ok')));
    const names = ['sms.example', 'other.example'];

    // The name is allowed a private network, and its address is of another one.
    const result = await vetted(`http://sms.example:${port}`, ['sms.example'], answering('127.0.0.1'));
    expect(result).toMatchObject({ kind: 'response' });
    connections = 0;
    for (const name of names)
      expect(await vetted(`https://${name}`, ['10.0.0.0/8'], answering('127.0.0.1'))).toEqual(BLOCKED);
    expect(connections).toBe(0);
  });

  test('leaves calls to other addresses as they are', async () => {
    const origin = await httpServer((_, response) => response.end('ok'));
    http.vet('https://sms.example');

    expect(await post(origin)).toMatchObject({ kind: 'response' });
  });
});
