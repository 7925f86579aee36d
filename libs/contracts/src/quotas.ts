import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { rpc } from './contract.ts';
import { OfTenant } from './scope.ts';
import { ENVIRONMENTS, type Environment } from './vocabulary.ts';

const owner = 'dispatcher';

export const QUOTA_PERIODS = ['minute', 'hour', 'day'] as const;
export type QuotaPeriod = (typeof QUOTA_PERIODS)[number];

/** How many messages a subject may have accepted in a period. A call that does not fit is refused whole. */
export class Quota {
  /** `tenant`, `key.<key id>`, `user.<user id>` or `conversation.<id>`. */
  @IsString() @MaxLength(64) subject!: string;
  @IsIn(QUOTA_PERIODS) per!: QuotaPeriod;
  @IsInt() @Min(0) limit!: number;
  /** IANA name of the zone whose day it is; UTC if absent. */
  @IsOptional() @IsString() @MaxLength(64) zone?: string;
}

/** A quota at one moment. Live and test messages are counted apart. */
export class QuotaState {
  @IsString() subject!: string;
  @IsIn(QUOTA_PERIODS) per!: QuotaPeriod;
  @IsInt() limit!: number;
  @IsInt() used!: number;
  /** When the period ends, in ms since the epoch. */
  @IsInt() resets_at!: number;
}

export class QuotaAsked extends Quota {
  @IsIn(ENVIRONMENTS) environment!: Environment;
}
export class ReadQuotasRequest extends OfTenant {
  @IsArray() @ArrayMaxSize(1_000) @ValidateNested({ each: true }) @Type(() => QuotaAsked) quotas!: QuotaAsked[];
}
/** In the order of the question. */
export class ReadQuotasReply {
  @IsArray() @Type(() => QuotaState) quotas!: QuotaState[];
}

export const quotaContracts = {
  read: rpc({ owner, name: 'quotas', request: ReadQuotasRequest, reply: ReadQuotasReply }),
} as const;
