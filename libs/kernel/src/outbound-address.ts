import { isIP, type LookupFunction } from 'node:net';
import { AddressList, isAddressOrNetwork } from './addresses.ts';
import * as setting from './config.ts';
import { otherHostsInProduction } from './in-production.ts';
import { isPublicAddress } from './public-address.ts';

/** The setting of every service that calls addresses given through the API. */
export const outboundSettings = {
  outboundAllowedHosts: setting.list('OUTBOUND_ALLOWED_HOSTS', {
    describe:
      'Hosts, IP addresses and networks, comma separated, that addresses given through the API may name although they are not public; also without https.',
    fallback: '',
    inProduction: otherHostsInProduction,
  }),
};

/** Hosts that addresses given by callers may name although they are not public. */
export class AllowedHosts {
  /** Whether a name that is not allowed itself may have an address that is. */
  readonly hasAddresses: boolean;
  private readonly names: ReadonlySet<string>;
  private readonly addresses: AddressList;

  constructor(allowed: readonly string[]) {
    const addresses = allowed.filter(isAddressOrNetwork);
    this.hasAddresses = addresses.length > 0;
    this.names = new Set(allowed.filter((each) => !isAddressOrNetwork(each)).map((name) => name.toLowerCase()));
    this.addresses = AddressList.of(addresses);
  }

  has(host: string): boolean {
    return isIP(host) === 0 ? this.names.has(host.toLowerCase()) : this.addresses.has(host);
  }
}

/** The ports of https servers that the public may call. */
export const HTTPS_PORTS: readonly string[] = ['443', '8443'];

/** A sentence about an address that is never called, without a look-up of its name; `ports`: the only ones it may have. */
export function outboundProblem(address: string, allowed: AllowedHosts, ports?: readonly string[]): string | undefined {
  const url = URL.parse(address);
  if (!url || !['https:', 'http:'].includes(url.protocol)) return 'must be an https address';
  if (url.username !== '' || url.password !== '') return 'must not contain a user or a password';
  const host = hostOf(url);
  if (allowed.has(host)) return undefined;
  if (url.protocol !== 'https:') return 'must be an https address';
  if (isIP(host) === 0 ? isInnerName(host, allowed) : !isPublicAddress(host)) return 'must name a public host';
  if (ports && !ports.includes(url.port || '443')) return `must have the port ${ports.join(' or ')}`;
  return undefined;
}

/**
 * Looks up names for a connection: it gets the addresses that were checked here, or, if one of them is not public,
 * none. An IP address in a URL is not looked up: {@link outboundProblem} judges it.
 */
export const vettedLookup =
  (allowed: AllowedHosts, resolve: Resolve): LookupFunction =>
  (host, options, done) => {
    resolve(host, { ...options, all: true }, (error, found = []) => {
      if (error) return done(error, '');
      const isAllowed = allowed.has(host);
      const fits = ({ address }: Found): boolean => isAllowed || isPublicAddress(address) || allowed.has(address);
      if (found.length === 0 || !found.every(fits)) return done(notPublic(), '');
      return options.all ? done(null, [...found]) : done(null, found[0]!.address, found[0]!.family);
    });
  };

const notPublic = (): NodeJS.ErrnoException =>
  Object.assign(new Error('The host has an address that is not public.'), { code: 'BLOCKED_ADDRESS' });

interface Found {
  readonly address: string;
  readonly family: number;
}
/** `lookup` of `node:dns`, asked for every address of a name. */
type Resolve = (
  host: string,
  options: Parameters<LookupFunction>[1] & { readonly all: true },
  done: (error: NodeJS.ErrnoException | null, found?: readonly Found[]) => void,
) => void;

/** Names that only the own network or the machine itself answers. */
function isInnerName(host: string, { hasAddresses }: AllowedHosts): boolean {
  const name = host.replace(/\.$/, '').toLowerCase();
  if (/^(.*\.)?localhost$/.test(name)) return true;
  return !hasAddresses && (!name.includes('.') || /\.(local|internal|intranet|lan|home|corp|arpa)$/.test(name));
}

/** Without the brackets of an IPv6 address. */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');
