import type { Setting } from '#libs/kernel';
import type { VendorDescriptor } from '#libs/provider-kit';
import { betweenComments } from './generated-file.ts';
import type { SettingsOfApps } from './settings-text.ts';

export interface DescribedVendors {
  readonly vendors: readonly VendorDescriptor[];
  readonly apps: SettingsOfApps;
  /** Variables that every adapter gets from the anchors of the compose file. */
  readonly common: readonly string[];
  /** Variables without which the account of an adapter is incomplete; a new installation may have no account of it. */
  readonly required: readonly string[];
}

/** docker-compose.yml with a service for every adapter, and with the accounts of the fake vendors in the sandbox. */
export function composeWithVendors(compose: string, described: DescribedVendors): string {
  const { vendors } = described;
  const services = vendors.flatMap((vendor) => ['', ...serviceOf(vendor, described)]).slice(1);
  const accounts = vendors.flatMap((vendor) => sandboxLines(vendor, described));
  return betweenComments(betweenComments(compose, 'adapters', services), 'fake vendors', accounts);
}

/** prometheus.yml with every adapter among its targets. */
export const prometheusWithVendors = (prometheus: string, vendors: readonly VendorDescriptor[]): string =>
  betweenComments(
    prometheus,
    'adapters',
    vendors.map(({ name }) => `- provider-${name}:9464`),
  );

function serviceOf(vendor: VendorDescriptor, { apps, common, required }: DescribedVendors): readonly string[] {
  const service = `provider-${vendor.name}`;
  const own = (apps.get(service) ?? []).filter(({ variable }) => !common.includes(variable));
  const written = { ...vendor.newCredentials(), ...vendor.account, ...vendor.atSandbox('') };
  const needed = [
    ...required.filter((name) => name in written),
    ...Object.keys(vendor.newCredentials()).map((name) => `SANDBOX_${name}`),
  ];
  return [
    `${service}:`,
    '  <<: *service',
    `  command: [${service}]`,
    '  depends_on:',
    '    nats: { condition: service_healthy }',
    '  environment:',
    '    <<: [*ops, *nats, *provider]',
    ...own.map((setting) => `    ${setting.variable}: ${passed(setting, setting.variable, needed)}`),
    '  secrets: [vendor_key]',
  ];
}

function sandboxLines(vendor: VendorDescriptor, { apps }: DescribedVendors): readonly string[] {
  const own = (apps.get('sandbox') ?? []).filter(({ variable }) => variable.startsWith(vendor.prefix));
  const needed = Object.keys(vendor.newCredentials()).map((name) => `SANDBOX_${name}`);
  return own.map((setting) => `${setting.variable}: ${passed(setting, `SANDBOX_${setting.variable}`, needed)}`);
}

const passed = ({ fallback }: Setting<unknown>, from: string, needed: readonly string[]): string =>
  fallback === undefined || needed.includes(from) ? `\${${from}:?run npm run secrets}` : `\${${from}:-}`;
