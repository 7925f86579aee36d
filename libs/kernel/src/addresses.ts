import { BlockList, isIP, isIPv6 } from 'node:net';

export const ADDRESS_EXPECTED = 'an IP address or a network such as 192.0.2.0/24 or 2001:db8::/32';

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIPv6(address) ? 'ipv6' : 'ipv4');

/** A part of a network has a length in bits that its family of addresses has. */
export function isAddressOrNetwork(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const [address = '', bits, ...more] = value.split('/');
  if (more.length > 0 || !isIP(address) || address.includes('%')) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (isIPv6(address) ? 128 : 32));
}

/** IP addresses and networks, each checked by {@link isAddressOrNetwork}. */
export class AddressList {
  private static readonly made = new WeakMap<readonly string[], AddressList>();
  private readonly list = new BlockList();

  /** Made once for the same array. */
  static of(addresses: readonly string[]): AddressList {
    const list = AddressList.made.get(addresses) ?? new AddressList(addresses);
    AddressList.made.set(addresses, list);
    return list;
  }

  private constructor(addresses: readonly string[]) {
    for (const each of addresses) {
      const [address = '', bits] = each.split('/');
      if (bits === undefined) this.list.addAddress(address, familyOf(address));
      else this.list.addSubnet(address, Number(bits), familyOf(address));
    }
  }

  /** Also true for an IPv4 address that a socket for both families shows as `::ffff:192.0.2.1`. */
  has(address: string): boolean {
    return isIP(address) !== 0 && this.list.check(address, familyOf(address));
  }
}
