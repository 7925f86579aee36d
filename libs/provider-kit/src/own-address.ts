import { lookup } from 'node:dns';
import { isIP } from 'node:net';
import { HTTPS_PORTS, outboundProblem, PostriderError, vettedLookup, type AllowedHosts } from '#libs/kernel';

/** The setting that an account of every vendor may have: its own address of the vendor's API. */
export const API_URL = 'api_url';

/** Its origin, if it may be called now; `invalid_account` otherwise. Each call to it is judged again. */
export async function ownAddress(given: string, allowed: AllowedHosts, resolve = lookup): Promise<string> {
  const problem = outboundProblem(given, allowed, HTTPS_PORTS);
  if (problem !== undefined) throw invalid(problem);
  const { origin, hostname, pathname, search, hash } = new URL(given);
  if (pathname !== '/' || search !== '' || hash !== '') throw invalid('must have no path');
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(host) === 0 && !(await isReachable(host, allowed, resolve)))
    throw invalid('must name a host that exists and is public');
  return origin;
}

const isReachable = (host: string, allowed: AllowedHosts, resolve: typeof lookup): Promise<boolean> =>
  new Promise((done) => vettedLookup(allowed, resolve)(host, { all: true }, (error) => done(error === null)));

const invalid = (problem: string): PostriderError => new PostriderError('invalid_account', `${API_URL} ${problem}.`);
