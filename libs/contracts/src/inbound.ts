import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { Done, rpc } from './contract.ts';
import { OfTenant } from './scope.ts';

const owner = 'dispatcher';

/** What a text of one word asks for: no more texts, texts again, or who we are. */
export const KEYWORDS = ['stop', 'start', 'help'] as const;
export type Keyword = (typeof KEYWORDS)[number];

/** In one call. */
export const MOST_TEXTS = 100;

/** A text that a person sent to a number of an account. */
export class InboundText {
  /** The vendor's id of it: the same text comes again under the same id. */
  @IsString() @MaxLength(128) vendor_text_id!: string;
  /** The person, E.164; as the vendor writes it, if it is no number. */
  @IsString() @MaxLength(64) from!: string;
  /** The number or short code that received it. */
  @IsString() @MaxLength(64) to!: string;
  @IsString() @MaxLength(16_000) text!: string;
  /** Ms since the epoch; absent: now. */
  @IsOptional() @IsInt() received_at?: number;
  @IsOptional() @IsArray() @ArrayMaxSize(10) @IsString({ each: true }) media_urls?: string[];
  /** What the vendor takes it for; absent: its text decides. */
  @IsOptional() @IsIn(KEYWORDS) keyword?: Keyword;
  /** The vendor answers this stop, start or help word itself: no text of ours follows. */
  @IsOptional() @IsBoolean() vendor_answers?: boolean;
}

export class RecordTextsRequest extends OfTenant {
  @IsString() vendor!: string;
  @IsString() route!: string;
  @IsArray() @ArrayMaxSize(MOST_TEXTS) @ValidateNested({ each: true }) @Type(() => InboundText) texts!: InboundText[];
}

export const inboundContracts = {
  /** Answers when the texts are durable, and the opt-outs that they ask for are in force. */
  record: rpc({ owner, name: 'inbound-texts', request: RecordTextsRequest, reply: Done }),
};
