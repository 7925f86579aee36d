import { isMessageId, isRequestId, PostriderError, type MessageId, type RequestId } from '#libs/kernel';
import { ENVIRONMENTS, type Environment } from '#libs/contracts';

const ROUTE = /^[a-z][a-z0-9]{0,31}-[0-9a-f]{8}$/;
const SENDER = /^[\p{L}\p{N} +._&-]{1,32}$/u;

export function messageIdFrom(id: string): MessageId {
  if (!isMessageId(id)) throw invalid('A message id is a ulid, a dot and four digits.');
  return id;
}

export function requestIdFrom(id: string): RequestId {
  if (!isRequestId(id)) throw invalid('A request id is a ulid.');
  return id;
}

/** Of a route, and of the vendor account that it is. */
export function routeIdFrom(id: string): string {
  if (!ROUTE.test(id)) throw invalid("The id of a route or account is its vendor's name, a dash and eight hex digits.");
  return id;
}

export function environmentFrom(name: string): Environment {
  const known = ENVIRONMENTS.find((environment) => environment === name);
  if (known === undefined) throw invalid('An environment is live or test.');
  return known;
}

/** Its form is the dispatcher's to judge, whose rule it is; here it must be what can be one at all. */
export function senderFrom(value: string): string {
  if (!SENDER.test(value)) throw invalid('A sender has 1 to 32 characters, URL-encoded in the path.');
  return value;
}

const invalid = (detail: string): PostriderError => new PostriderError('invalid_id', detail);
