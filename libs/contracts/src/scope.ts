import { IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
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
  @IsOptional() @IsString() @MaxLength(256) created_by?: string;
}
