import type {
  TemplateQuery,
  TemplatesQuery,
  TemplatesReply,
  TemplateView,
  VersionsQuery,
  VersionsReply,
} from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import { knownTemplate } from './known-template.ts';
import type { TemplatePorts } from './ports.ts';
import { summaryOf, versionView, viewOf } from './template-view.ts';

export async function readTemplate(ports: TemplatePorts, { tenant, template }: TemplateQuery): Promise<TemplateView> {
  return viewOf(ports, tenant as TenantId, await knownTemplate(ports.templates, tenant as TenantId, template));
}

export async function listTemplates(
  { templates }: TemplatePorts,
  { tenant, limit, ...choice }: TemplatesQuery,
): Promise<TemplatesReply> {
  const found = await templates.list(tenant as TenantId, { limit: limit + 1, ...choice });
  const page = found.slice(0, limit);
  return { items: page.map(summaryOf), ...(found.length > limit && { next: page.at(-1)!.number }) };
}

export async function listVersions({ templates }: TemplatePorts, query: VersionsQuery): Promise<VersionsReply> {
  const tenant = query.tenant as TenantId;
  const template = await knownTemplate(templates, tenant, query.template);
  const { limit, before = Infinity } = query;
  const { id, newest } = template;
  const isFirst = before > newest.version;
  const page = { limit: isFirst ? limit - 1 : limit, before: Math.min(before, newest.version) };
  const older = page.limit > 0 ? await templates.versions(tenant, id, page) : [];
  return { versions: [...(isFirst ? [newest] : []), ...older].map((version) => versionView(template, version)) };
}
