import type { IncomingMessage } from 'node:http';
import { newApiKey } from '#libs/kernel';
import { credentialOf, exposedIn } from './credentials.ts';

/** As Node's parser gives them: every header in `rawHeaders`, the first of each in `headers`. */
function request(...pairs: readonly (readonly [string, string])[]): IncomingMessage {
  const headers = Object.fromEntries(pairs.toReversed().map(([name, value]) => [name.toLowerCase(), value]));
  return { headers, rawHeaders: pairs.flat() } as unknown as IncomingMessage;
}

const { key } = newApiKey('test');

test.each([
  [[['X-API-Key', key]], { kind: 'key', key }],
  [[['X-API-Key', '']], { kind: 'key', key: '' }],
  [[['Authorization', `Bearer ${key}`]], { kind: 'key', key }],
  [[['Authorization', 'bearer a.b.c']], { kind: 'token', token: 'a.b.c' }],
  [[['Authorization', 'Basic YTpi']], undefined],
  [[['Authorization', 'Bearer']], undefined],
  [[], undefined],
] as const)('%j is %j', (pairs, expected) => {
  expect(credentialOf(request(...pairs))).toEqual(expected);
});

test.each([
  [
    ['X-API-Key', 'a'],
    ['Authorization', 'Bearer b'],
  ],
  [
    ['x-api-key', 'a'],
    ['X-API-KEY', 'b'],
  ],
  [
    ['Authorization', 'Bearer a'],
    ['authorization', 'Bearer a'],
  ],
] as const)('%j and %j are two credentials', (...pairs) => {
  expect(() => credentialOf(request(...pairs))).toThrow(expect.objectContaining({ code: 'ambiguous_credentials' }));
});

test.each([
  ['/api/v1/messages', undefined],
  ['/api/v1/messages?limit=1', undefined],
  [`/api/v1/messages?q=${key}`, { key }],
  [`/anything?x=1&key=${key}`, { key }],
  ['/api/v1/messages?api_key=x', {}],
  ['/api/v1/messages?a=1&apikey=', {}],
  ['/api/v1/messages?X-Api-Key=x', {}],
  ['/api/v1/messages?access_token=x', {}],
  ['/callbacks/acme/secret?api_key=theirs', undefined],
] as const)('%s exposes %j', (url, expected) => {
  expect(exposedIn(url)).toEqual(expected);
});
