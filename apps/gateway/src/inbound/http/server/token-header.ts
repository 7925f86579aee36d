import { ACCESS_TOKEN } from '../../../application/users/ports.ts';

/**
 * The error of a token's header, found before any key is used. Everything is refused by which a header could mislead a
 * verifier: another algorithm or type, and every way to name or contain a key.
 */
export function headerProblem(token: string): 'malformed header' | 'forged header' | undefined {
  const header = decodeHeader(token);
  if (header === undefined) return 'malformed header';

  const { alg, typ, ...others } = header;
  if (alg !== ACCESS_TOKEN.algorithm || Object.keys(others).length > 0) return 'forged header';
  return typ === ACCESS_TOKEN.type ? undefined : 'malformed header';
}

function decodeHeader(token: string): Record<string, unknown> | undefined {
  try {
    const header: unknown = JSON.parse(Buffer.from(token.split('.', 1)[0]!, 'base64url').toString());
    return typeof header === 'object' && header !== null ? (header as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
