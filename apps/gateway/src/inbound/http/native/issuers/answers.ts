import { IsBoolean, IsIn, IsOptional, IsString } from 'class-validator';
import { Described, DescribedTime, SAYS } from '#libs/contracts';
import { ALGORITHMS, type Algorithm, type IssuerRecord } from '../../../../application/issuers/ports.ts';
import { ROLES, type Role } from '../../../../application/ports.ts';
import { pageOfClass } from '../../request/pages.ts';

export class IssuerAnswer {
  @Described('Id of the issuer.', '01JD3C4V5W6X7Y8Z9A0B1C2D3E') @IsString() id!: string;
  @Described(...SAYS.name) @IsString() name!: string;
  @Described('The claim iss of its tokens.', 'https://login.example.com/') @IsString() issuer!: string;
  @Described('The one algorithm of its tokens.') @IsIn(ALGORITHMS) algorithm!: Algorithm;
  @Described('Whether it has a secret, which is never answered.') @IsBoolean() has_secret!: boolean;
  @Described('In PEM.') @IsOptional() @IsString() public_key?: string;
  @Described('Where its public keys are.') @IsOptional() @IsString() jwks_url?: string;
  @Described('The claim aud that its tokens must have.') @IsOptional() @IsString() audience?: string;
  @Described("The claim that must be the tenant's id.") @IsOptional() @IsString() tenant_claim?: string;
  @Described('The claim that names the user.', 'sub') @IsString() user_claim!: string;
  @Described('The claim that names the role.') @IsOptional() @IsString() role_claim?: string;
  @Described('The role of a token that names none.') @IsIn(ROLES) default_role!: Role;
  @Described('Whether its tokens are accepted.') @IsBoolean() enabled!: boolean;
  @DescribedTime('When it was made.') @IsString() created_at!: string;
  @Described('Who made it.', 'user:01JD3C4V5W6X7Y8Z9A0B1C2D3E') @IsString() created_by!: string;
}

export class IssuerList extends pageOfClass(IssuerAnswer) {}

export const issuerAnswer = (of: IssuerRecord): IssuerAnswer => ({
  id: of.id,
  name: of.name,
  issuer: of.issuer,
  algorithm: of.algorithm,
  has_secret: of.secret !== undefined,
  ...(of.publicKey !== undefined && { public_key: of.publicKey }),
  ...(of.jwksUrl !== undefined && { jwks_url: of.jwksUrl }),
  ...(of.audience !== undefined && { audience: of.audience }),
  ...(of.tenantClaim !== undefined && { tenant_claim: of.tenantClaim }),
  user_claim: of.userClaim,
  ...(of.roleClaim !== undefined && { role_claim: of.roleClaim }),
  default_role: of.defaultRole,
  enabled: of.enabled,
  created_at: of.createdAt.toISOString(),
  created_by: of.createdBy,
});
