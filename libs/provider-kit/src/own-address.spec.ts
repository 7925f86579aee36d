import type { lookup } from 'node:dns';
import { AllowedHosts } from '#libs/kernel';
import { ownAddress } from './own-address.ts';

const NONE = new AllowedHosts([]);
/** A resolver that answers with these addresses. */
const answering = (...addresses: string[]): typeof lookup =>
  ((_host: string, _options: object, done: (error: Error | null, found: object[]) => void) =>
    done(
      addresses.length === 0 ? new Error('ENOTFOUND') : null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )) as unknown as typeof lookup;

test('an address is kept as its origin', async () => {
  const resolve = answering('8.8.8.8', '2606:4700::1111');

  expect(await ownAddress('https://SMS.example.com/', NONE, resolve)).toBe('https://sms.example.com');
  expect(await ownAddress('https://sms.example.com:8443', NONE, resolve)).toBe('https://sms.example.com:8443');
  expect(await ownAddress('https://8.8.8.8', NONE, answering())).toBe('https://8.8.8.8');
});

test.each<[string, string[]]>([
  ['a private address', ['10.0.0.1']],
  ['a public and a private address', ['8.8.8.8', '10.0.0.1']],
  ['a public address and a private one of the other family', ['8.8.8.8', 'fd00::1']],
  ['an address of this machine in another form', ['::ffff:127.0.0.1']],
  ['no address', []],
])('a name that resolves to %s is refused', async (_, addresses) => {
  await expect(ownAddress('https://sms.example.com', NONE, answering(...addresses))).rejects.toMatchObject({
    code: 'invalid_account',
    detail: 'api_url must name a host that exists and is public.',
  });
});

test.each(['https://sms.example.com/path', 'https://sms.example.com/?a=b', 'https://sms.example.com/#a'])(
  '%s is refused: it has more than an origin',
  async (address) => {
    await expect(ownAddress(address, NONE, answering('8.8.8.8'))).rejects.toThrow('api_url must have no path');
  },
);

test('a host of the own network may be allowed, also without https and on another port', async () => {
  const allowed = new AllowedHosts(['gateway.internal', '10.0.0.0/8']);

  expect(await ownAddress('http://gateway.internal:5555', allowed, answering('10.0.0.1'))).toBe(
    'http://gateway.internal:5555',
  );
  expect(await ownAddress('https://sms.example.com', allowed, answering('10.0.0.1'))).toBe('https://sms.example.com');
});
