import type { EnrolmentCode, Environment } from '#libs/contracts';
import { PostriderError, type TenantId } from '#libs/kernel';
import { nameOf, type Principal } from '../../domain/principal.ts';
import { audited } from '../audit/audited.ts';
import type { Dispatcher } from '../ports.ts';
import { environmentOf } from './environment-of.ts';
import type { EnrolmentPorts } from './ports.ts';

export interface CodeWanted {
  readonly label?: string;
  /** Id or name. */
  readonly pool?: string;
  readonly environment?: Environment;
}

/** A code with which one phone registers once. `baseUrl` is where phones reach the gateway. */
export function createEnrolmentCode(
  { agents, dispatcher, tenants, audit }: EnrolmentPorts,
  principal: Principal,
  { label, pool, ...wanted }: CodeWanted,
  { baseUrl, clientIp }: { readonly baseUrl: string; readonly clientIp: string },
): Promise<EnrolmentCode> {
  const act = { principal, action: 'agent.enrolment_code', clientIp } as const;
  return audited(audit, act, async () => {
    const { tenant } = principal;
    const environment = await environmentOf(tenants, principal, wanted.environment);
    const joins = pool === undefined ? undefined : await poolNamed(dispatcher, { tenant, environment, pool });
    return agents.agents.createCode({
      tenant,
      by: nameOf(principal),
      environment,
      base_url: baseUrl,
      ...(label !== undefined && { label }),
      ...(joins !== undefined && { pool: joins }),
    });
  });
}

interface PoolNamed {
  readonly tenant: TenantId;
  readonly environment: Environment;
  readonly pool: string;
}

async function poolNamed(dispatcher: Dispatcher, { pool, ...of }: PoolNamed): Promise<string> {
  const { pools } = await dispatcher.pools.list(of);
  const found = pools.find(({ id, name }) => id === pool || name === pool);
  if (found !== undefined) return found.id;
  const message = `pool must be the id or name of a pool of the ${of.environment} environment.`;
  throw new PostriderError('invalid_field', message, { errors: [{ field: 'pool', code: 'invalid_field', message }] });
}
