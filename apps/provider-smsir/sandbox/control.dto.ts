import { IsArray, IsIn, IsInt, IsNotEmpty, IsNumber, IsOptional, IsString, Matches, Max, Min } from 'class-validator';

const E164 = /^\+98\d{10}$/;
const LINE = /^\d{4,15}$/;

export class AccountDto {
  @IsString() @IsNotEmpty() apiKey!: string;
  @IsArray() @Matches(LINE, { each: true }) lines: string[] = [];
  @IsIn(['live', 'sandbox']) kind: 'live' | 'sandbox' = 'live';
  @IsOptional() @IsInt() @Min(10) @Max(15) refuses?: number;
  @IsOptional() @IsNumber() credit?: number;
}

export class TemplateDto {
  @IsInt() @Min(1) code!: number;
  /** Its placeholders are written `#NAME#`. */
  @IsString() @IsNotEmpty() text!: string;
}

export class InboundDto {
  /** The phone. */
  @Matches(E164) from!: string;
  /** The line; the first one of the first account unless given. */
  @IsOptional() @Matches(LINE) to?: string;
  @IsString() body!: string;
  /** Ms since the epoch, in place of now. */
  @IsOptional() @IsInt() at?: number;
}

export class BlacklistDto {
  @Matches(E164) to!: string;
}
