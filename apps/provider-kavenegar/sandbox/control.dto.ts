import {
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  Min,
} from 'class-validator';
import { IsWebUrl } from '#libs/sandbox-kit';
import type { Method } from './callback.ts';

const METHODS = ['GET', 'POST'];

export class AccountDto {
  @IsOptional() @Matches(/^[A-Za-z0-9]{16,256}$/) key?: string;
  @IsOptional() @IsBoolean() disabled?: boolean;
  @IsOptional() @IsArray() @Matches(/^\d{4,14}$/, { each: true }) lines?: string[];
  @IsOptional() @IsInt() remaincredit?: number;
  @IsOptional() @IsBoolean() debugmode?: boolean;
  @IsOptional() @IsBoolean() resendfailed?: boolean;
  @IsOptional() @IsIn(['array', 'object']) lookupEntries?: 'array' | 'object';
}

export class TemplateDto {
  @Matches(/^[A-Za-z0-9_-]{1,100}$/) code!: string;
  @IsString() @MaxLength(900) text!: string;
  @IsBoolean() approved: boolean = true;
}

export class ClockDto {
  @IsInt() @Min(0) ahead_ms!: number;
}

export class CallbackMethodDto {
  @IsIn(METHODS) method!: Method;
}

export class InboundDto {
  @Matches(/^\+[1-9]\d{4,14}$/) from!: string;
  @IsString() @IsNotEmpty() to!: string;
  @IsString() body!: string;
  @IsOptional() @IsWebUrl() url?: string;
  @IsOptional() @IsIn(METHODS) method?: Method;
}
