import type { RequestsQuery, RequestsReply, RequestSummary } from '#libs/contracts';
import { isRequestId, PostriderError, publicRequestId, requestKey, type RequestKey, type TenantId } from '#libs/kernel';
import { requestChoiceOf } from './choice-of.ts';
import type { ListedRequest, Lists } from './ports.ts';

/** Accepted calls of the principal's choice, newest first. */
export async function listRequests({ lists }: { readonly lists: Lists }, query: RequestsQuery): Promise<RequestsReply> {
  const choice = requestChoiceOf(query, query.where);
  if (!choice) return { items: [] };
  const { found, next } = await lists.requests(choice, { limit: query.limit, ...afterOf(query) });
  return { items: found.map(summaryOf), ...(next && { next: publicRequestId(next) as string }) };
}

function afterOf({ tenant, after }: RequestsQuery): { readonly after?: RequestKey } {
  if (after === undefined) return {};
  if (!isRequestId(after)) throw new PostriderError('invalid_id', 'after must be the next of the page before.');
  return { after: requestKey(tenant as TenantId, after) };
}

function summaryOf({
  _id,
  created_at,
  created_by,
  environment,
  total,
  rejected,
  cancel_at,
}: ListedRequest): RequestSummary {
  return {
    id: publicRequestId(_id),
    created_at: created_at.toISOString(),
    created_by,
    environment,
    total,
    accepted: total - rejected,
    rejected,
    ...(cancel_at && { cancel_requested_at: cancel_at.toISOString() }),
  };
}
