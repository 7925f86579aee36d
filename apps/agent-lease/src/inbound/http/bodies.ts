import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';
import { COUNTRIES } from '#libs/kernel';
import { REPORT_STATUSES, type ReportStatus } from '../../application/report-messages.ts';

const VISIBLE = /^[^\p{C}]+$/u;
const visible = { message: '$property must have no control characters' };
const MOST_SLOT = 3;

export class RegisterBody {
  @IsString() @MinLength(1) @MaxLength(128) @Matches(VISIBLE, visible) device_id!: string;
  @IsOptional() @IsString() @MinLength(1) @MaxLength(64) @Matches(VISIBLE, visible) label?: string;
  @IsOptional() @IsString() @MaxLength(256) registration_secret?: string;
  @IsOptional() @IsString() @MaxLength(64) enrolment_code?: string;
  @IsOptional() @IsBoolean() rotate_token?: boolean;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @MaxLength(32, { each: true })
  capabilities?: string[];
  @IsOptional() @IsString() @MaxLength(64) @Matches(VISIBLE, visible) app_version?: string;
  @IsOptional() @IsArray() @ArrayMaxSize(4) sims?: unknown[];
}

export class SimBody {
  @IsInt() @Min(0) @Max(MOST_SLOT) slot!: number;
  @IsOptional() @IsString() @MinLength(1) @MaxLength(64) id?: string;
  @IsOptional() @IsString() @MaxLength(64) @Matches(VISIBLE, visible) operator?: string;
  @IsOptional() @IsIn(COUNTRIES, { message: 'country must be an ISO 3166-1 alpha-2 code' }) country?: string;
  @IsOptional() @IsString() @MaxLength(32) number?: string;
}

export class HeartbeatBody {
  @IsOptional() @IsNumber() @Min(0) @Max(100) battery?: number;
  @IsOptional() @IsBoolean() charging?: boolean;
  @IsOptional() @IsString() @MaxLength(64) @Matches(VISIBLE, visible) network?: string;
  @IsOptional() @IsInt() @Min(0) @Max(100_000) free_parts?: number;
  @IsOptional() @IsString() @MaxLength(64) @Matches(VISIBLE, visible) app_version?: string;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @MaxLength(32, { each: true })
  capabilities?: string[];
  @IsOptional() @IsArray() @ArrayMaxSize(4) sims?: unknown[];
  @IsOptional() @IsArray() @ArrayMaxSize(200) leases?: unknown[];
}

export class StartBody {
  @IsString() @MinLength(1) @MaxLength(64) lease_id!: string;
  @IsInt() fence!: number;
}

export class LeaseBody extends StartBody {
  @IsString() @MinLength(1) @MaxLength(64) message_id!: string;
}

export class ListBody {
  @IsArray() messages!: unknown[];
}

export class ReportBody {
  @IsString() @MinLength(1) @MaxLength(64) message_id!: string;
  @IsIn(REPORT_STATUSES) status!: ReportStatus;
  @IsOptional() @IsString() @MaxLength(1_000) last_error?: string;
  @IsOptional() @IsString() @MaxLength(64) lease_id?: string;
  @IsOptional() @IsInt() fence?: number;
  @IsOptional() at?: unknown;
  @IsOptional() @IsInt() @Min(0) @Max(MOST_SLOT) sim_slot?: number;
}

export class TextBody {
  @IsString() @MinLength(1) @MaxLength(128) @Matches(VISIBLE, visible) device_message_id!: string;
  @IsString() @MinLength(1) @MaxLength(64) @Matches(VISIBLE, visible) from!: string;
  @IsString() @MaxLength(16_000) text!: string;
  @IsOptional() received_at?: unknown;
  @IsOptional() @IsInt() @Min(0) @Max(MOST_SLOT) sim_slot?: number;
}
