// Real: HTTP on loopback. The spec acts as Amazon.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { VendorHttp } from '#libs/provider-kit';
import { Wire, type Call } from './wire.ts';

let requests = 0;
const server = createServer((_, response) => {
  requests += 1;
  response.end('whole');
});
const http = new VendorHttp({ connectMs: 2_000, vendorHttpMs: 5_000 });
const wire = new Wire(http);

beforeAll(() => new Promise<void>((done) => server.listen(0, '127.0.0.1', done)));
beforeEach(() => {
  requests = 0;
});
afterAll(async () => {
  await http.close();
  await new Promise((done) => server.close(done));
});

const request = () => {
  const { port } = server.address() as AddressInfo;
  return { method: 'POST', protocol: 'http:', hostname: '127.0.0.1', port, path: '/', headers: {}, body: 'x=1' };
};
const call = (over: Partial<Call> = {}): Call => ({ signal: new AbortController().signal, ...over });

test('a call keeps its result, besides what the SDK makes of it', async () => {
  const one = call();

  const { response } = await wire.handle(request(), { call: one });

  expect(response).toMatchObject({ statusCode: 200, body: Buffer.from('whole') });
  expect(one.result).toMatchObject({ kind: 'response', status: 200, body: 'whole' });
});

test('a call is sent once, even if the SDK would repeat it', async () => {
  const one = call();
  await wire.handle(request(), { call: one });

  await expect(wire.handle(request(), { call: one })).rejects.toThrow('a call goes out once');
  expect(requests).toBe(1);
});

test('an answer longer than the call allows counts as no answer', async () => {
  const one = call({ maxBytes: 3 });

  await expect(wire.handle(request(), { call: one })).rejects.toThrow('no response: no_answer');
  expect(one.result).toEqual({ kind: 'no_answer', reason: 'response_too_large' });
});
