import { AddressList, isAddressOrNetwork } from './addresses.ts';

test.each(['192.0.2.1', '192.0.2.0/24', '0.0.0.0/0', '2001:db8::1', '2001:db8::/32'])('%s is understood', (value) => {
  expect(isAddressOrNetwork(value)).toBe(true);
});

test.each([
  '',
  'localhost',
  '192.0.2',
  '192.0.2.1/33',
  '192.0.2.1/-1',
  '192.0.2.1/',
  '192.0.2.1/24/24',
  '2001:db8::/129',
  'fe80::1%eth0',
  '0x7f.1',
  7,
  null,
])('%p is neither an address nor a network', (value) => {
  expect(isAddressOrNetwork(value)).toBe(false);
});

test.each([
  ['192.0.2.7', ['192.0.2.7'], true],
  ['192.0.2.8', ['192.0.2.7'], false],
  ['192.0.2.8', ['198.51.100.1', '192.0.2.0/24'], true],
  ['::ffff:192.0.2.8', ['192.0.2.0/24'], true],
  ['2001:db8::5', ['2001:db8::/32'], true],
  ['2001:db9::5', ['2001:db8::/32'], false],
  ['unknown', ['0.0.0.0/0'], false],
  ['192.0.2.8', [], false],
])('whether %s is in %j: %p', (address, list, isIn) => {
  expect(AddressList.of(list).has(address)).toBe(isIn);
});
