// Real: an HTTP server that serves media.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MediaStore } from './media-store.ts';

const MIB = 1024 * 1024;
const IMAGES = /^image\/(jpeg|png)$/;
const PICTURE = Buffer.from('a picture');
const ANSWERS: Readonly<Record<string, readonly [status: number, type: string, body: Buffer]>> = {
  '/a.jpg': [200, 'image/JPEG; q=1', PICTURE],
  '/same.jpg': [200, 'image/jpeg', PICTURE],
  '/page.html': [200, 'text/html', PICTURE],
  '/empty.jpg': [200, 'image/jpeg', Buffer.alloc(0)],
  '/gone.jpg': [404, 'image/jpeg', PICTURE],
  '/large.jpg': [200, 'image/jpeg', Buffer.alloc(5 * MIB + 1)],
};

let server: Server;
let at: string;
let store: MediaStore;
beforeAll(async () => {
  server = createServer(({ url = '' }, response) => {
    const [, size] = /^\/(\d+)\.png$/.exec(url) ?? [];
    const [status, type, body] = ANSWERS[url] ?? [200, 'image/png', Buffer.alloc(4 * MIB, Number(size))];
    response.writeHead(status, { 'content-type': type }).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => {
  store = new MediaStore();
});
afterEach(() => store.close());

test('it fetches each medium with its type, and keeps the same bytes once', async () => {
  const [one, same] = (await store.fetchAll([`${at}/a.jpg`, `${at}/same.jpg`], IMAGES))!;

  expect(one).toEqual({ id: expect.stringMatching(/^[0-9a-f]{32}$/) as string, type: 'image/jpeg', bytes: PICTURE });
  expect(same).toBe(one);
  expect(store.get(one!.id)).toBe(one);
  store.clear();
  expect(store.get(one!.id)).toBeUndefined();
});

test.each(['/page.html', '/empty.jpg', '/gone.jpg', '/large.jpg'])(
  '%s among them: none is taken, and the rest need no look',
  async (path) => {
    expect(await store.fetchAll([`${at}/a.jpg`, at + path], IMAGES)).toBeUndefined();
  },
);

test('an address that answers nothing is not taken', async () => {
  expect(await store.fetchAll(['http://127.0.0.1:1/a.jpg'], IMAGES)).toBeUndefined();
});

test('it keeps 64 MiB, the newest of them', async () => {
  const urls = Array.from({ length: 17 }, (_, index) => `${at}/${index}.png`);
  const ids: string[] = [];
  for (const url of urls) ids.push((await store.fetchAll([url], IMAGES))![0]!.id);

  expect(ids.filter((id) => store.get(id) === undefined)).toEqual(ids.slice(0, 1));
});
