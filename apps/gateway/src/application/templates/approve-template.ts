import type { TemplateVersion, TemplateView } from '#libs/contracts';
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
    const given = { tenant: principal.tenant, template, by: nameOf(principal) };
    if (!templateFourEyes)
      return ports.templates.templates.approve({ ...given, ...(version !== undefined && { version }) });

    if (principal.kind === 'key') throw new PostriderError('insufficient_scope', BY_A_PERSON);
    const newest = await newestOf(ports, principal, template);
    return ports.templates.templates.approve({
      ...given,
      version: version ?? newest.version,
      four_eyes: true,
      same_as: (await isMadeBy(ports, principal, newest.created_by)) ? [newest.created_by] : [],
    });
  });
}

const versionOf = ({ version }: TemplateView): string => `version=${version}`;
const BY_A_PERSON = 'This tenant wants a second person to approve a template: log in for that.';

async function newestOf(
  { templates }: ApprovePorts,
  { tenant }: Principal,
  template: string,
): Promise<TemplateVersion> {
  const { versions } = await templates.templates.versions({ tenant, template, limit: 1 });
  return versions[0]!;
}

/** Keys that keys made, one after another. */
const LONGEST_LINE = 20;

/** Whether the author is a key that this person made, or that such a key made. */
async function isMadeBy({ keys }: ApprovePorts, principal: Principal, author: string): Promise<boolean> {
  let maker: string | undefined = author;
  for (let made = 0; made < LONGEST_LINE && maker?.startsWith('key:'); made += 1) {
    maker = (await keys.read(principal.tenant, maker.slice('key:'.length)))?.createdBy;
    if (maker === nameOf(principal)) return true;
  }
  return false;
}
