import { globSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A setting of an account, from the adapter's config room. */
interface Typed {
  readonly required?: boolean;
  readonly pattern?: Pick<RegExp, 'test'> & { readonly source?: string };
  readonly says: string;
  readonly example: string;
  readonly secret?: boolean;
  readonly with?: string;
  readonly variable?: string;
}

/** The settings of an account of each vendor: `TYPED` of the config room of `apps/provider-<vendor>`. */
export async function typedOfProviders(): Promise<ReadonlyMap<string, Readonly<Record<string, Typed>>>> {
  const found = new Map<string, Readonly<Record<string, Typed>>>();
  for (const file of globSync('apps/provider-*/src/config.ts').toSorted()) {
    const vendor = file.split(/[\\/]/)[1]!.replace('provider-', '');
    const { TYPED } = (await import(pathToFileURL(resolve(file)).href)) as { TYPED?: Readonly<Record<string, Typed>> };
    if (TYPED === undefined) throw new Error(`${file} must export TYPED: the settings of an account of this vendor.`);
    found.set(vendor, TYPED);
  }
  return found;
}

/** The same in the form that the gateway's document reads: the gateway imports no adapter. */
export function vendorSettingsModule(typed: ReadonlyMap<string, Readonly<Record<string, Typed>>>): string {
  const vendors = [...typed].map(([vendor, settings]) => [
    vendor,
    Object.entries(settings).map(([name, { required = false, secret = false, says, example, with: other }]) => ({
      name,
      required,
      secret,
      says,
      example,
      ...(other && { with: other }),
    })),
  ]);
  return `${HEAD}export const VENDOR_SETTINGS: Readonly<Record<string, readonly VendorSetting[]>> = ${JSON.stringify(Object.fromEntries(vendors))};\n`;
}

const HEAD = `// Written by \`npm run generate\` from what the adapters' config rooms say of an account.
export interface VendorSetting {
  readonly name: string;
  readonly required: boolean;
  readonly secret: boolean;
  readonly says: string;
  readonly example: string;
  /** It can only be used together with this setting. */
  readonly with?: string;
}

`;
