import { PostriderError } from '#libs/kernel';
import type { Environment, RegisterAccountRequest } from '#libs/contracts';
import type { Principal } from '../../domain/principal.ts';
import { NoAdapter, type Vendors } from '../ports.ts';

const VENDOR = /^[a-z][a-z0-9]{0,31}$/;

export interface TypedSettings {
  readonly vendor: string;
  readonly environment: Environment;
  readonly settings: Record<string, string>;
}

/** Settings as a person typed them, checked and sealed by the vendor's adapter; no other service sees them. */
export async function sealSettings(
  vendors: Vendors,
  principal: Pick<Principal, 'tenant' | 'role'>,
  { vendor, environment, settings }: TypedSettings,
  isKnown: () => Promise<boolean>,
): Promise<RegisterAccountRequest> {
  if (!VENDOR.test(vendor)) throw unknownVendor();
  if (Object.hasOwn(settings, API_URL) && principal.role !== 'owner') throw ofOwners();
  try {
    return await vendors.of(vendor).seal({ tenant: principal.tenant, environment, settings });
  } catch (error) {
    if (error instanceof NoAdapter) throw (await isKnown()) ? error : unknownVendor();
    throw withoutSettings(error, Object.values(settings));
  }
}

/** The adapter judges the address; here it is known who gives it. */
const API_URL = 'api_url';

const ofOwners = (): PostriderError =>
  new PostriderError('insufficient_scope', `Only an owner who is logged in gives an account its ${API_URL}.`);

const unknownVendor = (): PostriderError =>
  new PostriderError('not_found', 'No adapter of this vendor is running here. Check the name, or start its service.');

/** Shorter values may occur in a sentence by chance. */
const SHORTEST_TOLD = 6;

/** An adapter promises to repeat no value. An error that does so nevertheless is not passed on. */
function withoutSettings(error: unknown, values: readonly string[]): unknown {
  if (!(error instanceof PostriderError)) return error;
  const said = JSON.stringify([error.detail, error.errors]);
  const told = values.some(
    (value) => value.length >= SHORTEST_TOLD && said.includes(JSON.stringify(value).slice(1, -1)),
  );
  return told ? new PostriderError(error.code, 'The settings are not those of an account of this vendor.') : error;
}
