import type { TemplateView } from '#libs/contracts';
import { PostriderError } from '#libs/kernel';
import { nameOf, type Principal } from '../../domain/principal.ts';
import { refuseTestKey } from '../../domain/refuse-test-key.ts';
import { audited } from '../audit/audited.ts';
import type { ApiKeys } from '../keys/ports.ts';
import type { Tenants } from '../tenants/ports.ts';
import { tenantOf } from '../tenants/tenant-policy.ts';
import type { TemplatePorts } from './ports.ts';

export interface ApprovePorts extends TemplatePorts {
  readonly tenants: Tenants;
  readonly keys: ApiKeys;
}

/** Where the tenant wants two persons, its author does not approve a version, and a key approves none. */
export function approveTemplate(
  ports: ApprovePorts,
  principal: Principal,
  { template, version }: { readonly template: string; readonly version?: number },
  clientIp: string,
): Promise<TemplateView> {
  const act = { principal, action: 'template.approve', target: template, reason: versionOf, clientIp } as const;
  return audited(ports.audit, act, async () => {
    refuseTestKey(principal);
    const { templateFourEyes } = await tenantOf(ports.tenants, principal);
    const given = {
      tenant: principal.tenant,
      template,
      by: nameOf(principal),
      ...(version !== undefined && { version }),
    };
    if (!templateFourEyes) return ports.templates.templates.approve(given);

    if (principal.kind === 'key') throw new PostriderError('insufficient_scope', BY_A_PERSON);
    return ports.templates.templates.approve({
      ...given,
      four_eyes: true,
      same_as: await authorAs(ports, principal, template),
    });
  });
}

const versionOf = ({ version }: TemplateView): string => `version=${version}`;
const BY_A_PERSON = 'This tenant wants a second person to approve a template: log in for that.';

/** The key that wrote the newest version, if this person made the key. */
async function authorAs({ templates, keys }: ApprovePorts, principal: Principal, template: string): Promise<string[]> {
  const { tenant } = principal;
  const { versions } = await templates.templates.versions({ tenant, template, limit: 1 });
  const author = versions[0]?.created_by ?? '';
  if (!author.startsWith('key:')) return [];
  const key = await keys.read(tenant, author.slice('key:'.length));
  return key?.createdBy === nameOf(principal) ? [author] : [];
}
