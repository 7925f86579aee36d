import type { Schema } from './schema-of.ts';
import { VENDOR_SETTINGS, type VendorSetting } from './vendor-settings.generated.ts';

/** The vendors whose adapters are part of the product. */
export const VENDORS: readonly string[] = Object.keys(VENDOR_SETTINGS);

/** The fewest settings that an account of the vendor needs, as an example. */
export function exampleSettings(vendor: string): Record<string, string> {
  const required = VENDOR_SETTINGS[vendor]!.filter((setting) => setting.required);
  return Object.fromEntries(required.map(({ name, example }) => [name, example]));
}

/** The schema of a body with `settings`, with the settings of each vendor. */
export function withVendorSettings(body: Schema): Schema {
  const properties = body.properties as Record<string, Schema>;
  const settings = { ...properties.settings, anyOf: VENDORS.map(schemaOfVendor) };
  return { ...body, properties: { ...properties, settings } };
}

function schemaOfVendor(vendor: string): Schema {
  const settings = VENDOR_SETTINGS[vendor]!;
  const pairs = settings.flatMap(({ name, with: other }) => (other === undefined ? [] : [[name, [other]]]));
  return {
    title: vendor,
    type: 'object',
    additionalProperties: false,
    required: settings.filter(({ required }) => required).map(({ name }) => name),
    properties: Object.fromEntries(settings.map((setting) => [setting.name, schemaOfSetting(setting)])),
    ...(pairs.length > 0 && { dependentRequired: Object.fromEntries(pairs) as Schema }),
  };
}

const schemaOfSetting = ({ says, example, secret }: VendorSetting): Schema => ({
  type: 'string',
  description: `${says.charAt(0).toUpperCase()}${says.slice(1)}`,
  example,
  writeOnly: true,
  ...(secret && { format: 'password' }),
});
