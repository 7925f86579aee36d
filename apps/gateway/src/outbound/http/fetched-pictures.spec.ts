// Real: an HTTP server on the loopback address. The resolver of one test is made for it.
import type { lookup } from 'node:dns';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AllowedHosts, type TenantId } from '#libs/kernel';
import { FetchedPictures } from './fetched-pictures.ts';

const MIB = 1024 * 1024;
const JPEG = Buffer.from('\xff\xd8\xff\xe0 the rest', 'latin1');
const PNG = Buffer.from('\x89PNG\r\n\x1a\n the rest', 'latin1');
const TENANT = '00000001' as TenantId;

const ANSWERS: Readonly<Record<string, (response: ServerResponse) => unknown>> = {
  '/a.jpg': (response) => response.writeHead(200, { 'content-type': 'image/jpeg' }).end(JPEG),
  '/a.png': (response) => response.writeHead(200, { 'content-type': 'IMAGE/png; charset=x' }).end(PNG),
  '/lies': (response) => response.writeHead(200, { 'content-type': 'image/png' }).end(JPEG),
  '/untyped': (response) => response.writeHead(200).end(JPEG),
  '/odd': (response) => response.writeHead(200, { 'content-type': '<b>' }).end(JPEG),
  '/svg': (response) => response.writeHead(200, { 'content-type': 'image/svg+xml' }).end('<svg onload="alert(1)"/>'),
  '/html': (response) => response.writeHead(200, { 'content-type': 'image/png' }).end('<!doctype html><p>Hello'),
  '/empty': (response) => response.writeHead(200, { 'content-type': 'image/png' }).end(),
  '/gone': (response) => response.writeHead(404).end(),
  '/redirect': (response) => response.writeHead(302, { location: '/a.jpg' }).end(),
  '/said-large': (response) => response.writeHead(200, { 'content-length': 5 * MIB + 1 }).flushHeaders(),
  '/gzip': (response) => response.writeHead(200, { 'content-type': 'image/png', 'content-encoding': 'gzip' }).end('x'),
  '/endless': (response) => {
    response.writeHead(200, { 'content-type': 'image/jpeg' }).write(JPEG);
    const more = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(64 * 1024)));
    };
    response.on('drain', more);
    more();
  },
  '/reset': (response) => response.socket!.resetAndDestroy(),
  '/exact': (response) => {
    response.writeHead(200, { 'content-type': 'image/jpeg' });
    response.write(JPEG);
    response.end(Buffer.alloc(5 * MIB - JPEG.length));
  },
};

let server: Server;
let at: string;
let asked: string[] = [];
let pictures: FetchedPictures;
beforeAll(async () => {
  server = createServer(({ url = '' }, response) => {
    asked.push(url);
    ANSWERS[url]?.(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  asked = [];
  pictures = new FetchedPictures(new AllowedHosts(['127.0.0.1']));
});
afterEach(() => pictures.onModuleDestroy());

const check = async (url: string, tenant = TENANT) => (await pictures.check(tenant, [url])).get(url);

test.each<[string, object]>([
  ['/a.jpg', { type: 'image/jpeg', bytes: JPEG.length }],
  ['/a.png', { type: 'image/png', bytes: PNG.length }],
  ['/exact', { type: 'image/jpeg', bytes: 5 * MIB }],
])('%s is a picture', async (path, is) => {
  expect(await check(at + path)).toEqual({ url: at + path, ...is });
});

test.each([
  ['/lies', 'is image/jpeg, but its server says image/png'],
  ['/untyped', 'is image/jpeg, but its server says nothing about its type'],
  ['/odd', 'is image/jpeg, but its server says something else'],
  ['/svg', 'is not a JPEG, PNG or GIF picture'],
  ['/html', 'is not a JPEG, PNG or GIF picture'],
  ['/empty', 'is not a JPEG, PNG or GIF picture'],
  ['/gzip', 'is not a JPEG, PNG or GIF picture'],
  ['/gone', 'could not be fetched: its server answered 404'],
  ['/redirect', 'leads to another address; give that one'],
  ['/said-large', 'is larger than 5 MiB'],
  ['/endless', 'is larger than 5 MiB'],
  ['/reset', 'could not be fetched: its host does not answer, or is not public'],
])('%s: %s', async (path, problem) => {
  expect(await check(at + path)).toEqual({ problem });
  expect(asked).toEqual([path]);
});

test.each([
  ['http://example.com/a.jpg', 'must be an https address'],
  ['https://example.com:6379/a.jpg', 'must have the port 443 or 8443'],
  ['https://169.254.169.254/latest/meta-data', 'must name a public host'],
])('%s is not fetched', async (url, problem) => {
  expect(await check(url)).toEqual({ problem });
});

test('a public name that resolves to an address of the own network is not connected to', async () => {
  const hosts: string[] = [];
  const resolve = ((host: string, _options: object, done: (error: null, found: object[]) => void) => {
    hosts.push(host);
    done(null, [
      { address: '8.8.8.8', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ]);
  }) as unknown as typeof lookup;
  const guarded = new FetchedPictures(new AllowedHosts(['10.0.0.0/8']), 5_000, resolve);

  expect([...(await guarded.check(TENANT, ['https://pictures.example/a.jpg'])).values()]).toEqual([
    { problem: 'could not be fetched: its host does not answer, or is not public' },
  ]);
  expect(hosts).toEqual(['pictures.example']);
  await guarded.onModuleDestroy();
});

test('a good picture is fetched once by a tenant, however its address is written; a bad one each time', async () => {
  const port = new URL(at).port;
  for (const url of [`${at}/a.jpg`, `HTTP://127.1:${port}/x/../a.jpg`]) {
    expect(await check(url)).toEqual({ url: `${at}/a.jpg`, type: 'image/jpeg', bytes: JPEG.length });
  }
  expect(asked).toEqual(['/a.jpg']);
  await check(`${at}/a.jpg`, '00000002' as TenantId);
  expect(asked).toEqual(['/a.jpg', '/a.jpg']);

  await check(`${at}/gone`);
  await check(`${at}/gone`);
  expect(asked.slice(2)).toEqual(['/gone', '/gone']);
});

test('a hundred calls with one picture fetch it as often as fetches run at once', async () => {
  await Promise.all(Array.from({ length: 100 }, () => check(`${at}/a.jpg`)));

  expect(asked.length).toBeLessThanOrEqual(8);
});

test('what does not come in time is refused', async () => {
  const hurried = new FetchedPictures(new AllowedHosts(['127.0.0.1']), 200);
  const urls = [`${at}/never`, `${at}/a.jpg`];

  expect([...(await hurried.check(TENANT, urls)).values()]).toEqual([
    { problem: 'did not come within 0.2 s' },
    { url: `${at}/a.jpg`, type: 'image/jpeg', bytes: JPEG.length },
  ]);
  await hurried.onModuleDestroy();
});
