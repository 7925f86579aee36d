import { PostriderError, unavailable, type TenantId } from '#libs/kernel';
import type { Environment, RegisterAccountRequest } from '#libs/contracts';
import type { Vendors } from './ports.ts';

const VENDOR = /^[a-z][a-z0-9]{0,31}$/;

export interface TypedSettings {
  readonly vendor: string;
  readonly environment: Environment;
  readonly settings: Readonly<Record<string, string>>;
}

/** Settings as somebody typed them, checked and sealed by the vendor's adapter; nothing else ever sees them. */
export async function sealSettings(
  vendors: Vendors,
  { tenant, vendor, environment, settings }: TypedSettings & { readonly tenant: TenantId },
  isKnown: () => Promise<boolean>,
): Promise<RegisterAccountRequest> {
  if (!VENDOR.test(vendor)) throw unknownVendor();
  const sealed = await vendors.seal(vendor, { tenant, environment, settings }).catch((error: unknown) => {
    throw withoutSettings(error, Object.values(settings));
  });
  if (sealed !== 'nobody') return sealed;
  throw (await isKnown()) ? unavailable('The adapter of this vendor') : unknownVendor();
}

const unknownVendor = (): PostriderError =>
  new PostriderError('not_found', 'No adapter of this vendor is running here. Check the name, or start its service.');

/** Shorter values stand in sentences by chance. */
const SHORTEST_TOLD = 6;

/** An adapter promises to repeat no value. One that does so all the same is not passed on. */
function withoutSettings(error: unknown, values: readonly string[]): unknown {
  if (!(error instanceof PostriderError)) return error;
  const said = JSON.stringify([error.detail, error.errors]);
  const told = values.some(
    (value) => value.length >= SHORTEST_TOLD && said.includes(JSON.stringify(value).slice(1, -1)),
  );
  return told ? new PostriderError(error.code, 'The settings are not those of an account of this vendor.') : error;
}
