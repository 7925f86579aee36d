import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsDefined,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { Done, rpc } from './contract.ts';
import { Described, DescribedCount, SAYS } from './described.ts';
import { OfTenant } from './scope.ts';
import {
  type VariableRule,
  type TemplateContents,
  TemplateVersion,
  VendorMapping,
  TemplateHintView,
  TemplateSummary,
  TemplateView,
} from './template-views.ts';
import { CATEGORIES, ENCODINGS, type Category, type Encoding } from './vocabulary.ts';

const owner = 'template';

/** `template` of each call: the public id, the key, or the number in digits. */
export class TemplateQuery extends OfTenant {
  @IsString() @MaxLength(64) template!: string;
}

export class TemplatesQuery extends OfTenant {
  @IsInt() @Min(1) @Max(100) limit!: number;
  /** The number after which the page starts. */
  @IsOptional() @IsInt() @Min(0) after?: number;
  @IsOptional() @IsBoolean() active?: boolean;
  @IsOptional() @IsIn(CATEGORIES) category?: Category;
}
/** `next`: there are more after this number. */
export class TemplatesReply {
  @IsArray() @Type(() => TemplateSummary) items!: TemplateSummary[];
  @IsOptional() @IsInt() next?: number;
}

/** Absent fields of a change stay. */
class GivenContent extends OfTenant {
  @IsString() by!: string;
  @IsOptional() @IsString() @MaxLength(256) name?: string;
  @IsOptional() @IsIn(CATEGORIES) category?: Category;
  @IsOptional() @IsString() @MaxLength(64) message_type?: string;
  @IsOptional() @IsObject() contents?: TemplateContents;
  /** Absent in a new template: every variable of its texts, without a limit of its own. */
  @IsOptional() @IsObject() variables?: Record<string, VariableRule>;
}
export class CreateTemplateRequest extends GivenContent {
  @IsString() @MaxLength(64) key!: string;
}
export class ChangeTemplateRequest extends GivenContent {
  @IsString() @MaxLength(64) template!: string;
  @IsOptional() @IsBoolean() active?: boolean;
}

export class DeleteTemplateRequest extends TemplateQuery {
  @IsString() by!: string;
}

export class VersionsQuery extends TemplateQuery {
  @IsInt() @Min(1) @Max(100) limit!: number;
  /** Versions before this one. */
  @IsOptional() @IsInt() before?: number;
}
export class VersionsReply {
  @IsArray() @Type(() => TemplateVersion) versions!: TemplateVersion[];
}

export class ApproveTemplateRequest extends TemplateQuery {
  /** Whoever approves, and others who count as the same person. */
  @IsString() by!: string;
  @IsOptional() @IsArray() @ArrayMaxSize(5) @IsString({ each: true }) same_as?: string[];
  /** The author of a version may not approve it. */
  @IsOptional() @IsBoolean() four_eyes?: boolean;
  /** The version that was looked at; `version_conflict` if there is a newer one. */
  @IsOptional() @IsInt() version?: number;
}

export class PreviewTemplateRequest extends TemplateQuery {
  /** Absent: the newest. */
  @IsOptional() @IsInt() version?: number;
  @IsOptional() @IsObject() variables?: Record<string, string>;
  /** Absent: every language. */
  @IsOptional() @IsString() @MaxLength(35) language?: string;
}
export class TemplatePreview {
  @Described('Language (BCP 47).', 'en') @IsString() language!: string;
  @Described('As a phone would show it.', 'Your code is 1234.') @IsString() text!: string;
  @Described(...SAYS.encoding) @IsIn(ENCODINGS) encoding!: Encoding;
  @DescribedCount('Parts it would be sent in.') @IsInt() segments!: number;
}
export class PreviewTemplateReply {
  @DescribedCount('The version that was rendered.') @IsInt() version!: number;
  @Described('One for each language that was asked for.')
  @IsArray()
  @Type(() => TemplatePreview)
  previews!: TemplatePreview[];
  @Described('Variables without a value: their placeholders are shown.', ['CODE'])
  @IsArray()
  @IsString({ each: true })
  missing!: string[];
  @Described('What its author may want to change.')
  @IsArray()
  @Type(() => TemplateHintView)
  hints!: TemplateHintView[];
}

export class MapVendorRequest extends TemplateQuery {
  @IsString() by!: string;
  @IsString() @MaxLength(32) vendor!: string;
  @IsString() @MaxLength(128) code!: string;
  /** The vendor's token for each variable; or the variables in the order of the vendor's tokens. */
  @IsDefined() tokens!: Record<string, string> | string[];
  /** Absent: the newest version. */
  @IsOptional() @IsInt() version?: number;
  /** The caller may change what an approved version is sent as. */
  @IsOptional() @IsBoolean() may_approve?: boolean;
}
export class UnmapVendorRequest extends TemplateQuery {
  @IsString() by!: string;
  @IsString() @MaxLength(32) vendor!: string;
  @IsOptional() @IsInt() version?: number;
  @IsOptional() @IsBoolean() may_approve?: boolean;
}

export const templateContracts = {
  /** `name_taken` if a template of the tenant has the key. */
  create: rpc({ owner, name: 'create', request: CreateTemplateRequest, reply: TemplateView }),
  read: rpc({ owner, name: 'read', request: TemplateQuery, reply: TemplateView }),
  list: rpc({ owner, name: 'list', request: TemplatesQuery, reply: TemplatesReply }),
  /** Other content makes a new version, which is a draft. */
  change: rpc({ owner, name: 'change', request: ChangeTemplateRequest, reply: TemplateView }),
  delete: rpc({ owner, name: 'delete', request: DeleteTemplateRequest, reply: Done }),
  /** Newest first. */
  versions: rpc({ owner, name: 'versions', request: VersionsQuery, reply: VersionsReply }),
  /** `version_conflict` if the newest version is approved already. */
  approve: rpc({ owner, name: 'approve', request: ApproveTemplateRequest, reply: TemplateView }),
  preview: rpc({ owner, name: 'preview', request: PreviewTemplateRequest, reply: PreviewTemplateReply }),
  /** Checked against the rules of the vendor's adapter, which must be running. */
  map: rpc({ owner, name: 'map', request: MapVendorRequest, reply: VendorMapping }),
  unmap: rpc({ owner, name: 'unmap', request: UnmapVendorRequest, reply: Done }),
};
