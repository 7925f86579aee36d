import { encodeTime, monotonicFactory } from 'ulid';
import { clock } from './clock.ts';
import { randomBase32, randomFraction } from './random.ts';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** 8 characters of lower-case Crockford base32. */
export type TenantId = Branded<'TenantId'>;
/** A ulid: the public id of a request. */
export type RequestId = Branded<'RequestId'>;
/** `<tenant>.<ulid>`: a request's `_id` in the ledger. */
export type RequestKey = Branded<'RequestKey'>;
/** `<ulid>.<position, 4 digits>`: the public id of a message. */
export type MessageId = Branded<'MessageId'>;
/** `<tenant>.<ulid>.<position>`: a message's `_id` in the ledger. */
export type MessageKey = Branded<'MessageKey'>;
/** Names one write that granted messages; the dispatcher that finds its own holder in a message owns the grant. */
export type Holder = Branded<'Holder'>;

const TENANT = /^[0-9a-hjkmnp-tv-z]{8}$/;
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
const MESSAGE = /^[0-7][0-9A-HJKMNP-TV-Z]{25}\.\d{4}$/;

const nextUlid = monotonicFactory(randomFraction);

export const newTenantId = (): TenantId => randomBase32(8) as TenantId;
export const newRequestId = (): RequestId => nextUlid(clock.now()) as RequestId;
/** No request made at `ms` (since the epoch) or later has a smaller id. */
export const firstRequestIdAt = (ms: number): RequestId => `${encodeTime(ms)}${'0'.repeat(16)}` as RequestId;
export const newHolder = (): Holder => nextUlid(clock.now()) as Holder;

export const isTenantId = (value: string): value is TenantId => TENANT.test(value);
export const isRequestId = (value: string): value is RequestId => ULID.test(value);
export const isMessageId = (value: string): value is MessageId => MESSAGE.test(value);

export const requestKey = (tenant: TenantId, request: RequestId): RequestKey => `${tenant}.${request}` as RequestKey;
export const messageKey = (request: RequestKey, position: number): MessageKey =>
  `${request}.${String(position).padStart(4, '0')}` as MessageKey;
export const messageKeyOf = (tenant: TenantId, message: MessageId): MessageKey => `${tenant}.${message}` as MessageKey;

export const tenantOf = (key: RequestKey | MessageKey): TenantId => key.slice(0, 8) as TenantId;
export const requestKeyOf = (key: MessageKey): RequestKey => key.slice(0, 35) as RequestKey;
export const publicRequestId = (key: RequestKey): RequestId => key.slice(9) as RequestId;
export const publicMessageId = (key: MessageKey): MessageId => key.slice(9) as MessageId;
export const positionOf = (key: MessageKey): number => Number(key.slice(36));

/** Whether a string from outside is a message's `_id`. */
export const isMessageKey = (value: string): value is MessageKey =>
  value[8] === '.' && isTenantId(value.slice(0, 8)) && isMessageId(value.slice(9));
