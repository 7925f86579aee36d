import { IsArray, IsBoolean, IsIn, IsNotEmpty, IsObject, IsOptional, IsString, Matches } from 'class-validator';
import { IsWebUrl, SIGNATURES, type Signature } from '#libs/sandbox-kit';

export class FormCallbackDto {
  @IsWebUrl() url!: string;
  @IsObject() params!: Record<string, string>;
  @IsIn(SIGNATURES) signature: Signature = 'valid';
  @IsOptional() @IsString() account?: string;
}

export class InboundDto {
  @IsString() @IsNotEmpty() from!: string;
  @IsString() @IsNotEmpty() to!: string;
  @IsString() body!: string;
  @IsOptional() @IsWebUrl() url?: string;
  @IsOptional() @IsString() optOutType?: string;
  @IsOptional() @IsArray() @IsString({ each: true }) mediaUrls?: string[];
  @IsOptional() @IsString() account?: string;
}

export class OptOutDto {
  @IsString() @IsNotEmpty() from!: string;
  @IsString() @IsNotEmpty() to!: string;
}

export class AccountDto {
  @Matches(/^AC[0-9a-fA-F]{32}$/) sid!: string;
  @IsString() @IsNotEmpty() authToken!: string;
  @IsIn(['live', 'test']) kind: 'live' | 'test' = 'live';
  @IsOptional() @IsArray() @IsString({ each: true }) senders?: string[];
  @IsOptional() @IsObject() keys?: Record<string, string>;
  @IsOptional() @IsBoolean() suspended?: boolean;
}
