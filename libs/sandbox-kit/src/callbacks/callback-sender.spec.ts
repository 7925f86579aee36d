// Real: HTTP on loopback; the customer's server is slow, does not answer or is closed.
import { once } from 'node:events';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CallbackSender, type Callback } from './callback-sender.ts';

let server: Server;
let sender: CallbackSender;

afterEach(async () => {
  await sender.close();
  server.closeAllConnections();
  server.close();
});

async function customer(listener: RequestListener): Promise<(more?: Partial<Callback>) => Callback> {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  sender = new CallbackSender();
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?a=1`);
  const build = () => ({ headers: { 'content-type': 'text/plain' }, body: 'told' });
  const usual = { vendor: 'v', sid: 's', status: 'sent', url, build, connectMs: 20_000, readMs: 20_000, retries: 0 };
  return (more = {}) => ({ ...usual, repeatsOn: () => true, ...more });
}

test('many callbacks share few connections and all are answered', async () => {
  const sockets = new Set<unknown>();
  let atOnce = 0;
  let most = 0;
  const callback = await customer((request, response) => {
    sockets.add(request.socket);
    most = Math.max(most, ++atOnce);
    setImmediate(() => {
      atOnce -= 1;
      response.writeHead(204).end();
    });
  });

  const ends = await Promise.all(Array.from({ length: 600 }, () => sender.send(callback())));

  expect(ends.every(({ httpStatus }) => httpStatus === 204)).toBe(true);
  expect(sockets.size).toBeLessThanOrEqual(64);
  expect(most).toBeLessThanOrEqual(64);
  expect([sender.ends, sender.waiting]).toEqual([{ answered: 600, failed: 0 }, 0]);
});

test('callbacks are built when it is their turn, not before', async () => {
  const held: ServerResponse[] = [];
  const callback = await customer((_, response) => {
    held.push(response);
    if (held.length >= 64) for (const waiting of held.splice(0)) waiting.writeHead(204).end();
  });
  let built = 0;
  const build = () => {
    built += 1;
    return { headers: {}, body: '' };
  };

  const sending = Array.from({ length: 64 * 5 }, () => sender.send(callback({ build })));
  expect(sender.waiting).toBe(64 * 5);
  await sending[0];

  expect(built).toBeLessThan(64 * 5);
  await Promise.all(sending);
  expect(sender.waiting).toBe(0);
});

test('a customer who never answers is given up after the read time, and called again as often as configured', async () => {
  let asked = 0;
  const callback = await customer(() => void (asked += 1));

  const end = await sender.send(callback({ retries: 2, readMs: 600 }));

  expect([end.httpStatus, end.error, asked]).toEqual([null, 'UND_ERR_HEADERS_TIMEOUT', 3]);
  expect(sender.rows.page(0, 10).rows.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
  expect(sender.ends).toEqual({ answered: 0, failed: 1 });
});

test('a result that is not worth another try is the last', async () => {
  let asked = 0;
  const callback = await customer((_, response) => {
    asked += 1;
    response.writeHead(500).end('no');
  });

  const end = await sender.send(callback({ retries: 5, repeatsOn: () => false }));

  expect([end, asked]).toEqual([{ httpStatus: 500, error: null, body: 'no' }, 1]);
});
