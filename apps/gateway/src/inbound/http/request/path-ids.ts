import type { PipeTransform } from '@nestjs/common';
import {
  isMessageId,
  isRequestId,
  isTenantId,
  PostriderError,
  readSender,
  type MessageId,
  type RequestId,
  type TenantId,
} from '#libs/kernel';
import { AGENT_ID as AGENT, ENVIRONMENTS, POOL_ID as POOL, type Environment } from '#libs/contracts';

/** Reads a part of the path: `@Param('id', MESSAGE_ID)`. */
export class PathPart<Value> implements PipeTransform<string, Value> {
  constructor(
    /** Its sentence in the document. */
    readonly says: string,
    readonly transform: (given: string) => Value,
  ) {}
}

const KEY = /^[0-9A-Za-z]{12}$/;
const ROUTE = /^[a-z][a-z0-9]{0,31}-[0-9a-f]{8}$/;
const PRICE = /^[a-z][a-z0-9]{0,31}-[0-9a-f]{8}(?:\.(?:-|[0-9A-Za-z]{1,16})){4}$/;
/** Characters that a path may have in the place of a sender; the kernel checks whether it is one. */
const SEGMENT = /^[\p{L}\p{N} +._&-]{1,32}$/u;

function messageIdFrom(id: string): MessageId {
  if (!isMessageId(id)) throw invalid('A message id is a ulid, a dot and four digits.');
  return id;
}

function requestIdFrom(id: string): RequestId {
  if (!isRequestId(id)) throw invalid('A request id is a ulid.');
  return id;
}

/** The id of a route, which is also that of its vendor account. */
function routeIdFrom(id: string): string {
  if (!ROUTE.test(id)) throw invalid("The id of a route or account is its vendor's name, a dash and eight hex digits.");
  return id;
}

function priceIdFrom(id: string): string {
  if (!PRICE.test(id))
    throw invalid('The id of a price is its route, channel, country, prefix and time, as in the list.');
  return id;
}

function keyIdFrom(id: string): string {
  if (!KEY.test(id)) throw invalid('The id of a key is the 12 letters and digits behind sms_live_ or sms_test_.');
  return id;
}

function userIdFrom(id: string): string {
  if (!isRequestId(id) && !/^[1-9]\d{0,8}$/.test(id)) throw invalid('A user has a ulid as id, and a whole number.');
  return id;
}

function tenantIdFrom(id: string): TenantId {
  if (!isTenantId(id)) throw invalid('The id of a tenant is 8 lower-case letters and digits.');
  return id;
}

function optOutIdFrom(id: string): string {
  if (!isRequestId(id)) throw invalid('The id of an opt-out is a ulid.');
  return id;
}

/** The dispatcher's keyed hash of two numbers. */
const CONVERSATION = /^[\w-]{22}$/;

function conversationIdFrom(id: string): string {
  if (!CONVERSATION.test(id)) throw invalid('The id of a conversation is 22 letters, digits, dashes and underscores.');
  return id;
}

function agentIdFrom(id: string): string {
  if (!AGENT.test(id)) throw invalid('The id of a phone is phone- and a ulid.');
  return id;
}

function poolIdFrom(id: string): string {
  if (!POOL.test(id)) throw invalid('The id of a pool is pool- and a ulid.');
  return id;
}

function sessionIdFrom(id: string): string {
  if (!isRequestId(id)) throw invalid('The id of a session is a ulid.');
  return id;
}

function issuerIdFrom(id: string): string {
  if (!isRequestId(id)) throw invalid('The id of an issuer is a ulid.');
  return id;
}

function environmentFrom(name: string): Environment {
  const known = ENVIRONMENTS.find((environment) => environment === name);
  if (known === undefined) throw invalid('An environment is live or test.');
  return known;
}

/** In its stored form; an invalid sender is passed on unchanged, and refused when it is saved. */
function senderFrom(value: string): string {
  const read = readSender(value);
  if (read.ok) return read.value;
  if (!SEGMENT.test(value)) throw invalid('A sender cannot contain these characters; URL-encode it in the path.');
  return value;
}

/** Its id, its key or its number. */
function templateFrom(name: string): string {
  if (!/^[\w.-]{1,64}$/.test(name)) throw invalid('A template is named by its id, its key or its number.');
  return name;
}

function vendorFrom(name: string): string {
  if (!/^[a-z][a-z0-9]{0,31}$/.test(name)) throw invalid('A vendor is named by lower-case letters and digits.');
  return name;
}

const invalid = (detail: string): PostriderError => new PostriderError('invalid_id', detail);

export const MESSAGE_ID = new PathPart('Id of the message.', messageIdFrom);
export const REQUEST_ID = new PathPart('Id of the request.', requestIdFrom);
export const ROUTE_ID = new PathPart('Id of the route.', routeIdFrom);
export const ACCOUNT_ID = new PathPart('Id of the account, which is its route as well.', routeIdFrom);
export const KEY_ID = new PathPart('Id of the key.', keyIdFrom);
export const USER_ID = new PathPart('Id or number of the user.', userIdFrom);
export const TENANT_ID = new PathPart('Id of the tenant.', tenantIdFrom);
export const PRICE_ID = new PathPart('Id of the price.', priceIdFrom);
export const OPT_OUT_ID = new PathPart('Id of the opt-out.', optOutIdFrom);
export const CONVERSATION_ID = new PathPart('Id of the conversation.', conversationIdFrom);
export const AGENT_ID = new PathPart('Id of the phone.', agentIdFrom);
export const POOL_ID = new PathPart('Id of the pool.', poolIdFrom);
export const SESSION_ID = new PathPart('Id of the session.', sessionIdFrom);
export const ISSUER_ID = new PathPart('Id of the issuer.', issuerIdFrom);
export const ENVIRONMENT = new PathPart('live or test.', environmentFrom);
export const TEMPLATE = new PathPart('Id, key or number of the template.', templateFrom);
export const VENDOR = new PathPart('The name of the vendor.', vendorFrom);
export const SENDER = new PathPart('The sender, URL-encoded.', senderFrom);
