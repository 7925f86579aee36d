import type {
  PreviewTemplateReply,
  PreviewTemplateRequest,
  TemplatesQuery,
  TemplatesReply,
  TemplateVersion,
  TemplateView,
} from '#libs/contracts';
import type { Principal } from '../../domain/principal.ts';
import { read } from '../audit/audited.ts';
import type { TemplatePorts } from './ports.ts';

export const listTemplates = (
  { templates }: Pick<TemplatePorts, 'templates'>,
  { tenant }: Principal,
  page: Omit<TemplatesQuery, 'tenant'>,
): Promise<TemplatesReply> => templates.templates.list({ tenant, ...page });

/** `template`: its id, key or number. */
export const readTemplate = (
  { templates, audit }: TemplatePorts,
  principal: Principal,
  template: string,
  clientIp: string,
): Promise<TemplateView> =>
  read(audit, { principal, action: 'template.read', target: template, clientIp }, () =>
    templates.templates.read({ tenant: principal.tenant, template }),
  );

/** Newest first. */
export const listTemplateVersions = (
  { templates, audit }: TemplatePorts,
  principal: Principal,
  { template, ...page }: { readonly template: string; readonly limit: number; readonly before?: number },
  clientIp: string,
): Promise<readonly TemplateVersion[]> =>
  read(audit, { principal, action: 'template.read', target: template, clientIp }, async () => {
    const { versions } = await templates.templates.versions({ tenant: principal.tenant, template, ...page });
    return versions;
  });

export const previewTemplate = (
  { templates, audit }: TemplatePorts,
  principal: Principal,
  { template, ...of }: Omit<PreviewTemplateRequest, 'tenant'>,
  clientIp: string,
): Promise<PreviewTemplateReply> =>
  read(audit, { principal, action: 'template.read', target: template, clientIp }, () =>
    templates.templates.preview({ tenant: principal.tenant, template, ...of }),
  );
