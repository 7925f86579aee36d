import { IsIn, IsInt, IsString, Max, MaxLength, Min, MinLength } from 'class-validator';
import { CHANNELS, Described, MOST_PRICES, type Channel, type NewPrice, type PriceLine } from '#libs/contracts';
import { MOST_PRICE_MICROS } from '#libs/kernel';
import { fileLines, type FileKind } from '../../request/file-lines.ts';
import { IsCountry, IsCurrency, IsInstant } from '../../request/is-notion.ts';
import { Optional } from '../../request/optional.ts';
import { PAGE, type PageWanted } from '../../request/pages.ts';
import { matching, type Parameters } from '../../request/query.ts';

export class PriceBody {
  @Described('The route whose vendor asks for it.', 'twilio-0a1b2c3d')
  @MaxLength(64)
  @MinLength(1)
  @IsString()
  route!: string;

  @Described('sms if absent: the price of a segment; mms: of a message with pictures.', 'sms')
  @Optional()
  @IsIn(CHANNELS)
  channel?: Channel;

  @Described('ISO 3166 alpha-2; absent: every country.', 'US')
  @Optional()
  @IsCountry()
  country?: string;

  @Described('How the numbers begin, with the country code. The longest prefix that fits a number decides.', '+1500')
  @Optional()
  @MaxLength(16)
  @MinLength(1)
  @IsString()
  prefix?: string;

  @Described('In millionths of a unit of currency.', 7_500)
  @Max(MOST_PRICE_MICROS)
  @Min(0)
  @IsInt()
  price_micros!: number;

  @Described('ISO 4217, or credits.', 'USD')
  @IsCurrency()
  currency!: string;

  @Described('Since when, to the second; absent: always. Of two the later one counts.', '2030-01-01T00:00:00Z')
  @Optional()
  @IsInstant()
  valid_from?: string;
}

export const priceOf = ({ channel = 'sms', country, prefix, valid_from, ...price }: PriceBody): NewPrice => ({
  ...price,
  channel,
  ...(country !== undefined && { country }),
  ...(prefix !== undefined && { prefix }),
  ...(valid_from !== undefined && { valid_from }),
});

const PRICES: FileKind<PriceBody, PriceLine> = {
  what: 'prices',
  most: MOST_PRICES,
  Body: PriceBody,
  required: ['route', 'price_micros', 'currency'],
  others: ['channel', 'country', 'prefix', 'valid_from'],
  unread: ['id'],
  numbers: ['price_micros'],
  lineOf: priceOf,
};

export const PriceLines = fileLines(PRICES);

export type ChoiceOfPage = { readonly route?: string } & PageWanted;

export const CHOICE_OF_PAGE: Parameters<ChoiceOfPage> = {
  route: matching(/^[\w.-]{1,64}$/, 'the id of a route', 'Those of this route alone.'),
  ...PAGE,
};
