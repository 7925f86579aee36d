import type { JWTVerifyOptions } from 'jose';
import { isTenantId, type TenantId } from '#libs/kernel';
import {
  isForAnyToken,
  type IssuerKeys,
  type IssuerRecord,
  type Issuers,
  type TokenRules,
  type VerifyingKey,
} from '../../../application/issuers/ports.ts';
import {
  claimIn,
  principalOfIssuer,
  principalOfToken,
  type Claims,
} from '../../../application/issuers/token-principal.ts';
import type { Principal } from '../../../application/ports.ts';
import type { Tenants } from '../../../application/tenants/ports.ts';
import { authenticateUser } from '../../../application/users/authenticate-user.ts';
import { ACCESS_TOKEN, type Users } from '../../../application/users/ports.ts';
import {
  foreignHeaderProblem,
  headerProblem,
  readToken,
  type HeaderProblem,
  type TokenClaimed,
} from './token-header.ts';

/** How a token is verified, and whose it is then. */
export interface Accepted {
  readonly key: VerifyingKey;
  readonly options: JWTVerifyOptions;
  readonly principalOf: (claims: Claims) => Promise<Principal | undefined>;
}

/** Another service that signs tokens with `JWT_SECRET`, as the settings say. */
export interface SharedSecret extends TokenRules {
  /** Absent: its tokens have no `iss`. */
  readonly issuer: string | undefined;
  /** Its tokens may name any tenant in it; absent: they name none. */
  readonly tenantClaim: string | undefined;
  /** Of a token that names none. */
  readonly tenant: TenantId;
}

export interface IssuerPorts {
  readonly users: Users;
  readonly tenants: Tenants;
  readonly issuers: Issuers;
  readonly issuerKeys: IssuerKeys;
  /** `JWT_SECRET` as a key. */
  readonly ownKey: Promise<VerifyingKey>;
  readonly shared: SharedSecret;
}

/** A token whose header, issuer or key is refused before its signature is looked at. */
export class NotAccepted extends Error {
  constructor(readonly problem: HeaderProblem | 'unknown issuer' | 'unknown key') {
    super(problem);
  }
}

const LASTING: JWTVerifyOptions = { requiredClaims: ['exp'], clockTolerance: ACCESS_TOKEN.skewSeconds };

/** Chooses by `iss` who must have signed the token. Throws {@link NotAccepted}. */
export async function acceptedFor(ports: IssuerPorts, token: string): Promise<Accepted> {
  const claimed = readToken(token);
  if (claimed === undefined) throw new NotAccepted('malformed header');
  if (claimed.issuer === ACCESS_TOKEN.issuer) return ourOwn(ports, claimed);
  if (claimed.issuer === ports.shared.issuer) return ofSharedSecret(ports, claimed);

  const issuer = await issuerOf(ports, claimed);
  if (issuer === undefined) throw new NotAccepted('unknown issuer');
  refuse(foreignHeaderProblem(claimed.header, issuer.algorithm));
  const key = await ports.issuerKeys.keyFor(issuer, claimed.header.kid as string | undefined);
  if (key === undefined) throw new NotAccepted('unknown key');
  const { algorithm, audience } = issuer;
  const options = {
    ...LASTING,
    algorithms: [algorithm],
    issuer: issuer.issuer,
    ...(audience !== undefined && { audience }),
  };
  return { key, options, principalOf: async (claims) => principalOfIssuer(issuer, claims) };
}

async function ourOwn({ users, ownKey }: IssuerPorts, { header }: TokenClaimed): Promise<Accepted> {
  refuse(headerProblem(header));
  const { algorithm, issuer, audience } = ACCESS_TOKEN;
  const options = { ...LASTING, algorithms: [algorithm], issuer, audience };
  return { key: await ownKey, options, principalOf: (claims) => authenticateUser(users, claims) };
}

async function ofSharedSecret(ports: IssuerPorts, { header }: TokenClaimed): Promise<Accepted> {
  refuse(foreignHeaderProblem(header, ACCESS_TOKEN.algorithm));
  const options = { ...LASTING, algorithms: [ACCESS_TOKEN.algorithm] };
  return { key: await ports.ownKey, options, principalOf: (claims) => principalOfShared(ports, claims) };
}

async function principalOfShared({ shared, tenants }: IssuerPorts, claims: Claims): Promise<Principal | undefined> {
  const named = shared.tenantClaim === undefined ? undefined : claimIn(claims, shared.tenantClaim);
  const tenant = named ?? shared.tenant;
  if (typeof tenant !== 'string' || !isTenantId(tenant) || !(await tenants.find(tenant))) return undefined;
  return principalOfToken(shared, tenant, claims);
}

/**
 * Of those that the token is for: one that names its tenant, else one that names its audience, else the one for any.
 * None if an issuer of another tenant is for it too and has no better reason.
 */
async function issuerOf(
  { issuers }: IssuerPorts,
  { issuer, audiences, claims }: TokenClaimed,
): Promise<IssuerRecord | undefined> {
  if (typeof issuer !== 'string' || issuer.length > LONGEST_ISSUER) return undefined;
  const fit = (await issuers.withName(issuer)).filter(
    ({ enabled, audience, tenantClaim, tenant }) =>
      enabled &&
      (audience === undefined || audiences.includes(audience)) &&
      (tenantClaim === undefined || claimIn(claims, tenantClaim) === tenant),
  );
  const [best, ...others] = fit.toSorted((one, other) => rankOf(other) - rankOf(one));
  if (best === undefined) return undefined;
  const isAmbiguous = others.some(
    (other) => other.tenant !== best.tenant && (rankOf(other) === rankOf(best) || isForAnyToken(other)),
  );
  return isAmbiguous ? undefined : best;
}

const rankOf = ({ tenantClaim, audience }: IssuerRecord): number =>
  (tenantClaim === undefined ? 0 : 2) + (audience === undefined ? 0 : 1);

export const LONGEST_ISSUER = 256;

function refuse(problem: HeaderProblem): void {
  if (problem !== undefined) throw new NotAccepted(problem);
}
