import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { ERROR_CODES, type ErrorCode } from '#libs/kernel';
import { rpc } from './contract.ts';
import { SubmittedTemplate } from './dispatcher.ts';
import { OfTenant } from './scope.ts';
import { CATEGORIES, type Category } from './vocabulary.ts';

const owner = 'template';

/** The most messages in one call. */
export const MOST_RENDERED = 500;

/** One message by template. Its owner checks the values. */
export class RenderItem {
  /** The public id, the key, or the number in digits. */
  @IsString() @MaxLength(64) template!: string;
  @IsOptional() @IsString() @MaxLength(35) language?: string;
  @IsOptional() @IsObject() variables?: Record<string, string>;
}

/** The messages of one caller. */
export class RenderCall extends OfTenant {
  @IsArray() @ArrayMaxSize(MOST_RENDERED) @ValidateNested({ each: true }) @Type(() => RenderItem) items!: RenderItem[];
  /** Variables that the template does not have are left out, and not refused. */
  @IsOptional() @IsBoolean() ignore_extra?: boolean;
}

export class RenderRequest {
  @IsArray() @ArrayMaxSize(MOST_RENDERED) @ValidateNested({ each: true }) @Type(() => RenderCall) calls!: RenderCall[];
}

/** A text with its template; or why there is none, without a value. */
export class RenderedItem {
  @IsOptional() @IsString() text?: string;
  @IsOptional() @IsIn(CATEGORIES) category?: Category;
  @IsOptional() @ValidateNested() @Type(() => SubmittedTemplate) template?: SubmittedTemplate;
  @IsOptional() @IsIn(ERROR_CODES) code?: ErrorCode;
  @IsOptional() @IsString() detail?: string;
  /** The field of the message that is wrong. */
  @IsOptional() @IsString() field?: string;
}

export class RenderedCall {
  @IsArray() @Type(() => RenderedItem) items!: RenderedItem[];
}

export class RenderReply {
  /** In the order of the calls and of their items. */
  @IsArray() @Type(() => RenderedCall) calls!: RenderedCall[];
}

export const renderContracts = {
  /** Renders by the newest approved versions. One message that cannot be rendered does not stop the others. */
  render: rpc({ owner, name: 'render', request: RenderRequest, reply: RenderReply, timeoutMs: 2_000 }),
};
