import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, request } from 'undici';
import { AddressList, isAddressOrNetwork, isPublicAddress } from '#libs/kernel';

/** Hosts that addresses given by callers may name although they are not public, also without https. */
export class AllowedHosts {
  private readonly names: ReadonlySet<string>;
  private readonly addresses: AddressList;

  constructor(allowed: readonly string[]) {
    this.names = new Set(allowed.filter((each) => !isAddressOrNetwork(each)).map((name) => name.toLowerCase()));
    this.addresses = AddressList.of(allowed.filter(isAddressOrNetwork));
  }

  has(host: string): boolean {
    return isIP(host) === 0 ? this.names.has(host.toLowerCase()) : this.addresses.has(host);
  }
}

const CONNECT_MS = 3_000;
const TOTAL_MS = 5_000;

/**
 * Reads addresses that a caller gave. The name is resolved once, and the connection goes to an address that was checked;
 * redirects are not followed.
 */
export class GuardedHttp {
  private readonly agent: Agent;

  constructor(
    private readonly allowed: AllowedHosts,
    private readonly maxBytes: number,
    private readonly resolve = lookup,
  ) {
    const connect = { timeout: CONNECT_MS, lookup: this.lookup() };
    this.agent = new Agent({ connect, maxResponseSize: maxBytes, allowH2: false });
  }

  /** A sentence about an address that is never called. */
  problemOf(address: string): string | undefined {
    const url = URL.parse(address);
    if (!url || !['https:', 'http:'].includes(url.protocol)) return 'must be an https address';
    const host = hostOf(url);
    if (this.allowed.has(host)) return undefined;
    if (url.protocol !== 'https:') return 'must be an https address';
    if (url.username !== '' || url.password !== '') return 'must not contain a user or a password';
    if (isIP(host) !== 0 ? !isPublicAddress(host) : host === 'localhost') return 'must name a public host';
    return undefined;
  }

  /** Throws unless the answer is 200 and JSON in time. */
  async json(address: string): Promise<unknown> {
    const problem = this.problemOf(address);
    if (problem !== undefined) throw new Error(`The address ${problem}.`);
    const answer = await request(address, {
      dispatcher: this.agent,
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(TOTAL_MS),
    });
    if (answer.statusCode === 200) return answer.body.json();
    await answer.body.dump({ limit: this.maxBytes });
    throw new Error(`The answer has the status ${answer.statusCode}.`);
  }

  onModuleDestroy(): Promise<void> {
    return this.agent.destroy();
  }

  private lookup(): LookupFunction {
    return (host, options, done) => {
      this.resolve(host, { ...options, all: true }, (error, found) => {
        if (error) return done(error, '');
        const isAllowed = this.allowed.has(host);
        const fits = ({ address }: { address: string }): boolean =>
          isAllowed || isPublicAddress(address) || this.allowed.has(address);
        if (!found.every(fits)) return done(new Error('The host has an address that is not public.'), '');
        return options.all ? done(null, found) : done(null, found[0]!.address, found[0]!.family);
      });
    };
  }
}

/** Without the brackets of an IPv6 address. */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');
