import { IsOptional, IsString, MaxLength } from 'class-validator';
import { Described, DescribedTime } from './described.ts';
import type { Category, Channel, Encoding, Guarantee, Lane } from './vocabulary.ts';

/** Fields that a caller may give with a message, and reads back unchanged. */
export class GivenFields {
  /** What the phone shows; only routes that own it carry the message. */
  @Described('The sender that was asked for.', '+15005550006') @IsOptional() @IsString() @MaxLength(64) sender?: string;
  @Described('As given.') @IsOptional() @IsString() @MaxLength(128) client_ref?: string;
  @Described('As given.') @IsOptional() @IsString() @MaxLength(128) subject_ref?: string;
}

/**
 * Times that a caller may give in RFC 3339 with a zone, and reads back in UTC. A payload keeps each as ms since the
 * epoch, a document as a date.
 */
export class GivenTimes extends GivenFields {
  @DescribedTime('The message is not sent before this.') @IsOptional() @IsString() @MaxLength(256) send_at?: string;
}

export type TimesAs<Form> = { readonly [Name in Exclude<keyof GivenTimes, keyof GivenFields>]?: Form };

/** The accepted fields of a message, with the same names in the payload of its request and in its document. */
export interface MessageFields extends Readonly<GivenFields> {
  readonly category: Category;
  readonly guarantee: Guarantee;
  readonly lane: Lane;
  readonly priority: number;
  readonly encoding: Encoding;
  /** With `media_fallback` those of the text with the addresses of its pictures. */
  readonly segments: number;
  /** Absent: a text alone. */
  readonly channel?: Channel;
  /** Public id of the template that the text was rendered from. */
  readonly template_id?: string;
  readonly template_version?: number;
  readonly language?: string;
  /** The only route that may carry it. */
  readonly pinned_route?: string;
  /** The route that is tried first; the others follow. */
  readonly preferred_route?: string;
  /** Advertising that phones may send: the tenant wants it. */
  readonly phones_marketing?: boolean;
  /** The text received that it answers: its route has the number that received it, whatever senders it has. */
  readonly answers?: string;
  /** It confirms the opt-out that this text asked for, and may be sent while that is in force. */
  readonly confirms?: boolean;
  /** ISO 3166 alpha-2 of the number; absent where it has none. */
  readonly country?: string;
}
