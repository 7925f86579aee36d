import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { ERROR_CODES, type ErrorCode } from '#libs/kernel';
import { Done, rpc } from './contract.ts';
import { Described, DescribedCount, DescribedTime, SAYS } from './described.ts';
import { OfTenant } from './scope.ts';

const owner = 'dispatcher';

/** `marketing`: no messages of the category marketing; `all`: no messages at all. */
export const OPT_OUT_SCOPES = ['all', 'marketing'] as const;
export type OptOutScope = (typeof OPT_OUT_SCOPES)[number];

/** How the tenant learned of it. */
export const OPT_OUT_SOURCES = ['api', 'console', 'import', 'sms', 'web', 'call', 'vendor'] as const;
export type OptOutSource = (typeof OPT_OUT_SOURCES)[number];

export const MOST_OPT_OUTS = 5_000;
export const MOST_REFUSED_LINES = 100;

/** Who asks: they see in full what they added, and the rest if they may read content. */
class ReadOptOuts extends OfTenant {
  @IsOptional() @IsString() reader?: string;
  @IsOptional() @IsBoolean() reads_content?: boolean;
}

export class OptOutView {
  @Described('Id of the opt-out.', '01JD3C4V5W6X7Y8Z9A0B1C2D3E') @IsString() id!: string;
  @Described('E.164; masked if others added it and the caller has not messages:read_content.', '+15005550006')
  @IsString()
  number!: string;
  @Described('all: no messages; marketing: no messages of this category.') @IsIn(OPT_OUT_SCOPES) scope!: OptOutScope;
  @Described('How you learned of it.') @IsIn(OPT_OUT_SOURCES) source!: OptOutSource;
  @Described('The word that the person sent, or where the wish is filed; absent if it is masked.', 'STOP')
  @IsOptional()
  @IsString()
  proof?: string;
  @DescribedTime('Since when it is in force.') @IsString() at!: string;
  @Described('Who added it.', 'user:01JD3C4V5W6X7Y8Z9A0B1C2D3E') @IsString() by!: string;
  @Described('The proof is absent, and the number masked where the call did not name it.')
  @IsBoolean()
  masked!: boolean;
}

export class OptOutChange {
  @DescribedTime('When.') @IsString() at!: string;
  @Described('added: in force with this scope from then on; lifted: no longer in force.')
  @IsIn(['added', 'lifted'])
  what!: 'added' | 'lifted';
  @Described('Of an added one.') @IsOptional() @IsIn(OPT_OUT_SCOPES) scope?: OptOutScope;
  @Described('Of an added one.') @IsOptional() @IsIn(OPT_OUT_SOURCES) source?: OptOutSource;
  @Described('Of an added one; absent if it is masked.', 'STOP') @IsOptional() @IsString() proof?: string;
  @Described('Why it was lifted; absent if it is masked.', 'The customer called and asked for it.')
  @IsOptional()
  @IsString()
  reason?: string;
  @Described('A principal.', 'user:01JD3C4V5W6X7Y8Z9A0B1C2D3E') @IsString() by!: string;
  @Described('Proof or reason are absent.') @IsBoolean() masked!: boolean;
}

export class NewOptOut {
  /** As written. */
  @IsString() @MaxLength(64) number!: string;
  @IsIn(OPT_OUT_SCOPES) scope!: OptOutScope;
  @IsIn(OPT_OUT_SOURCES) source!: OptOutSource;
  @IsOptional() @IsString() @MaxLength(200) proof?: string;
}

export class AddOptOutRequest extends ReadOptOuts {
  @IsOptional() @IsString() default_region?: string;
  @IsString() by!: string;
  @ValidateNested() @Type(() => NewOptOut) opt_out!: NewOptOut;
}
export class AddOptOutReply {
  @ValidateNested() @Type(() => OptOutView) opt_out!: OptOutView;
  /** False: it was in force already, with this scope or a wider one. */
  @IsBoolean() added!: boolean;
}

export class OptOutLine extends NewOptOut {
  @IsInt() @Min(1) line!: number;
}
export class ImportOptOutsRequest extends OfTenant {
  @IsOptional() @IsString() default_region?: string;
  @IsString() by!: string;
  @IsArray() @ArrayMaxSize(MOST_OPT_OUTS) @Type(() => OptOutLine) lines!: OptOutLine[];
}
export class RefusedLine {
  @Described('Of the file, from 1.', 7) @IsInt() @Min(1) line!: number;
  @Described(...SAYS.errorCode) @IsIn(ERROR_CODES) code!: ErrorCode;
  @Described('What is wrong with it.') @IsString() detail!: string;
}
export class ImportOptOutsReply {
  @DescribedCount('Opt-outs that are in force now and were not before, or got a wider scope.') @IsInt() added!: number;
  @DescribedCount('Those that were in force already.') @IsInt() known!: number;
  @DescribedCount('Lines that were not imported.') @IsInt() refused!: number;
  @Described('The first 100 of them.') @IsArray() @Type(() => RefusedLine) errors!: RefusedLine[];
}

export class OptOutsQuery extends ReadOptOuts {
  @IsOptional() @IsIn(OPT_OUT_SCOPES) scope?: OptOutScope;
  @IsInt() @Min(1) @Max(1_000) limit!: number;
  /** The id after which the page starts. */
  @IsOptional() @IsString() after?: string;
}
export class OptOutsReply {
  @IsArray() @Type(() => OptOutView) items!: OptOutView[];
  /** There are more: pass this as `after` to continue. */
  @IsOptional() @IsString() next?: string;
}

export class OptOutOfNumberQuery extends ReadOptOuts {
  /** As written. */
  @IsString() @MaxLength(64) number!: string;
  @IsOptional() @IsString() default_region?: string;
}
export class OptOutOfNumber {
  @Described('E.164.', '+15005550006') @IsString() number!: string;
  @Described('Absent if none is in force.')
  @IsOptional()
  @ValidateNested()
  @Type(() => OptOutView)
  opt_out?: OptOutView;
  @Described('The last 100 changes, newest first.') @IsArray() @Type(() => OptOutChange) history!: OptOutChange[];
}

export class LiftOptOutRequest extends OfTenant {
  @IsString() id!: string;
  @IsString() by!: string;
  @IsString() @MaxLength(200) reason!: string;
}

export const optOutContracts = {
  /** `invalid_number`. */
  add: rpc({ owner, name: 'add-opt-out', request: AddOptOutRequest, reply: AddOptOutReply }),
  /** Lines that cannot be read are refused; the others are added. */
  import: rpc({
    owner,
    name: 'import-opt-outs',
    request: ImportOptOutsRequest,
    reply: ImportOptOutsReply,
    timeoutMs: 20_000,
  }),
  /** Newest first. */
  list: rpc({ owner, name: 'opt-outs', request: OptOutsQuery, reply: OptOutsReply }),
  /** `invalid_number`. */
  find: rpc({ owner, name: 'opt-out-of-number', request: OptOutOfNumberQuery, reply: OptOutOfNumber }),
  /** `not_found` unless it is in force. */
  lift: rpc({ owner, name: 'lift-opt-out', request: LiftOptOutRequest, reply: Done }),
};
