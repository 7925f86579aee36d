import { IsOptional, IsString, MaxLength } from 'class-validator';
import { Described, DescribedTime } from './described.ts';
import type { Category, Encoding, Guarantee, Lane } from './vocabulary.ts';

/** What a caller may give with a message, and reads again as it was given. */
export class GivenFields {
  /** What the phone shows; only routes that own it carry the message. */
  @Described('What was asked for as sender.', '+15005550006') @IsOptional() @IsString() @MaxLength(64) sender?: string;
  @Described('As given.') @IsOptional() @IsString() @MaxLength(128) client_ref?: string;
  @Described('As given.') @IsOptional() @IsString() @MaxLength(128) subject_ref?: string;
}

/**
 * What a caller may give as an RFC 3339 time with its zone, and reads again in UTC. A payload keeps each as ms since the
 * epoch, a document as a date.
 */
export class GivenTimes extends GivenFields {
  @DescribedTime('Nothing is sent before this.') @IsOptional() @IsString() @MaxLength(256) send_at?: string;
}

export type TimesAs<Form> = { readonly [Name in Exclude<keyof GivenTimes, keyof GivenFields>]?: Form };

/** What is accepted of a message, kept in the payload of its request and written to its document, by the same names. */
export interface MessageFields extends Readonly<GivenFields> {
  readonly category: Category;
  readonly guarantee: Guarantee;
  readonly lane: Lane;
  readonly priority: number;
  readonly encoding: Encoding;
  readonly segments: number;
  /** The only route that may carry it. */
  readonly pinned_route?: string;
  /** ISO 3166 alpha-2 of the number; absent where it has none. */
  readonly country?: string;
}
