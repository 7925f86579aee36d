import { Type } from 'class-transformer';
import {
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import {
  FAULT_KINDS,
  RECEIPT_MODES,
  RECEIPT_ORDERS,
  RETRY_AFTER_FORMS,
  ROW_KINDS,
  SIGNATURES,
  type Fault,
  type FaultKind,
  type Match,
  type ReceiptPlan,
  type RetryAfterForm,
  type RowKind,
  type Signature,
  type VendorSettings,
  IsCode,
  IsWebUrl,
  MAX_MS,
} from '#libs/sandbox-kit';

/** How often a rule fires. */
type Count = number | 'always';
const IsCount = (): PropertyDecorator =>
  ValidateBy({
    name: 'isCount',
    validator: {
      validate: (value) => value === 'always' || (Number.isInteger(value) && value >= 1),
      defaultMessage: () => 'a whole number from 1, or always',
    },
  });

export class MatchDto implements Match {
  @IsOptional() @IsString() operation?: string;
  @IsOptional() @IsString() to?: string;
  @IsOptional() @IsString() account?: string;
  @IsOptional() @IsInt() @Min(1) nth?: number;
  @IsOptional() @IsInt() @Min(1) every?: number;
  @IsOptional() @IsInt() @Min(0) after?: number;
}

export class FaultDto implements Fault {
  @IsIn(FAULT_KINDS) kind!: FaultKind;
  @IsOptional() @IsInt() @Min(0) @Max(MAX_MS) ms?: number;
  @IsOptional() @IsIn(['first', 'last']) accept?: 'first' | 'last';
  @IsOptional() @IsBoolean() recorded?: boolean;
  @IsOptional() @IsInt() @Min(200) @Max(599) status?: number;
  @IsOptional() body?: unknown;
  @IsOptional() @IsObject() headers?: Record<string, string>;
  @IsOptional() @IsInt() @Min(0) retryAfterS?: number;
  @IsOptional() @IsIn(RETRY_AFTER_FORMS) retryAfterAs?: RetryAfterForm;
  @IsOptional() @IsCode() code?: number | string;
  @IsOptional() @IsString() message?: string;
  @IsOptional() @IsInt() @Min(13) @Max(200_000_000) bytes?: number;
  @IsOptional() @IsBoolean() gzip?: boolean;
  @IsOptional() @IsInt() @Min(0) @Max(MAX_MS) latencyMs?: number;
}

export class FaultRuleDto {
  @IsObject() @ValidateNested() @Type(() => FaultDto) fault!: FaultDto;
  @IsOptional() @ValidateNested() @Type(() => MatchDto) match?: MatchDto;
  @IsOptional() @IsCount() count?: Count;
}

export class PlanDto implements Partial<ReceiptPlan> {
  @IsOptional() @IsIn(RECEIPT_MODES) mode?: ReceiptPlan['mode'];
  @IsOptional() @IsInt() @Min(0) @Max(MAX_MS) delayMs?: number;
  @IsOptional() @IsInt() @Min(0) @Max(MAX_MS) stepMs?: number;
  @IsOptional() @IsArray() @ArrayMinSize(1) @IsString({ each: true }) statuses?: string[];
  @IsOptional() @IsCode() errorCode?: number | string;
  @IsOptional() @IsIn(RECEIPT_ORDERS) order?: ReceiptPlan['order'];
  @IsOptional() @IsInt() @Min(1) @Max(100) times?: number;
  @IsOptional() @IsObject() extra?: Record<string, string>;
  @IsOptional() @IsBoolean() beforeAnswer?: boolean;
  @IsOptional() @IsIn(SIGNATURES) signature?: Signature;
}

export class PlanRuleDto {
  @IsObject() @ValidateNested() @Type(() => PlanDto) plan!: PlanDto;
  @IsOptional() @ValidateNested() @Type(() => MatchDto) match?: MatchDto;
  @IsOptional() @IsCount() count?: Count;
}

const notNull = (_: object, value: unknown): boolean => value !== null && value !== undefined;

export class SettingsDto implements Partial<VendorSettings> {
  @IsOptional() @IsInt() @Min(0) @Max(MAX_MS) latencyMs?: number;
  @IsOptional() @IsInt() @Min(0) @Max(MAX_MS) jitterMs?: number;
  @ValidateIf(notNull) @IsInt() @Min(0) maxInFlight?: number | null;
  @ValidateIf(notNull) @IsInt() @Min(0) maxPerSecond?: number | null;
  @IsOptional() @IsInt() @Min(0) retryAfterS?: number;
  @IsOptional() @Matches(/^-?\d+(\.\d+)?$/) price?: string;
  @ValidateIf(notNull) @IsWebUrl() inboundUrl?: string | null;
  @ValidateIf(notNull) @IsWebUrl() statusUrl?: string | null;
}

export class PageQuery {
  @IsInt() @Min(0) after: number = 0;
  @IsInt() @Min(1) @Max(50_000) limit: number = 1_000;
  @IsOptional() @IsString() vendor?: string;
}

export class LedgerQuery extends PageQuery {
  @IsIn([...ROW_KINDS, 'all']) kind: RowKind | 'all' = 'text';
  @IsIn(['json', 'jsonl']) format: 'json' | 'jsonl' = 'json';
}

export class PhonesQuery {
  @IsInt() @Min(1) @Max(500) limit: number = 60;
  @IsOptional() @IsString() search?: string;
}

export class ReplyDto {
  @IsString() @MinLength(1) @MaxLength(1_600) text!: string;
  @IsOptional() @Matches(/^\+?\d{3,15}$/) to?: string;
  @IsOptional() @IsString() vendor?: string;
}
