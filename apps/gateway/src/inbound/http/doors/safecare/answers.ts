import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsIn, IsInt, IsObject, IsOptional, IsString } from 'class-validator';
import { CATEGORIES, Described, DescribedCount, DescribedTime, SAYS, type Category } from '#libs/contracts';
import { ERROR_CODES } from '#libs/kernel';
import { GROUP_STATUSES, STATUSES, type GroupStatus, type SafecareStatus } from './words.ts';

export const TEMPLATE_STATUSES = ['DRAFT', 'APPROVED'] as const;
export const KEY_STATUSES = ['ACTIVE', 'EXPIRED', 'REVOKED'] as const;

export interface ItemsWanted {
  readonly limit: number;
  readonly skip: number;
}

/** A list that is read by `limit` and `skip`. */
export interface Items<Item> extends ItemsWanted {
  readonly items: readonly Item[];
  readonly total: number;
}

/** The class of such a list, for the document. */
export function itemsOf<Item extends object>(Item: new () => Item): new () => Items<Item> {
  class ItemList implements Items<Item> {
    @Described('The page.') @IsArray() @Type(() => Item) items!: readonly Item[];
    @DescribedCount('All of them; 10,000 where there are more, or as many as a second allows to count.')
    @IsInt()
    total!: number;
    @Described('As asked.') @IsInt() limit!: number;
    @Described('As asked.') @IsInt() skip!: number;
  }
  return ItemList;
}

export class SafecareHealth {
  @Described('Whether it takes calls.') @IsIn(['ok', 'unavailable']) status!: 'ok' | 'unavailable';
  @Described('', 'sms') @IsString() service!: string;
  @Described('Of Postrider.', '0.1.0') @IsString() version!: string;
  @Described('By name, ok or failing.', undefined, { additionalProperties: { type: 'string' } })
  @IsObject()
  checks!: Readonly<Record<string, 'ok' | 'failing'>>;
}

export class SafecareTemplate {
  @Described('Id of the template.', '01JD3C4V5W6X7Y8Z9A0B1C2D3E') @IsString() id!: string;
  @Described('For people.', 'otp') @IsString() name!: string;
  @Described('Of the newest version.', 'Ma OTP {CODE}') @IsString() content!: string;
  @Described('Of the newest version; messages take the newest approved one.')
  @IsIn(TEMPLATE_STATUSES)
  status!: (typeof TEMPLATE_STATUSES)[number];
  @DescribedCount('Counts the changes of the content.') @IsInt() version!: number;
  @Described('Of its messages.') @IsIn(CATEGORIES) category!: Category;
  @DescribedTime('When it was made.') @IsString() created_at!: string;
  @DescribedTime('When it was last changed.') @IsString() updated_at!: string;
}
export class SafecareTemplateList extends itemsOf(SafecareTemplate) {}

export class SafecareKey {
  @Described('Id of the key.', 'gkcccMSCpr0K') @IsString() id!: string;
  @Described('For people.', 'SafeShop') @IsString() client_name!: string;
  @Described('What it may do.', ['sms:send', 'sms:read']) @IsArray() @IsString({ each: true }) scopes!: string[];
  @DescribedCount('Messages a day.') @IsInt() rate_limit_per_day!: number;
}
export class NewSafecareKey extends SafecareKey {
  @Described('The key: shown in this answer only.') @IsString() plain_key!: string;
}
export class SafecareKeyEntry extends SafecareKey {
  @Described('Whether it is valid.') @IsIn(KEY_STATUSES) status!: (typeof KEY_STATUSES)[number];
  @DescribedTime('When it was made.') @IsString() created_at!: string;
  @DescribedTime('When it was last used, to the minute.') @IsOptional() @IsString() last_used_at?: string;
}
export class SafecareKeyList extends itemsOf(SafecareKeyEntry) {}

export class SafecareSecret {
  @Described('What phones register with; empty: there is none.', 'your-shared-secret')
  @IsString()
  registration_secret!: string;
  @Described('Whether there is one.') @IsBoolean() configured!: boolean;
}

export class SafecareReject {
  @DescribedCount('Of the message in the request, from 0.') @IsInt() index!: number;
  @Described('The number as it was written; null if it is no text.', '0901234567', { type: ['string', 'null'] })
  @IsString()
  to!: string | null;
  @Described('Stable.', 'invalid_number', { enum: ERROR_CODES }) @IsString() code!: string;
  @Described(...SAYS.forPeopleToRead) @IsString() detail!: string;
}

export class SafecareAccepted {
  @Described(...SAYS.requestId) @IsString() request_id!: string;
  @DescribedCount('Messages in the request.') @IsInt() total!: number;
  @DescribedCount('Messages that will be sent.') @IsInt() accepted!: number;
  @DescribedCount('Messages that repeat a recent one, and are recorded as CANCELED.') @IsInt() canceled!: number;
  @DescribedCount('Messages that were refused.') @IsInt() rejected!: number;
  @Described('Why; absent if none was refused.')
  @IsOptional()
  @IsArray()
  @Type(() => SafecareReject)
  rejects?: SafecareReject[];
}

export class SafecareMessage {
  @Described(...SAYS.messageId) @IsString() id!: string;
  @Described(...SAYS.requestId) @IsString() request_id!: string;
  @Described(...SAYS.to) @IsString() to!: string;
  @Described('null if it is masked, or can no longer be read.', 'Ma OTP 123456', { type: ['string', 'null'] })
  @IsString()
  text!: string | null;
  @Described('What became of it.') @IsIn(STATUSES) status!: SafecareStatus;
  @Described('The phone.', 'phone-01JD3C4V5W6X7Y8Z9A0B1C2D3E', { type: ['string', 'null'] })
  @IsString()
  agent_id!: string | null;
  @Described('Why it is FAILED or CANCELED.', 'DUPLICATE_RECENT', { type: ['string', 'null'] })
  @IsString()
  last_error!: string | null;
  @DescribedTime('When it was accepted.') @IsString() created_at!: string;
  @DescribedTime('When something was last learned about it.') @IsString() updated_at!: string;
}
export class SafecareMessageList extends itemsOf(SafecareMessage) {}

export class SafecareRequest {
  @Described(...SAYS.requestId) @IsString() request_id!: string;
  @Described('PENDING while a message is open; PARTIAL: some failed.') @IsIn(GROUP_STATUSES) status!: GroupStatus;
  @DescribedCount('Messages in the request.') @IsInt() total!: number;
  @Described('Messages by status.', { PENDING: 1 }, { additionalProperties: { type: 'integer' } })
  @IsObject()
  counts!: Partial<Record<SafecareStatus, number>>;
  @Described('The first hundred by their positions; the list of messages has all.')
  @IsArray()
  @Type(() => SafecareMessage)
  messages!: SafecareMessage[];
}
