import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** A call as it came in, octet for octet. */
export interface SignedCall {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface SigningKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
  readonly service: string;
}

export type Verdict = 'genuine' | 'unsigned' | 'incomplete' | 'unknown_key' | 'wrong_scope' | 'expired' | 'wrong';

const ALGORITHM = 'AWS4-HMAC-SHA256';
const LONGEST_SKEW_MS = 5 * 60_000;

/** Signature Version 4: whether the owner of the key signed exactly this call, at about this time. */
export function verdictOn(call: SignedCall, key: SigningKey | undefined, now: number): Verdict {
  const { authorization } = call.headers;
  if (authorization === undefined) return 'unsigned';
  const claim = claimIn(authorization);
  const at = headerOf(call.headers, 'x-amz-date');
  if (!claim || !/^\d{8}T\d{6}Z$/.test(at) || !claim.signedHeaders.includes('host')) return 'incomplete';
  if (claim.accessKeyId !== key?.accessKeyId) return 'unknown_key';
  if (claim.scope !== [at.slice(0, 8), key.region, key.service, 'aws4_request'].join('/')) return 'wrong_scope';
  if (Math.abs(timeOf(at) - now) > LONGEST_SKEW_MS) return 'expired';

  const said = headerOf(call.headers, 'x-amz-content-sha256');
  const bodyHash = sha256Hex(call.body);
  if (said !== '' && said !== bodyHash) return 'wrong';
  const canonical = canonicalRequest(call, claim.signedHeaders, bodyHash);
  const toSign = [ALGORITHM, at, claim.scope, sha256Hex(canonical)].join('\n');
  return isSame(hmac(signingKey(key, at.slice(0, 8)), toSign), claim.signature) ? 'genuine' : 'wrong';
}

/** The key that a call claims to be signed with. */
export const claimedKey = (authorization: string | undefined): string | undefined =>
  authorization === undefined ? undefined : claimIn(authorization)?.accessKeyId;

interface Claim {
  readonly accessKeyId: string;
  readonly scope: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const CLAIM =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/([^,\s]+), ?SignedHeaders=([^,\s]+), ?Signature=([0-9a-f]{64})$/;

function claimIn(authorization: string): Claim | undefined {
  const [, accessKeyId, scope, signedHeaders, signature] = CLAIM.exec(authorization) ?? [];
  return accessKeyId && scope && signedHeaders && signature
    ? { accessKeyId, scope, signedHeaders: signedHeaders.split(';'), signature }
    : undefined;
}

function canonicalRequest({ method, url, headers }: SignedCall, signed: readonly string[], bodyHash: string): string {
  const [path = '/', query = ''] = url.split(/\?(.*)/s, 2);
  const lines = signed.map((name) => `${name}:${headerOf(headers, name).trim().replace(/ +/g, ' ')}\n`).join('');
  return [method, canonicalPath(path), canonicalQuery(query), lines, signed.join(';'), bodyHash].join('\n');
}

/** Each part encoded once more than in the URL. */
const canonicalPath = (path: string): string => path.split('/').map(encoded).join('/');

const canonicalQuery = (query: string): string =>
  [...new URLSearchParams(query)]
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&');

const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

function headerOf(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  return (Array.isArray(value) ? value.join(',') : value) ?? '';
}

const timeOf = (at: string): number =>
  Date.parse(at.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));

const signingKey = ({ secretAccessKey, region, service }: SigningKey, day: string): Buffer =>
  [day, region, service, 'aws4_request'].reduce<Buffer>(
    (key, part) => hmac(key, part),
    Buffer.from(`AWS4${secretAccessKey}`),
  );

const hmac = (key: Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();
const sha256Hex = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');

function isSame(expected: Buffer, given: string): boolean {
  const actual = Buffer.from(given, 'hex');
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}
