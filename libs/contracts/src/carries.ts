import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import type { TokenValueRule } from '#libs/kernel';
import { TOKENS_BY, type TokensBy } from './vocabulary.ts';

/** Which values a vendor takes for one token of its templates: the kernel's rule as a payload. */
export class TokenRule implements TokenValueRule {
  @IsString() @MaxLength(64) name!: string;
  @IsOptional() @IsInt() max_length?: number;
  @IsOptional() @IsInt() @Min(0) max_spaces?: number;
  @IsOptional() @IsString() @MaxLength(200) refuses?: string;
}

/** A vendor that sends by templates of its own. */
export class VendorTemplates {
  /** How its template names its tokens: by free names, or by the fixed ones of `tokens`, in their order. */
  @IsIn(TOKENS_BY) tokens_by!: TokensBy;
  @IsArray() @ArrayMaxSize(20) @ValidateNested({ each: true }) @Type(() => TokenRule) tokens!: TokenRule[];
  /** How many tokens a template has at most. */
  @IsOptional() @IsInt() max_tokens?: number;
  /** The form of a template's code, as a regular expression. */
  @IsString() @MaxLength(100) code_pattern!: string;
  /** What a template's code is, for people who typed another form. */
  @IsString() @MaxLength(200) code_says!: string;
}

/** A vendor that sends pictures. */
export class VendorMedia {
  @IsInt() @Min(1) max_count!: number;
  /** Media types, such as `image/jpeg`. */
  @IsArray() @ArrayMaxSize(20) @IsString({ each: true }) types!: string[];
  @IsInt() max_bytes!: number;
  /** Characters; absent: the vendor takes no subject. */
  @IsOptional() @IsInt() max_subject?: number;
}

/** How a vendor is asked for the results of messages by their ids. */
export class VendorReceiptPolls {
  /** How long after the acceptance it knows the result, in seconds. Absent: for the 72 hours in which it is asked. */
  @IsOptional() @IsInt() @Min(1) @Max(259_200) window_s?: number;
  /** Ids in one call to its adapter. Absent: 500. */
  @IsOptional() @IsInt() @Min(1) @Max(500) max_ids?: number;
}

/** What an account of a vendor carries. A message that it cannot carry does not take its route. */
export class VendorCarries {
  /** Whether it sends texts of any wording, and not by its templates only. */
  @IsBoolean() text!: boolean;
  /** Present: a message by template is sent by the vendor's own template; such a message without a mapping is skipped. */
  @IsOptional() @ValidateNested() @Type(() => VendorTemplates) templates?: VendorTemplates;
  /** Absent: no pictures. */
  @IsOptional() @ValidateNested() @Type(() => VendorMedia) media?: VendorMedia;
  /** The longest text in characters (UTF-16 code units). */
  @IsOptional() @IsInt() max_characters?: number;
  /** The only countries that it reaches (ISO 3166 alpha-2). Absent: every country. */
  @IsOptional() @IsArray() @ArrayMaxSize(250) @IsString({ each: true }) countries?: string[];
  /** With receipts `poll_by_id`. */
  @IsOptional() @ValidateNested() @Type(() => VendorReceiptPolls) receipt_polls?: VendorReceiptPolls;
}

/** A message's template as one vendor knows it. */
export class VendorTemplate {
  @IsString() @MaxLength(32) vendor!: string;
  @IsString() @MaxLength(128) code!: string;
  /** Values by the vendor's names of its tokens, in their order. */
  @IsObject() tokens!: Record<string, string>;
}
