import { BlockList, isIP, isIPv6 } from 'node:net';

/** Networks that no address of the public Internet is in. */
const NOT_PUBLIC = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
];
/** IPv6 unicast is inside this network; the rest is loopback, link-local, private, multicast, or maps an IPv4 address. */
const PUBLIC_V6 = '2000::/3';
const NOT_PUBLIC_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];
const MAPPED = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i;

const listOf = (networks: readonly string[], family: 'ipv4' | 'ipv6'): BlockList => {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    list.addSubnet(address, Number(bits), family);
  }
  return list;
};
const refused = listOf(NOT_PUBLIC, 'ipv4');
const publicV6 = listOf([PUBLIC_V6], 'ipv6');
const refusedV6 = listOf(NOT_PUBLIC_V6, 'ipv6');

/** Whether a call to this IP address leaves the own network. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false;
  const [, mapped] = MAPPED.exec(address) ?? [];
  if (mapped !== undefined) return isPublicAddress(mapped);
  if (isIPv6(address)) return publicV6.check(address, 'ipv6') && !refusedV6.check(address, 'ipv6');
  return !refused.check(address, 'ipv4');
}
