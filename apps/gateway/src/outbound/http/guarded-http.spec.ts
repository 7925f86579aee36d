// Real: a TCP server on the loopback address. The resolver of one test is made for it.
import type { lookup } from 'node:dns';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { AllowedHosts } from '#libs/kernel';
import { GuardedHttp } from './guarded-http.ts';

let server: Server;
let connections = 0;
let port: number;
beforeAll(async () => {
  server = createServer((socket) => {
    connections++;
    socket
      .resume()
      .on('error', () => undefined)
      .end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const http = (...allowed: string[]): GuardedHttp => new GuardedHttp(new AllowedHosts(allowed), 1_024);

test.each([['keys.example'], ['keys.example', '10.0.0.0/8']])(
  'a public name that resolves to an address of the own network is not connected to',
  async (name, ...allowed) => {
    const resolve = ((_host: string, _options: object, done: (error: null, found: object[]) => void) =>
      done(null, [
        { address: '8.8.8.8', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ])) as unknown as typeof lookup;
    const guarded = new GuardedHttp(new AllowedHosts(allowed), 1_024, resolve);
    const address = `https://${name}:${port}/keys`;

    expect(guarded.problemOf(address)).toBeUndefined();
    await expect(guarded.json(address)).rejects.toThrow('The host has an address that is not public.');
    expect(connections).toBe(0);
    await guarded.onModuleDestroy();
  },
);

test.each(['127.0.0.1', '127.0.0.0/8', 'localhost'])('%s may be allowed, also without https', async (allowed) => {
  const guarded = http(allowed);
  const before = connections;
  const host = allowed === 'localhost' ? allowed : '127.0.0.1';

  expect(await guarded.json(`http://${host}:${port}/keys`)).toEqual({});
  expect(connections).toBe(before + 1);
  await guarded.onModuleDestroy();
});

test.each(['http://127.0.0.1/', 'https://127.0.0.1/', 'http://example.com/', 'https://[::1]/'])(
  '%s is refused without a look-up',
  async (address) => {
    await expect(http('10.0.0.0/8').json(address)).rejects.toThrow('The address must');
  },
);
