import type { Environment, Keyword } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';

/** A text that a person sent to a number of a tenant. */
export interface InboundTextRecord {
  /** `<tenant>.<ulid>`: made when it is recorded. */
  readonly _id: string;
  readonly tenant: TenantId;
  readonly environment: Environment;
  /** The account or phone that received it. */
  readonly route: string;
  readonly vendor: string;
  /** With the route it names the text: the vendor may report it again. */
  readonly vendor_text_id: string;
  readonly conversation: string;
  /** The number that received it; the phone's id if its number is not known. */
  readonly to: string;
  /** Keyed hash of the person's number. */
  readonly from_hash: string;
  /** JSON {@link InboundContent}, sealed. */
  readonly content: Uint8Array;
  readonly at: Date;
  readonly received_at: Date;
  readonly keyword?: Keyword;
  /** Nothing is answered: the vendor does that, or the person has no number. */
  readonly unanswered?: true;
  readonly needs_review?: true;
  /** Until everything that follows from it is done. */
  readonly wake_at?: Date;
}

export interface InboundContent {
  /** E.164; as the vendor wrote it, if it is no number. */
  readonly from: string;
  readonly text: string;
  readonly media_urls?: readonly string[];
}

/** One number of a tenant and one person who sent texts to it. */
export interface ConversationRecord {
  /** `<tenant>.<conversation>` */
  readonly _id: string;
  readonly tenant: TenantId;
  readonly environment: Environment;
  /** The tenant's number; the id of a phone whose number is not known. */
  readonly to: string;
  /** The person's, sealed. */
  readonly from: Uint8Array;
  readonly from_hash: string;
  /** The account or phone that received the last text. */
  readonly route: string;
  /** The ulid of the last text. */
  readonly last: string;
  readonly last_at: Date;
  /** The last help word that was answered. */
  readonly helped?: { readonly at: Date; readonly by: string };
}

/** The number that received the text shows itself again; a phone whose number is not known has no other. */
export const senderOfAnswer = ({ to, route }: Pick<InboundTextRecord, 'to' | 'route'>): { sender?: string } =>
  to === route ? {} : { sender: to };

/** How a text is named as the cause of an opt-out or of a message. */
export const nameOfText = (id: string): string => `${TEXT}${id}`;
export const textNamedBy = (name: string): string | undefined =>
  name.startsWith(TEXT) ? name.slice(TEXT.length) : undefined;
const TEXT = 'text:';

export const textIdOf = ({ _id }: Pick<InboundTextRecord, '_id'>): string => _id.slice(9);
