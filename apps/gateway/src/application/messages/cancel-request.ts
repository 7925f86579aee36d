import type { RequestId } from '#libs/kernel';
import type { CancelRequestReply } from '#libs/contracts';
import { seenBy, type Principal } from '../../domain/principal.ts';
import type { CancelPorts } from './cancel-message.ts';
import { audited } from '../audit/audited.ts';

/** Cancels all waiting messages of a request. */
export function cancelRequest(
  { dispatcher, audit }: CancelPorts,
  principal: Principal,
  id: RequestId,
  clientIp: string,
): Promise<CancelRequestReply> {
  const request = { tenant: principal.tenant, ...seenBy(principal), id };
  return audited(audit, { principal, action: 'request.cancel', target: id, clientIp }, () =>
    dispatcher.requests.cancel(request),
  );
}
