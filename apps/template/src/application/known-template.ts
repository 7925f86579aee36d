import { PostriderError, unavailable, type TenantId } from '#libs/kernel';
import type { Template } from '../domain/template.ts';
import type { TemplateName, Templates } from './ports.ts';

const TRIES = 10;

/** Another tenant's answers like one that does not exist. */
export async function knownTemplate(templates: Templates, tenant: TenantId, name: TemplateName): Promise<Template> {
  const found = await templates.find(tenant, name);
  if (!found) throw new PostriderError('not_found', 'There is no such template.');
  return found;
}

/** Decides on the template as it is read, and once more if somebody else has changed it before the write. */
export async function changed(
  templates: Templates,
  tenant: TenantId,
  name: TemplateName,
  decide: (template: Template) => Template | Promise<Template>,
): Promise<Template> {
  for (let tries = 0; tries < TRIES; tries++) {
    const before = await knownTemplate(templates, tenant, name);
    const after = await decide(before);
    if (after === before) return before;
    const next = { ...after, revision: before.revision + 1 };
    if (await templates.replace(tenant, before, next)) return next;
  }
  throw unavailable('The template');
}
