import type { DeleteTemplateRequest, Done } from '#libs/contracts';
import { PostriderError, type TenantId } from '#libs/kernel';
import { knownTemplate } from './known-template.ts';
import type { TemplatePorts } from './ports.ts';

/** Messages that were sent by it keep its id and version. */
export async function deleteTemplate(
  { templates }: TemplatePorts,
  { tenant, template: name }: DeleteTemplateRequest,
): Promise<Done> {
  const template = await knownTemplate(templates, tenant as TenantId, name);
  if (!(await templates.remove(tenant as TenantId, template)))
    throw new PostriderError('version_conflict', 'It was changed at this moment. Look at it again.');
  return {};
}
