import type { Done, MapVendorRequest, UnmapVendorRequest, VendorMapping } from '#libs/contracts';
import { clock, PostriderError, type TenantId } from '#libs/kernel';
import { refusal } from '../domain/check-content.ts';
import { checkedMapping } from '../domain/mapping.ts';
import { isApproved, type Mapping, type Template, type Version } from '../domain/template.ts';
import { changed, knownTemplate } from './known-template.ts';
import type { TemplatePorts } from './ports.ts';
import { mappingView } from './template-view.ts';

/** Says by which template of its own a vendor sends a version. */
export async function mapVendor(ports: TemplatePorts, request: MapVendorRequest): Promise<VendorMapping> {
  const { vendor, code, tokens } = request;
  await knownTemplate(ports.templates, request.tenant as TenantId, request.template);
  const rules = await ports.vendorRules.of(vendor);
  if (!rules) throw refusal([{ field: 'vendor', code: 'invalid_template', message: NO_ADAPTER }]);
  const { templates } = rules;
  if (!templates) throw refusal([{ field: 'vendor', code: 'invalid_template', message: SENDS_TEXTS }]);
  let mapping: Mapping;
  await changed(ports.templates, request.tenant as TenantId, request.template, (before) => {
    mapping = checkedMapping(versionOf(before, request), { vendor, code, tokens }, templates);
    return mapped(before, mapping.version, vendor, [mapping]);
  });
  return mappingView(mapping!);
}

const NO_ADAPTER = 'No adapter of this vendor is running here. Check the name, or start its service.';
const SENDS_TEXTS = 'This vendor sends texts of any wording: it needs no mapping.';

/** Without a mapping the vendor's routes do not carry messages by this template. */
export async function unmapVendor({ templates }: TemplatePorts, request: UnmapVendorRequest): Promise<Done> {
  await changed(templates, request.tenant as TenantId, request.template, (before) => {
    const { version } = versionOf(before, request);
    const isMapped = before.mappings.some((it) => it.version === version && it.vendor === request.vendor);
    if (!isMapped) throw new PostriderError('not_found', 'The template is not mapped to a template of this vendor.');
    return mapped(before, version, request.vendor, []);
  });
  return {};
}

function versionOf(template: Template, { version, may_approve }: MapVendorRequest | UnmapVendorRequest): Version {
  const { newest, approved } = template;
  const found = version === undefined ? newest : [newest, approved].find((it) => it?.version === version);
  if (!found) throw new PostriderError('not_found', 'Only the newest version and the one that is sent have mappings.');
  if (isApproved(template, found.version) && may_approve !== true)
    throw new PostriderError(
      'insufficient_scope',
      'This version is approved: changing its mappings needs templates:approve.',
    );
  return found;
}

function mapped(before: Template, version: number, vendor: string, mappings: readonly Mapping[]): Template {
  const others = before.mappings.filter((it) => it.version !== version || it.vendor !== vendor);
  return { ...before, mappings: [...others, ...mappings], updated_at: new Date(clock.now()) };
}
