import { IsBoolean, IsIn, IsOptional, IsString, Matches } from 'class-validator';
import { ENVIRONMENTS, type Environment } from './vocabulary.ts';

export const TENANT = /^[0-9a-hjkmnp-tv-z]{8}$/;

export class OfTenant {
  @Matches(TENANT) tenant!: string;
}

export class InEnvironment extends OfTenant {
  /** Absent: both. */
  @IsOptional() @IsIn(ENVIRONMENTS) environment?: Environment;
}

/** What a principal sees of the messages. Whatever they do not see answers `not_found`. */
export class SeenBy extends InEnvironment {
  /** Only what this principal created. Absent: what everybody created. */
  @IsOptional() @IsString() created_by?: string;
  /** Their name: they see in full what they created. Absent: nothing is theirs. */
  @IsOptional() @IsString() reader?: string;
  /** They see in full what others created, too. */
  @IsOptional() @IsBoolean() reads_content?: boolean;
  /** Numbers and texts are shown masked all the same; a search compares those that they may read. */
  @IsOptional() @IsBoolean() masked?: boolean;
}
