import { createHmac } from 'node:crypto';
import { JWT_SECRET, TENANT } from './gateway-under-test.ts';

interface Parts {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly secret?: string;
}

/** An access token as the gateway signs it, except for the given parts. */
export function tokenOf(subject: string, { header = {}, claims = {}, secret = JWT_SECRET }: Parts = {}): string {
  const now = Math.floor(Date.now() / 1_000);
  const standard = { sub: subject, tenant: TENANT, iss: 'postrider', aud: 'postrider-api', iat: now, exp: now + 900 };
  const unsigned = [
    { alg: 'HS256', typ: 'at+jwt', ...header },
    { ...standard, ...claims },
  ]
    .map(encode)
    .join('.');
  return `${unsigned}.${createHmac('sha256', secret).update(unsigned).digest('base64url')}`;
}

/** Without a signature, and with `alg` none. */
export function unsignedToken(subject: string): string {
  const [, claims] = tokenOf(subject).split('.');
  return `${encode({ alg: 'none', typ: 'at+jwt' })}.${claims}.`;
}

export const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1_000) + seconds;

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
