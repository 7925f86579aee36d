import { templateQuestions, type CheckSystemReply } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import { contractsOf, type HandlersOf } from '#libs/messaging';
import { approveTemplate } from '../../application/approve-template.ts';
import { changeTemplate } from '../../application/change-template.ts';
import { createTemplate } from '../../application/create-template.ts';
import type { DefaultsOnce } from '../../application/defaults-once.ts';
import { deleteTemplate } from '../../application/delete-template.ts';
import { mapVendor, unmapVendor } from '../../application/map-vendor.ts';
import type { TemplatePorts } from '../../application/ports.ts';
import { previewTemplate } from '../../application/preview-template.ts';
import { listTemplates, listVersions, readTemplate } from '../../application/read-templates.ts';
import { render } from '../../application/render.ts';

/** The contracts it owns. */
export const owned = contractsOf(templateQuestions);

export interface HandlerParts extends TemplatePorts {
  readonly defaults: DefaultsOnce;
  readonly inspect: () => Promise<CheckSystemReply['checks']>;
}

export function answersOf(parts: HandlerParts): HandlersOf<typeof templateQuestions> {
  const { defaults } = parts;
  const having = async (...tenants: readonly string[]): Promise<void> => {
    await Promise.all(tenants.map((tenant) => defaults.of(tenant as TenantId)));
  };
  return {
    templates: {
      create: (request) => having(request.tenant).then(() => createTemplate(parts, request)),
      read: (query) => having(query.tenant).then(() => readTemplate(parts, query)),
      list: (query) => having(query.tenant).then(() => listTemplates(parts, query)),
      change: (request) => having(request.tenant).then(() => changeTemplate(parts, request)),
      delete: (request) => having(request.tenant).then(() => deleteTemplate(parts, request)),
      versions: (query) => having(query.tenant).then(() => listVersions(parts, query)),
      approve: (request) => having(request.tenant).then(() => approveTemplate(parts, request)),
      preview: (request) => having(request.tenant).then(() => previewTemplate(parts, request)),
      map: (request) => having(request.tenant).then(() => mapVendor(parts, request)),
      unmap: (request) => having(request.tenant).then(() => unmapVendor(parts, request)),
      render: (request) =>
        having(...new Set(request.calls.map(({ tenant }) => tenant))).then(() => render(parts, request)),
    },
    system: { check: async () => ({ checks: await parts.inspect() }) },
  };
}
