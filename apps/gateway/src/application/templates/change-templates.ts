import type { ChangeTemplateRequest, CreateTemplateRequest, TemplateView } from '#libs/contracts';
import { nameOf, type Principal } from '../../domain/principal.ts';
import { refuseTestKey } from '../../domain/refuse-test-key.ts';
import { audited } from '../audit/audited.ts';
import type { TemplatePorts } from './ports.ts';

export type NewTemplate = Omit<CreateTemplateRequest, 'tenant' | 'by'>;
export type TemplateChange = Omit<ChangeTemplateRequest, 'tenant' | 'by' | 'template'>;

export function createTemplate(
  { templates, audit }: TemplatePorts,
  principal: Principal,
  template: NewTemplate,
  clientIp: string,
): Promise<TemplateView> {
  const act = { principal, action: 'template.create', target: ({ id }: TemplateView) => id, clientIp } as const;
  const { tenant } = principal;
  return audited(audit, act, () => templates.templates.create({ tenant, by: nameOf(principal), ...template }));
}

/** Other content makes a draft; whether it is active concerns live messages at once. */
export function changeTemplate(
  { templates, audit }: TemplatePorts,
  principal: Principal,
  { template, change }: { readonly template: string; readonly change: TemplateChange },
  clientIp: string,
): Promise<TemplateView> {
  const reason = Object.keys(change).toSorted().join(',');
  return audited(audit, { principal, action: 'template.change', target: template, reason, clientIp }, async () => {
    if (change.active !== undefined) refuseTestKey(principal);
    return templates.templates.change({ tenant: principal.tenant, by: nameOf(principal), template, ...change });
  });
}

export function deleteTemplate(
  { templates, audit }: TemplatePorts,
  principal: Principal,
  template: string,
  clientIp: string,
): Promise<void> {
  return audited(audit, { principal, action: 'template.delete', target: template, clientIp }, async () => {
    refuseTestKey(principal);
    await templates.templates.delete({ tenant: principal.tenant, by: nameOf(principal), template });
  });
}
