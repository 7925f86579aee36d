import type { RequestId } from '#libs/kernel';
import type { CancelRequestReply } from '#libs/contracts';
import { seenBy, type Principal } from '../../domain/principal.ts';
import type { CancelPorts } from './cancel-message.ts';
import { recorded } from '../audit/recorded.ts';

/** Ends all messages of a request that wait. */
export function cancelRequest(
  { dispatcher, audit }: CancelPorts,
  principal: Principal,
  id: RequestId,
  from: string,
): Promise<CancelRequestReply> {
  const request = { tenant: principal.tenant, ...seenBy(principal), id };
  return recorded(audit, { principal, action: 'request.cancel', target: id, from }, () =>
    dispatcher.requests.cancel(request),
  );
}
