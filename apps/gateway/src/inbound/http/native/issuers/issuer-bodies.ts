import { IsBoolean, IsIn, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { Described } from '#libs/contracts';
import type { IssuerChange } from '../../../../application/issuers/manage-issuers.ts';
import { ALGORITHMS, type Algorithm } from '../../../../application/issuers/ports.ts';
import { ROLES_OF_TOKENS } from '../../../../application/issuers/token-principal.ts';
import type { Role } from '../../../../application/ports.ts';
import { Optional, Removable } from '../../request/optional.ts';
import { LONGEST_ISSUER } from '../../server/accepted-issuers.ts';

const OF_ISSUER = { context: { code: 'invalid_issuer' } };

const IsName = (): PropertyDecorator => (target, name) => {
  IsString()(target, name);
  Matches(/^(?=.*\S)[^\p{C}]{1,64}$/u, { message: 'name must be 1 to 64 visible characters' })(target, name as string);
  Described('For people: whose tokens they are.', 'The staff portal')(target, name);
};

const IsIssuer = (): PropertyDecorator => (target, name) => {
  IsString()(target, name);
  MaxLength(LONGEST_ISSUER)(target, name as string);
  MinLength(1)(target, name as string);
  Described('The claim iss of its tokens.', 'https://login.example.com/')(target, name);
};

const IsAlgorithm = (): PropertyDecorator => (target, name) => {
  IsIn(ALGORITHMS)(target, name as string);
  Described('The one algorithm of its tokens; every other one is refused.', 'HS256')(target, name);
};

const IsClaim =
  (says: string, example: string): PropertyDecorator =>
  (target, name) => {
    IsString()(target, name);
    Matches(/^[A-Za-z_][\w.:/-]{0,127}$/, { message: `${String(name)} must be the name of a claim` })(
      target,
      name as string,
    );
    Described(says, example)(target, name);
  };

const IsSecret = (): PropertyDecorator => (target, name) => {
  IsString()(target, name);
  MaxLength(512, OF_ISSUER)(target, name as string);
  MinLength(32, OF_ISSUER)(target, name as string);
  Described(
    'For HS256, HS384 and HS512; never answered. A new key of any form takes the place of the old one.',
    'a secret that only the portal and Postrider know',
    { writeOnly: true },
  )(target, name);
};

const IsPublicKey = (): PropertyDecorator => (target, name) => {
  IsString()(target, name);
  MaxLength(8_192, OF_ISSUER)(target, name as string);
  Described('In PEM (SPKI), for the other algorithms.')(target, name);
};

const IsJwksUrl = (): PropertyDecorator => (target, name) => {
  IsString()(target, name);
  MaxLength(2_048, OF_ISSUER)(target, name as string);
  Described('Where the public keys are (RFC 7517), instead of public_key: https, and a public host.')(target, name);
};

const AUDIENCE = [
  'The claim aud that its tokens must have; absent: any. Set it if the issuer has other services too.',
  'postrider',
] as const;
const TENANT_CLAIM = ["The claim that must be the tenant's id; absent: none.", 'tenant'] as const;
const USER_CLAIM = ['The claim that names the user.', 'sub'] as const;
const ROLE_CLAIM = [
  'The claim that names a role of ours, or a list with some: admin, operator, sender or viewer. A claim inside others has dots: realm_access.roles.',
  'role',
] as const;
const DEFAULT_ROLE = ['The role of a token that names none. No token makes an owner.', 'viewer'] as const;

export class CreateIssuerBody {
  @IsName() name!: string;
  @IsIssuer() issuer!: string;
  @IsAlgorithm() algorithm!: Algorithm;
  @Optional() @IsSecret() secret?: string;
  @Optional() @IsPublicKey() public_key?: string;
  @Optional() @IsJwksUrl() jwks_url?: string;
  @Described(...AUDIENCE) @Optional() @MaxLength(256) @MinLength(1) @IsString() audience?: string;
  @Optional() @IsClaim(...TENANT_CLAIM) tenant_claim?: string;
  @Optional() @IsClaim(...USER_CLAIM) user_claim: string = 'sub';
  @Optional() @IsClaim(...ROLE_CLAIM) role_claim?: string;
  @Described(...DEFAULT_ROLE) @Optional() @IsIn(ROLES_OF_TOKENS) default_role: Role = 'viewer';
  @Described('Whether its tokens are accepted.', true) @Optional() @IsBoolean() enabled: boolean = true;
}

export class ChangeIssuerBody {
  @Optional() @IsName() name?: string;
  @Optional() @IsIssuer() issuer?: string;
  @Optional() @IsAlgorithm() algorithm?: Algorithm;
  @Optional() @IsSecret() secret?: string;
  @Optional() @IsPublicKey() public_key?: string;
  @Optional() @IsJwksUrl() jwks_url?: string;
  @Described(...AUDIENCE) @Removable() @MaxLength(256) @MinLength(1) @IsString() audience?: string | null;
  @Removable() @IsClaim(...TENANT_CLAIM) tenant_claim?: string | null;
  @Optional() @IsClaim(...USER_CLAIM) user_claim?: string;
  @Removable() @IsClaim(...ROLE_CLAIM) role_claim?: string | null;
  @Described(...DEFAULT_ROLE) @Optional() @IsIn(ROLES_OF_TOKENS) default_role?: Role;
  @Described('Whether its tokens are accepted.', false) @Optional() @IsBoolean() enabled?: boolean;
}

export const changeOf = (body: Partial<ChangeIssuerBody>): IssuerChange => {
  const { name, issuer, algorithm, secret, audience, enabled } = body;
  const change = {
    name,
    issuer,
    algorithm,
    secret,
    audience,
    enabled,
    publicKey: body.public_key,
    jwksUrl: body.jwks_url,
    tenantClaim: body.tenant_claim,
    userClaim: body.user_claim,
    roleClaim: body.role_claim,
    defaultRole: body.default_role,
  };
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
};
