import type { Holder, Times } from '#libs/kernel';
import type { InFlightAttempt } from '../../domain/ledger/in-flight-attempt.ts';
import type { Route } from '../../domain/routing/route.ts';
import { attemptOf } from '../deliver/attempt-of.ts';
import type { Candidate } from './grant-waiting.ts';

/** The attempt of a waiting message that was granted on the route. */
export function grantedAttempt(
  times: Times,
  route: Route,
  { message, content, routable, preference, possibleDuplicate }: Candidate,
  { holder, grantedAt }: { readonly holder: Holder; readonly grantedAt: number },
): InFlightAttempt {
  const granted = {
    key: message._id,
    tenant: message.tenant,
    environment: message.environment,
    category: message.category,
    guarantee: message.guarantee,
    urgent: message.lane === 'urgent',
    deadline: message.deadline.getTime(),
    content,
    routable,
  };
  const grant = {
    fence: message.fence + 1,
    attempt: message.attempt + 1,
    holder,
    route,
    grantedAt,
    tried: [...preference.attempts.keys()],
    refusals: preference.refusals,
    onlyHere: preference.only !== undefined,
    possibleDuplicate,
  };
  return attemptOf(granted, grant, times);
}
