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
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { MAX_MS } from '#libs/sandbox-kit';
import { HANGS, type Conditions, type Hang, type Sim } from './conditions.ts';
import { CRASH_POINTS, type CrashPoint } from './crash-plan.ts';
import { KINDS, type Kind } from './facts.ts';

const YEAR_MS = 366 * 86_400_000;
const CODE = /^[A-Z0-9_]{1,64}$/;
const NUMBER = /^\+\d{6,15}$/;
const notNull = (_: object, value: unknown): boolean => value !== undefined && value !== null;

export class SimDto implements Sim {
  @Matches(NUMBER, { message: 'a number with + and its country code' }) number!: string;
  @Matches(/^[A-Z]{2}$/, { message: 'a country as two capital letters' }) country!: string;
  @IsString() @MaxLength(64) operator!: string;
}

/** What surrounds a phone; what is left out stays. */
export class ConditionsDto implements Partial<Conditions> {
  @IsOptional() @IsInt() @Min(0) @Max(100) battery?: number;
  @IsOptional() @IsBoolean() charging?: boolean;
  @IsOptional() @IsString() @MinLength(1) @MaxLength(32) network?: string;
  @IsOptional() @IsBoolean() coverage?: boolean;
  @ValidateIf(notNull) @IsInt() @Min(0) @Max(100_000) partsLeft?: number | null;
  @ValidateIf(notNull) @Matches(CODE, { message: 'capital letters, digits and _' }) failure?: string | null;
  @ValidateIf(notNull) @IsInt() @Min(1) @Max(100_000) failures?: number | null;
  @IsOptional() @IsIn(HANGS) hang?: Hang;
  @IsOptional() @IsInt() @Min(0) @Max(MAX_MS) hangMs?: number;
  @IsOptional() @IsBoolean() partByPart?: boolean;
  @IsOptional() @IsBoolean() deliveryReports?: boolean;
  @IsOptional() @IsInt() @Min(-YEAR_MS) @Max(YEAR_MS) clockAheadMs?: number;
  @IsOptional() @IsInt() @Min(0) @Max(MAX_MS) sendMs?: number;
}

export class EnrolDto {
  @IsOptional() @IsString() @MinLength(4) @MaxLength(64) code?: string;
  @IsOptional() @IsString() @MinLength(1) @MaxLength(256) secret?: string;
}

export class AddDto extends EnrolDto {
  @IsIn(KINDS) kind: Kind = 'agent';
  @IsInt() @Min(1) @Max(500) count: number = 1;
  @IsOptional() @IsString() @MinLength(1) @MaxLength(64) label?: string;
  @IsOptional() @IsArray() @ArrayMaxSize(4) @ValidateNested({ each: true }) @Type(() => SimDto) sims?: SimDto[];
}

export class CrashDto {
  /** Absent: now. */
  @IsOptional() @IsIn(CRASH_POINTS) at?: CrashPoint;
  @IsInt() @Min(1) @Max(100_000) nth: number = 1;
  @IsOptional() @IsInt() @Min(0) @Max(MAX_MS) restartMs?: number;
}

export class IncomingDto {
  @Matches(/^\+?\d{3,15}$/, { message: 'a number' }) from!: string;
  @IsString() @MinLength(1) @MaxLength(1_600) text!: string;
  @IsInt() @Min(0) @Max(3) sim: number = 0;
}

/** Puts a SIM in a slot, or takes it out. */
export class PutSimDto {
  @IsInt() @Min(0) @Max(3) slot: number = 0;
  @ValidateIf(notNull) @ValidateNested() @Type(() => SimDto) sim!: SimDto | null;
}

export class SlotDto {
  @IsString() phone!: string;
  @IsInt() @Min(0) @Max(3) slot: number = 0;
}

/** The SIMs of two slots change places. */
export class SwapDto {
  @ValidateNested() @Type(() => SlotDto) one!: SlotDto;
  @ValidateNested() @Type(() => SlotDto) other!: SlotDto;
}
