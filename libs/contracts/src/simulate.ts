import { Type } from 'class-transformer';
import { ERROR_CODES } from '#libs/kernel';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
import { Described, DescribedCount, DescribedTime, SAYS } from './described.ts';
import { SubmitItem, SubmitPolicy } from './dispatcher.ts';
import { Explanation, NoRoute } from './explanation.ts';
import { Quota } from './quotas.ts';
import { OfTenant } from './scope.ts';
import {
  CATEGORIES,
  CHANNELS,
  ENCODINGS,
  ENVIRONMENTS,
  GUARANTEES,
  LANES,
  type Category,
  type Channel,
  type Encoding,
  type Environment,
  type Guarantee,
  type Lane,
} from './vocabulary.ts';

/** The item as a send would give it; `policy` as in a submit. */
export class SimulateRequest extends OfTenant {
  @IsIn(ENVIRONMENTS) environment!: Environment;
  @ValidateNested() @Type(() => SubmitPolicy) policy!: SubmitPolicy;
  @ValidateNested() @Type(() => SubmitItem) item!: SubmitItem;
  @IsOptional() @IsArray() @ArrayMaxSize(8) @ValidateNested({ each: true }) @Type(() => Quota) quotas?: Quota[];
  /** As in `SeenBy`: a duplicate is told to those who may read the text that it repeats. */
  @IsOptional() @IsString() reader?: string;
  @IsOptional() @IsBoolean() reads_content?: boolean;
}
export class PriceRange {
  @Described(...SAYS.currency) @IsString() currency!: string;
  @DescribedCount('Millionths.') @IsInt() min_micros!: number;
  @DescribedCount('Millionths.') @IsInt() max_micros!: number;
}
export class Block {
  @Described('As a send would answer: a code, or DUPLICATE_RECENT.', undefined, {
    enum: [...ERROR_CODES, 'DUPLICATE_RECENT'],
  })
  @IsString()
  code!: string;
  @Described(...SAYS.forPeople) @IsString() detail!: string;
}
/** What a send would do. `blocks`: why it would be refused; the rest is then filled in as far as possible. */
export class SimulateReply {
  @Described('The reasons for which a send would be refused; empty if it would be accepted.')
  @IsArray()
  @Type(() => Block)
  blocks!: Block[];
  @Described('E.164.', '+15005550006') @IsOptional() @IsString() to?: string;
  @Described('ISO 3166 alpha-2.', 'US') @IsOptional() @IsString() country?: string;
  @Described(...SAYS.category) @IsOptional() @IsIn(CATEGORIES) category?: Category;
  @Described(...SAYS.guarantee) @IsOptional() @IsIn(GUARANTEES) guarantee?: Guarantee;
  @Described('The queue in which it would wait.') @IsOptional() @IsIn(LANES) lane?: Lane;
  @DescribedTime('It would not be sent after this.') @IsOptional() @IsString() deadline?: string;
  @Described(...SAYS.channel) @IsOptional() @IsIn(CHANNELS) channel?: Channel;
  @Described(...SAYS.encoding) @IsOptional() @IsIn(ENCODINGS) encoding?: Encoding;
  @DescribedCount('Parts it would be sent in.') @IsOptional() @IsInt() segments?: number;
  @Described(...SAYS.warnings) @IsOptional() @IsArray() @IsString({ each: true }) warnings?: string[];
  @Described() @IsOptional() @ValidateNested() @Type(() => Explanation) explanation?: Explanation;
  /** Present if `explanation` has no route: the message would be accepted, and wait. */
  @Described('Present if no route would take it: it would be accepted, and wait.')
  @IsOptional()
  @ValidateNested()
  @Type(() => NoRoute)
  no_route?: NoRoute;
  @Described('Over the routes that have a price, by currency.')
  @IsOptional()
  @IsArray()
  @Type(() => PriceRange)
  prices?: PriceRange[];
}
