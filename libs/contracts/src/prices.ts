import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { MOST_PRICE_MICROS } from '#libs/kernel';
import { Done, rpc } from './contract.ts';
import { Described, DescribedCount, DescribedTime, SAYS } from './described.ts';
import { RefusedLine } from './opt-outs.ts';
import { InEnvironment } from './scope.ts';
import { CHANNELS, type Channel } from './vocabulary.ts';

const owner = 'dispatcher';

/** Prices in one import. */
export const MOST_PRICES = 5_000;
export const MOST_PRICES_OF_ROUTE = 10_000;

export class NewPrice {
  @IsString() @MaxLength(64) route!: string;
  @IsIn(CHANNELS) channel!: Channel;
  @IsOptional() @IsString() @MaxLength(2) country?: string;
  /** As written: the first digits of E.164, with or without the plus. */
  @IsOptional() @IsString() @MaxLength(16) prefix?: string;
  /** Of a segment; of a message with pictures. */
  @IsInt() @Min(0) @Max(MOST_PRICE_MICROS) price_micros!: number;
  @IsString() @MaxLength(16) currency!: string;
  /** RFC 3339 */
  @IsOptional() @IsString() @MaxLength(64) valid_from?: string;
}

export class PriceView {
  @Described('Id of the price: its route, channel, country, prefix and time.', 'twilio-0a1b2c3d.sms.US.-.-')
  @IsString()
  id!: string;
  @Described(...SAYS.routeId) @IsString() route!: string;
  @Described('mms: of a message with pictures.') @IsIn(CHANNELS) channel!: Channel;
  @Described('ISO 3166 alpha-2; absent: every country.', 'US') @IsOptional() @IsString() country?: string;
  @Described('How the numbers begin; absent: all numbers.', '+1500') @IsOptional() @IsString() prefix?: string;
  @DescribedCount('Of a segment, or of a message with pictures, in millionths of a unit of `currency`.')
  @IsInt()
  price_micros!: number;
  @Described(...SAYS.currency) @IsString() currency!: string;
  @DescribedTime('Since when; absent: always. Of two the later one counts.')
  @IsOptional()
  @IsString()
  valid_from?: string;
}

export class SavePriceRequest extends InEnvironment {
  @IsString() by!: string;
  @ValidateNested() @Type(() => NewPrice) price!: NewPrice;
}

export class PriceLine extends NewPrice {
  @IsInt() @Min(1) line!: number;
}
export class ImportPricesRequest extends InEnvironment {
  @IsString() by!: string;
  @IsArray() @ArrayMaxSize(MOST_PRICES) @Type(() => PriceLine) lines!: PriceLine[];
}
export class ImportPricesReply {
  @DescribedCount('Prices that are new or have changed.') @IsInt() saved!: number;
  @DescribedCount('Those that were stored already.') @IsInt() known!: number;
  @DescribedCount('Lines that were not imported.') @IsInt() refused!: number;
  @Described('The first 100 of them.') @IsArray() @Type(() => RefusedLine) errors!: RefusedLine[];
}

export class PricesQuery extends InEnvironment {
  @IsOptional() @IsString() @MaxLength(64) route?: string;
  @IsInt() @Min(1) @Max(1_000) limit!: number;
  /** The id after which the page starts. */
  @IsOptional() @IsString() @MaxLength(128) after?: string;
}
export class PricesReply {
  @IsArray() @Type(() => PriceView) items!: PriceView[];
  /** There are more: pass this as `after` to continue. */
  @IsOptional() @IsString() next?: string;
}

export class DeletePriceRequest extends InEnvironment {
  @IsString() @MaxLength(128) id!: string;
  @IsString() by!: string;
}

export const priceContracts = {
  /** By route, channel, country, prefix and time. */
  list: rpc({ owner, name: 'prices', request: PricesQuery, reply: PricesReply }),
  /** In place of the one with the same route, channel, country, prefix and time; `not_found` for a foreign route. */
  save: rpc({ owner, name: 'save-price', request: SavePriceRequest, reply: PriceView }),
  /** Lines that cannot be read are refused; the others are saved. */
  import: rpc({
    owner,
    name: 'import-prices',
    request: ImportPricesRequest,
    reply: ImportPricesReply,
    timeoutMs: 20_000,
  }),
  delete: rpc({ owner, name: 'delete-price', request: DeletePriceRequest, reply: Done }),
};
