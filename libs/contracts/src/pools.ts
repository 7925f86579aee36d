import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { Done, rpc } from './contract.ts';
import { Described, DescribedCount, DescribedTime, SAYS } from './described.ts';
import { AGENT_ID } from './phones.ts';
import { InEnvironment, OfTenant } from './scope.ts';
import { ENVIRONMENTS, type Environment } from './vocabulary.ts';

const owner = 'dispatcher';

export class PoolView {
  @Described('Id of the pool, which is also its route.', 'pool-01JD3C4V5W6X7Y8Z9A0B1C2D3E') @IsString() id!: string;
  @Described('Unique in its environment.', 'phones') @IsString() name!: string;
  @Described(...SAYS.environment) @IsIn(ENVIRONMENTS) environment!: Environment;
  @Described(...SAYS.enabled) @IsBoolean() enabled!: boolean;
  @Described('Without a policy pools follow the vendor accounts; lower goes first.') @IsInt() order!: number;
  @Described('Ids of its phones.') @IsArray() @IsString({ each: true }) agents!: string[];
  @DescribedCount('Its enabled phones that called within the last 90 s.') @IsInt() online!: number;
  @DescribedCount('Counts its changes.') @IsInt() version!: number;
  @DescribedTime('When it was made.') @IsString() created_at!: string;
}

export class PoolsQuery extends InEnvironment {}
export class PoolsReply {
  @IsArray() @Type(() => PoolView) pools!: PoolView[];
}

export class PoolQuery extends OfTenant {
  @IsString() @MaxLength(64) id!: string;
}

export class PoolFields {
  @IsOptional() @IsString() @MaxLength(64) name?: string;
  @IsOptional() @IsBoolean() enabled?: boolean;
  @IsOptional() @IsInt() order?: number;
  /** All of them; a phone may be in several pools. */
  @IsOptional() @IsArray() @ArrayMaxSize(1_000) @Matches(AGENT_ID, { each: true }) agents?: string[];
}
export class CreatePoolRequest extends OfTenant {
  @IsString() by!: string;
  @IsIn(ENVIRONMENTS) environment!: Environment;
  @ValidateNested() @Type(() => PoolFields) fields!: PoolFields;
}
export class ChangePoolRequest extends PoolQuery {
  @IsString() by!: string;
  @ValidateNested() @Type(() => PoolFields) change!: PoolFields;
}
export class DeletePoolRequest extends PoolQuery {
  @IsString() by!: string;
}

export const poolContracts = {
  list: rpc({ owner, name: 'pools', request: PoolsQuery, reply: PoolsReply }),
  read: rpc({ owner, name: 'pool', request: PoolQuery, reply: PoolView }),
  /** `name_taken`; `invalid_field` for a phone that is not the tenant's, or of the other environment. */
  create: rpc({ owner, name: 'create-pool', request: CreatePoolRequest, reply: PoolView }),
  change: rpc({ owner, name: 'change-pool', request: ChangePoolRequest, reply: PoolView }),
  /** Messages that wait for it take other routes, or wait for it to be named anew. */
  delete: rpc({ owner, name: 'delete-pool', request: DeletePoolRequest, reply: Done }),
};
