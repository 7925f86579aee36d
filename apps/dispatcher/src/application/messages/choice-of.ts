import type { MessageFilter, RequestFilter, SeenBy } from '#libs/contracts';
import { isRequestId, parseInstant, PostriderError, requestKey, type TenantId } from '#libs/kernel';
import type { MessageChoice, RequestChoice } from './ports.ts';

/** What is asked for, of what the principal sees; undefined if they see none of it. */
export function requestChoiceOf(seen: SeenBy, where: RequestFilter): RequestChoice | undefined {
  const { environment = where.environment, created_by = where.created_by } = seen;
  const isOther = <Value>(one: Value | undefined, two: Value | undefined): boolean =>
    one !== undefined && two !== undefined && one !== two;
  if (isOther(seen.environment, where.environment) || isOther(seen.created_by, where.created_by)) return undefined;
  const [from, until] = [instantOf('from', where.from), instantOf('until', where.until)];
  return {
    tenant: seen.tenant as TenantId,
    ...(environment && { environment }),
    ...(created_by !== undefined && { created_by }),
    ...(from && { from }),
    ...(until && { until }),
  };
}

export function messageChoiceOf(seen: SeenBy, where: MessageFilter): MessageChoice | undefined {
  const { status, category, channel, route, agent, client_ref, subject_ref, template, request } = where;
  const choice = requestChoiceOf(seen, where);
  if (request !== undefined && !isRequestId(request)) throw new PostriderError('invalid_id', 'A request id is a ulid.');
  return (
    choice && {
      ...choice,
      ...(status && { statuses: status }),
      ...(category && { category }),
      ...(channel && { channel }),
      ...(route !== undefined && { route }),
      ...(agent !== undefined && { agent }),
      ...(client_ref !== undefined && { client_ref }),
      ...(subject_ref !== undefined && { subject_ref }),
      ...(template !== undefined && { template_id: template }),
      ...(request !== undefined && { request: requestKey(choice.tenant, request) }),
    }
  );
}

export function instantOf(name: string, written: string | undefined): Date | undefined {
  const at = written === undefined ? undefined : parseInstant(written);
  if (written !== undefined && !at)
    throw new PostriderError('invalid_field', `${name} must be an RFC 3339 date and time with its zone.`);
  return at;
}
