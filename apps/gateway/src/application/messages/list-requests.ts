import type { RefreshRequestsReply, RequestFilter, RequestsReply } from '#libs/contracts';
import type { RequestId } from '#libs/kernel';
import { seenBy, type Principal } from '../../domain/principal.ts';
import type { Dispatcher } from '../ports.ts';

export interface RequestsWanted {
  readonly where: RequestFilter;
  readonly limit: number;
  readonly after?: string;
}

/** Requests that the principal sees, newest first. */
export function listRequests(
  { dispatcher }: { readonly dispatcher: Dispatcher },
  principal: Principal,
  wanted: RequestsWanted,
): Promise<RequestsReply> {
  return dispatcher.requests.list({ tenant: principal.tenant, ...seenBy(principal), ...wanted });
}

/** Their present counts, after vendors that do not call back were asked. */
export function refreshRequests(
  { dispatcher }: { readonly dispatcher: Dispatcher },
  principal: Principal,
  ids: readonly RequestId[],
): Promise<RefreshRequestsReply> {
  return dispatcher.requests.refresh({ tenant: principal.tenant, ...seenBy(principal), ids: [...ids] });
}
