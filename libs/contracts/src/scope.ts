import { IsIn, IsOptional, Matches } from 'class-validator';
import { ENVIRONMENTS, type Environment } from './vocabulary.ts';

export const TENANT = /^[0-9a-hjkmnp-tv-z]{8}$/;

export class OfTenant {
  @Matches(TENANT) tenant!: string;
}

export class InEnvironment extends OfTenant {
  /** Absent: both. */
  @IsOptional() @IsIn(ENVIRONMENTS) environment?: Environment;
}
