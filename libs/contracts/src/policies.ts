import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { E164_BEGINNING } from '#libs/kernel';
import { rpc } from './contract.ts';
import { Described, DescribedCount, DescribedTime, SAYS } from './described.ts';
import { OfTenant } from './scope.ts';
import { CATEGORIES, ENVIRONMENTS, type Category, type Environment } from './vocabulary.ts';

const owner = 'dispatcher';

export class WeightedRoute {
  @IsString() route!: string;
  /** The weight that applies while health takes no points from it. */
  @IsInt() @Min(1) @Max(100) weight!: number;
}
/** A message must match every given condition. Either `routes`, tried in their order, or `weighted`. */
export class PolicyRule {
  @IsOptional() @IsString() @MaxLength(64) name?: string;
  /** ISO 3166 alpha-2 */
  @IsOptional() @IsArray() @ArrayMaxSize(250) @IsString({ each: true }) countries?: string[];
  /** Beginnings of E.164 numbers, `+` included. */
  @IsOptional() @IsArray() @ArrayMaxSize(500) @Matches(E164_BEGINNING, { each: true }) prefixes?: string[];
  @IsOptional() @IsArray() @IsIn(CATEGORIES, { each: true }) categories?: Category[];
  @IsOptional() @IsInt() @Min(0) @Max(9) min_priority?: number;
  @IsOptional() @IsArray() @ArrayMaxSize(20) @IsString({ each: true }) routes?: string[];
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => WeightedRoute)
  weighted?: WeightedRoute[];
}

export class PolicyQuery extends OfTenant {
  @IsIn(ENVIRONMENTS) environment!: Environment;
}
export class PolicyView {
  @Described(...SAYS.environment) @IsIn(ENVIRONMENTS) environment!: Environment;
  /** 0: the tenant has no policy, and all its routes are tried in their order. */
  @DescribedCount('0: there is no policy.') @IsInt() version!: number;
  @Described('The first rule that matches decides.') @IsArray() @Type(() => PolicyRule) rules!: PolicyRule[];
  @DescribedTime('When it was last saved.') @IsOptional() @IsString() updated_at?: string;
  @Described('By whom.') @IsOptional() @IsString() updated_by?: string;
}

export class SavePolicyRequest extends OfTenant {
  @IsIn(ENVIRONMENTS) environment!: Environment;
  @IsString() by!: string;
  /** The version it was made from: `version_conflict` if the stored version is another one. */
  @IsInt() version!: number;
  /** Empty: no policy any more. */
  @IsArray() @ArrayMaxSize(200) @ValidateNested({ each: true }) @Type(() => PolicyRule) rules!: PolicyRule[];
}

export const policyContracts = {
  read: rpc({ owner, name: 'read-policy', request: PolicyQuery, reply: PolicyView }),
  /** `invalid_policy` for rules without routes, with unknown ones, or with both kinds. */
  save: rpc({ owner, name: 'save-policy', request: SavePolicyRequest, reply: PolicyView }),
};
