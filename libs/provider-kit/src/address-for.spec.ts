import { addressFor } from './address-for.ts';

const OWN = 'https://api.vendor.example';
const SANDBOX = 'http://127.0.0.1:8025';

test.each([
  ['live', { environment: 'live', sandboxUrl: undefined }, OWN],
  ['live', { environment: 'live', sandboxUrl: SANDBOX }, OWN],
  ['test', { environment: 'live', sandboxUrl: SANDBOX }, SANDBOX],
  ['test', { environment: 'test', sandboxUrl: undefined }, OWN],
  ['test', { environment: 'test', sandboxUrl: SANDBOX }, OWN],
] as const)('a %s account of an adapter with %j is used at %s', (wanted, served, address) => {
  expect(addressFor(wanted, served, OWN)).toBe(address);
});

test.each(['live', 'test'] as const)('a %s account with an address of its own is used there', (environment) => {
  const wanted = { environment, apiUrl: 'https://sms.example.com' };

  expect(addressFor(wanted, { environment: 'test', sandboxUrl: SANDBOX }, OWN)).toBe('https://sms.example.com');
});

test.each([
  ['live', { environment: 'test', sandboxUrl: undefined }],
  ['live', { environment: 'test', sandboxUrl: SANDBOX }],
  ['test', { environment: 'live', sandboxUrl: undefined }],
] as const)('a %s account is refused by an adapter with %j', (wanted, served) => {
  expect(() => addressFor(wanted, served, OWN)).toThrow(`invalid_account: The adapter of this vendor serves`);
});
