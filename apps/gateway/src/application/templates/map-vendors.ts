import type { MapVendorRequest, VendorMapping } from '#libs/contracts';
import { isTestKey, may, nameOf, type Principal } from '../../domain/principal.ts';
import { audited } from '../audit/audited.ts';
import type { TemplatePorts } from './ports.ts';

export type WantedMapping = Pick<MapVendorRequest, 'template' | 'vendor' | 'code' | 'tokens' | 'version'>;

/** A mapping of the version that is sent concerns live messages: whoever may approve changes it. */
export function mapVendor(
  { templates, audit }: TemplatePorts,
  principal: Principal,
  mapping: WantedMapping,
  clientIp: string,
): Promise<VendorMapping> {
  return audited(audit, { ...actOf(principal, mapping), action: 'template.map', clientIp }, () =>
    templates.templates.map({ ...callerOf(principal), ...mapping }),
  );
}

export function unmapVendor(
  { templates, audit }: TemplatePorts,
  principal: Principal,
  mapping: Pick<WantedMapping, 'template' | 'vendor' | 'version'>,
  clientIp: string,
): Promise<void> {
  return audited(audit, { ...actOf(principal, mapping), action: 'template.unmap', clientIp }, async () => {
    await templates.templates.unmap({ ...callerOf(principal), ...mapping });
  });
}

const actOf = (principal: Principal, { template, vendor }: Pick<WantedMapping, 'template' | 'vendor'>) => ({
  principal,
  target: template,
  reason: `vendor=${vendor}`,
});

const callerOf = (principal: Principal) => ({
  tenant: principal.tenant,
  by: nameOf(principal),
  may_approve: may(principal, 'templates:approve') && !isTestKey(principal),
});
