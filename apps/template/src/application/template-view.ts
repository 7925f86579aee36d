import type { TemplateSummary, TemplateVersion, TemplateView, VariableRule, VendorMapping } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import { compile } from '../domain/compile.ts';
import { hintsOf } from '../domain/hints.ts';
import { lengthsOf } from '../domain/lengths.ts';
import { isApproved, type Content, type Mapping, type Template, type Version } from '../domain/template.ts';
import type { TemplatePorts } from './ports.ts';

export function summaryOf(template: Template): TemplateSummary {
  const { id, key, number, name, active, newest, approved, created_by } = template;
  return {
    id,
    key,
    number,
    name,
    active,
    built_in: template.built_in !== undefined,
    version: newest.version,
    state: stateOf(template, newest.version),
    ...(approved && { approved_version: approved.version }),
    category: newest.category,
    ...(newest.message_type !== undefined && { message_type: newest.message_type }),
    languages: newest.contents.map(({ language }) => language),
    created_at: template.created_at.toISOString(),
    created_by,
    updated_at: template.updated_at.toISOString(),
  };
}

/** With hints that take the tenant's vendors into account. */
export async function viewOf(
  { vendorRules }: Pick<TemplatePorts, 'vendorRules'>,
  tenant: TenantId,
  template: Template,
): Promise<TemplateView> {
  const { newest, approved, mappings } = template;
  const compiled = compile(newest);
  const current = mappings.filter(({ version }) => version === newest.version);
  const vendors = await vendorRules.ofTenant(tenant);
  const shown = mappings.filter(({ version }) => version === newest.version || version === approved?.version);
  return {
    ...summaryOf(template),
    contents: contentsOf(newest),
    variables: variablesOf(newest),
    vendor_mappings: shown.map(mappingView),
    lengths: lengthsOf(compiled),
    hints: hintsOf(compiled, current, vendors),
  };
}

export function versionView(template: Template, version: Version): TemplateVersion {
  const approval = template.approvals.find((it) => it.version === version.version);
  return {
    version: version.version,
    state: stateOf(template, version.version),
    category: version.category,
    ...(version.message_type !== undefined && { message_type: version.message_type }),
    contents: contentsOf(version),
    variables: variablesOf(version),
    created_at: version.created_at.toISOString(),
    created_by: version.created_by,
    ...(approval && { approved_at: approval.at.toISOString(), approved_by: approval.by }),
  };
}

export const mappingView = ({ vendor, version, code, tokens }: Mapping): VendorMapping => ({
  vendor,
  version,
  code,
  tokens: Object.fromEntries(tokens.map(({ variable, token }) => [variable, token])),
});

export const contentsOf = ({ contents }: Content): Record<string, string> =>
  Object.fromEntries(contents.map(({ language, text }) => [language, text]));

export const variablesOf = ({ variables }: Content): Record<string, VariableRule> =>
  Object.fromEntries(variables.map(({ name, ...rule }) => [name, rule]));

const stateOf = (template: Template, version: number) => (isApproved(template, version) ? 'approved' : 'draft');
