import { Type } from 'class-transformer';
import { IsArray, IsIn, IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
import { SubmitItem, SubmitPolicy } from './dispatcher.ts';
import { Explanation, NoRoute } from './explanation.ts';
import { OfTenant } from './scope.ts';
import {
  CATEGORIES,
  ENCODINGS,
  ENVIRONMENTS,
  GUARANTEES,
  LANES,
  type Category,
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
}
export class PriceRange {
  @IsString() currency!: string;
  @IsInt() min_micros!: number;
  @IsInt() max_micros!: number;
}
export class Block {
  @IsString() code!: string;
  @IsString() detail!: string;
}
/** What a send would do. `blocks`: why it would be refused; the rest is then as far as it could be told. */
export class SimulateReply {
  @IsArray() @Type(() => Block) blocks!: Block[];
  @IsOptional() @IsString() to?: string;
  @IsOptional() @IsString() country?: string;
  @IsOptional() @IsIn(CATEGORIES) category?: Category;
  @IsOptional() @IsIn(GUARANTEES) guarantee?: Guarantee;
  @IsOptional() @IsIn(LANES) lane?: Lane;
  @IsOptional() @IsString() deadline?: string;
  @IsOptional() @IsIn(ENCODINGS) encoding?: Encoding;
  @IsOptional() @IsInt() segments?: number;
  @IsOptional() @IsArray() @IsString({ each: true }) warnings?: string[];
  @IsOptional() @ValidateNested() @Type(() => Explanation) explanation?: Explanation;
  /** Where `explanation` has no route: the message would be accepted, and wait. */
  @IsOptional() @ValidateNested() @Type(() => NoRoute) no_route?: NoRoute;
  /** Over the routes that say what they cost, by currency. */
  @IsOptional() @IsArray() @Type(() => PriceRange) prices?: PriceRange[];
}
