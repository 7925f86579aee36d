import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  ValidateNested,
} from 'class-validator';
import { CURRENCY_EXPECTED, isCurrency } from '#libs/kernel';
import type { Meaning } from '#libs/provider-kit';

export const NUMBER_FORMATS = ['e164', 'digits', '00', 'national'] as const;
export type NumberFormat = (typeof NUMBER_FORMATS)[number];
export const MEANINGS: readonly Meaning[] = [
  'rejected',
  'misconfigured',
  'request',
  'recipient',
  'down',
  'throttled',
  'unknown',
];

/** Names and positions of a JSON document, with `*` for every element: `messages.0.id`, `messages.*.status`. */
const PATH = /^[\w-]+(\.([\w-]+|\*))*$/;
const IsPath = (): PropertyDecorator => Matches(PATH, { message: '$property must be a path, such as messages.0.id' });
const IsCurrency = (): PropertyDecorator =>
  ValidateBy({
    name: 'isCurrency',
    validator: { validate: isCurrency, defaultMessage: () => `$property must be ${CURRENCY_EXPECTED}` },
  });
const IsAddress = (): PropertyDecorator =>
  Matches(/^(https?:\/\/[^\s/?#]+)?\/[^\s#]*$/, {
    message: '$property must be an address, or a path that begins with /',
  });

/** How the vendor's numbers look. */
export class Numbers {
  @IsIn(NUMBER_FORMATS) format!: NumberFormat;
  /** With `national`: the numbers of this country have a 0 in place of its code. Others are written in E.164. */
  @IsOptional() @Matches(/^[1-9]\d{0,2}$/) country_code?: string;
  /** With `national`: how many digits stand between two dashes. */
  @IsOptional() @IsArray() @ArrayMaxSize(6) @IsInt({ each: true }) groups?: number[];
}

/** What `{encoding}` is for a text that fits GSM-7, and for any other. */
export class Encodings {
  @IsString() gsm7!: string;
  @IsString() ucs2!: string;
}

/** The answer that accepts a message: its HTTP status, and every value at a path. */
export class Accepted {
  @IsArray() @ArrayMinSize(1) @IsInt({ each: true }) status: number[] = [200, 201, 202];
  @IsOptional() @IsPath() path?: string;
  @IsOptional() @IsArray() @ArrayMinSize(1) @IsString({ each: true }) values?: string[];
}

/** The price in an answer, which is added up if the path leads to several. */
export class Cost {
  @IsPath() path!: string;
  @IsCurrency() currency!: string;
}

/** Proof that the vendor wrote a callback: its signature, made with the account's `callback_key`. */
export class Signature {
  @IsIn(['hmac-sha1', 'hmac-sha256', 'ed25519']) algorithm!: 'hmac-sha1' | 'hmac-sha256' | 'ed25519';
  @Matches(/^[a-z0-9-]+$/) header!: string;
  @IsIn(['hex', 'base64']) encoding!: 'hex' | 'base64';
  /** What is signed, of `{body}`, `{url}` and `{timestamp}`. */
  @IsString() @Matches(/\{body\}|\{url\}/, { message: 'over must contain {body} or {url}' }) over!: string;
  /** The header with `{timestamp}`, in seconds; a callback that is older or newer than five minutes is refused. */
  @IsOptional() @Matches(/^[a-z0-9-]+$/) timestamp_header?: string;
}

export class Receipts {
  @IsIn(['json', 'form', 'query']) format!: 'json' | 'form' | 'query';
  /** The list in a callback that has several receipts. */
  @IsOptional() @IsPath() list?: string;
  @IsPath() id!: string;
  /** Where the status is: the first that `values` has counts. */
  @IsArray() @ArrayMinSize(1) @IsString({ each: true }) status!: string[];
  /** What each status proves; null: nothing. Other statuses prove nothing either. */
  @IsObject() values!: Record<string, 'DELIVERED' | 'UNDELIVERED' | null>;
  @IsOptional() @IsPath() code?: string;
  /** Without one the secret in the callback's address is the proof. */
  @IsOptional() @ValidateNested() @Type(() => Signature) signature?: Signature;
}

/** A harmless call that only good credentials pass. */
export class Check {
  @IsAddress() url!: string;
  @IsOptional() @IsObject() headers?: Record<string, string>;
  @IsOptional() @IsPath() balance?: string;
  /** The currency, or where it is. */
  @IsOptional() @IsString() currency?: string;
}

/**
 * The API of a vendor that takes one text in one HTTP request. Texts in `url`, `headers` and `fields` may have
 * placeholders: see `fill.ts`.
 */
export class Description {
  @IsIn(['GET', 'POST']) method: 'GET' | 'POST' = 'POST';
  /** With its host, unless every account has its own. */
  @MaxLength(1_024) @IsAddress() url!: string;
  @IsObject() headers: Record<string, string> = {};
  /** How `fields` are sent. */
  @IsIn(['json', 'form', 'query']) body!: 'json' | 'form' | 'query';
  @IsObject() fields!: object;
  @IsOptional() @ValidateNested() @Type(() => Numbers) numbers?: Numbers;
  @IsOptional() @ValidateNested() @Type(() => Encodings) encodings?: Encodings;
  @IsOptional() @IsInt() @Min(1) @Max(10_000) max_characters?: number;
  @IsOptional() @IsObject() @ValidateNested() @Type(() => Accepted) accepted?: Accepted;
  /** Absent: the vendor gives no ids. */
  @IsOptional() @IsPath() id?: string;
  /** Where the error's code is: the first that is there counts. */
  @IsArray() @ArrayMinSize(1) @Matches(PATH, { each: true }) error!: string[];
  /** The vendor's codes by their meaning. */
  @IsObject() @IsNotEmpty() codes!: Partial<Record<Meaning, (string | number)[]>>;
  @IsOptional() @ValidateNested() @Type(() => Cost) cost?: Cost;
  @IsOptional() @ValidateNested() @Type(() => Receipts) receipts?: Receipts;
  @IsOptional() @ValidateNested() @Type(() => Check) check?: Check;
}
