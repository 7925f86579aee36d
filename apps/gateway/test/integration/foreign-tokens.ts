import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, type JWK, type JWTHeaderParameters } from 'jose';
import type { Answer, GatewayUnderTest } from './gateway-under-test.ts';

export const SECRET = 'a secret that only the portal and the gateway know';

export type Signer = Parameters<SignJWT['sign']>[0];
type Header = Partial<JWTHeaderParameters> & Readonly<Record<string, unknown>>;

/** A token of an issuer from elsewhere; a claim that is undefined is left out. */
export function signed(key: Signer, header: Header, claims: Readonly<Record<string, unknown>>): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  const all = { sub: 'ada', iat: now, exp: now + 300, ...claims };
  return new SignJWT(JSON.parse(JSON.stringify(all)) as Record<string, unknown>)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT', ...header })
    .sign(key);
}

export const secretKey = (secret = SECRET): Uint8Array => new TextEncoder().encode(secret);

export interface Pair {
  readonly kid: string;
  readonly privateKey: Signer;
  readonly pem: string;
  readonly jwk: JWK;
}

export async function keyPair(alg: string, kid: string): Promise<Pair> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' };
  return { kid, privateKey, pem: await exportSPKI(publicKey), jwk };
}

interface KeyAnswer {
  readonly status: number;
  readonly body: string;
  readonly location?: string;
}

/** An issuer's server of keys on the loopback address. */
export class KeyServer {
  keys: readonly JWK[] = [];
  /** An answer in the place of the keys. */
  answers: KeyAnswer | undefined;
  asked = 0;
  private readonly server = createServer((_request, response) => {
    this.asked++;
    const { status, body, location }: KeyAnswer = this.answers ?? {
      status: 200,
      body: JSON.stringify({ keys: this.keys }),
    };
    response.writeHead(status, { 'content-type': 'application/json', ...(location && { location }) }).end(body);
  });

  async open(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/keys`;
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

let named = 0;
export const newName = (): string => `https://issuer-${++named}.example/`;

/** Makes an issuer as an owner would. */
export function addIssuer(
  gateway: GatewayUnderTest,
  headers: Readonly<Record<string, string>>,
  of: Readonly<Record<string, unknown>>,
): Promise<Answer> {
  const body = { name: 'The portal', issuer: newName(), algorithm: 'HS256', ...of };
  return gateway.call('/api/v1/issuers', { method: 'POST', headers, body });
}
