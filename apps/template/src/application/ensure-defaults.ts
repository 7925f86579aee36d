import { clock, type TenantId } from '#libs/kernel';
import { DEFAULTS, type Default } from '../domain/defaults.ts';
import type { NewTemplate, Templates } from './ports.ts';

/** Each tenant gets every default once: one that it has changed or deleted stays as it is. */
export async function ensureDefaults(templates: Templates, tenant: TenantId): Promise<void> {
  const has = await templates.builtIn(tenant);
  for (const one of DEFAULTS) if (!has.has(one.key)) await templates.insert(tenant, templateOf(one));
}

function templateOf({ key, name, ...content }: Default): NewTemplate {
  const at = new Date(clock.now());
  const made = { created_at: at, created_by: 'postrider' };
  const version = { ...content, version: 1, ...made };
  return {
    key,
    name,
    active: true,
    built_in: key,
    newest: version,
    approved: version,
    approvals: [{ version: 1, at, by: 'postrider' }],
    mappings: [],
    ...made,
    updated_at: at,
  };
}
