import { own, type TenantId } from '#libs/kernel';
import { ROLES, scopesOf, type Principal, type Role } from '../../domain/principal.ts';
import type { IssuerRecord, TokenRules } from './ports.ts';

export type Claims = Readonly<Record<string, unknown>>;

/** Owners are made by owners; a token makes none. */
export const ROLES_OF_TOKENS = ROLES.filter((role) => role !== 'owner');

const USER = /^[!-~]{1,128}$/;

/** The user that a verified token names; undefined if it names none, or is no access token. */
export function principalOfToken(rules: TokenRules, tenant: TenantId, claims: Claims): Principal | undefined {
  const given = claimIn(claims, rules.userClaim);
  const user = Number.isSafeInteger(given) ? String(given) : given;
  if (typeof user !== 'string' || !USER.test(user) || isForAnotherUse(claims)) return undefined;
  const role = roleIn(rules, claims);
  return { kind: 'user', id: `${rules.id}:${user}`, tenant, username: user, role, scopes: scopesOf({ role }) };
}

/** The tenant is the issuer's; a token that names another one is refused. */
export function principalOfIssuer(issuer: IssuerRecord, claims: Claims): Principal | undefined {
  const { tenant, tenantClaim } = issuer;
  if (tenantClaim !== undefined && claimIn(claims, tenantClaim) !== tenant) return undefined;
  return principalOfToken(issuer, tenant, claims);
}

/** A claim of this name, or one inside objects, such as `realm_access.roles`. */
export function claimIn(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  return name.split('.').reduce<unknown>((value, part) => (isObject(value) ? own(value, part) : undefined), claims);
}

const isObject = (value: unknown): value is Claims => typeof value === 'object' && value !== null;

/** The highest role that the claim, a text or a list of texts, names. */
function roleIn({ roleClaim, defaultRole }: TokenRules, claims: Claims): Role {
  const given = roleClaim === undefined ? [] : [claimIn(claims, roleClaim)].flat();
  return ROLES_OF_TOKENS.find((role) => given.includes(role)) ?? defaultRole;
}

/** Issuers mark their refresh and ID tokens in one of these claims. */
function isForAnotherUse(claims: Claims): boolean {
  return ['typ', 'type', 'token_type', 'token_use'].some((name) => {
    const use = claims[name];
    return typeof use === 'string' && /^(?:refresh|id|offline|logout)\b/i.test(use);
  });
}
