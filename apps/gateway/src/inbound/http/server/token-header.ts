import { ACCESS_TOKEN } from '../../../application/users/ports.ts';

type Json = Readonly<Record<string, unknown>>;
export type HeaderProblem = 'malformed header' | 'forged header' | undefined;

/** What a token says of itself, not verified: only good for choosing the key that verifies it. */
export interface TokenClaimed {
  readonly header: Json;
  readonly issuer: unknown;
  readonly audiences: readonly unknown[];
  readonly claims: Json;
}

/** Undefined for a text that is no token. */
export function readToken(token: string): TokenClaimed | undefined {
  const [header, claims, signature, ...more] = token.split('.');
  const [read, said = {}] = [decoded(header), decoded(claims)];
  if (read === undefined || signature === undefined || more.length > 0) return undefined;
  return { header: read, issuer: said.iss, audiences: [said.aud].flat(), claims: said };
}

/**
 * The error of our own token's header, found before any key is used. Everything is refused by which a header could
 * mislead a verifier: another algorithm or type, and every way to name or contain a key.
 */
export function headerProblem({ alg, typ, ...others }: Json): HeaderProblem {
  if (alg !== ACCESS_TOKEN.algorithm || Object.keys(others).length > 0) return 'forged header';
  return typ === ACCESS_TOKEN.type ? undefined : 'malformed header';
}

const NAMES_A_KEY = ['jku', 'jwk', 'x5u', 'x5c', 'crit', 'b64', 'zip', 'enc'];
const TYPES: readonly unknown[] = [undefined, 'JWT', 'at+jwt', 'application/at+jwt'];

/** The same for a token from elsewhere, which may have a type of its own, and a `kid` of the issuer's keys. */
export function foreignHeaderProblem(header: Json, algorithm: string): HeaderProblem {
  if (header.alg !== algorithm || NAMES_A_KEY.some((name) => Object.hasOwn(header, name))) return 'forged header';
  if (header.kid !== undefined && typeof header.kid !== 'string') return 'forged header';
  return TYPES.includes(header.typ) ? undefined : 'malformed header';
}

function decoded(part = ''): Json | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}
