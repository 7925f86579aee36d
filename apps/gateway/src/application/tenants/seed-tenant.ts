import type { SubmitPolicy } from '#libs/contracts';
import { PostriderError } from '#libs/kernel';
import { policyWith, type PolicyChange } from './change-tenant.ts';
import type { TenantRecord, Tenants } from './ports.ts';
import type { SeedPorts, Seeds } from './seed.ts';

/** Makes the tenant; if it exists, applies those of its settings that changed since they were last applied. */
export async function seedTenant({ tenants, log }: Pick<SeedPorts, 'tenants' | 'log'>, seeds: Seeds): Promise<void> {
  const { seedTenant: id, seedDestinations, seedDefaultRegion: region } = seeds;
  const destinations = [...seedDestinations];
  await tenants.seed({ id, policy: policyWith({ destinations: [] }, { destinations, default_region: region }) });

  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const found = (await tenants.read(id))!;
    const change = changedSince(found.seeded, seeds);
    const settings = Object.keys(change).map((name) => SETTING_OF[name as keyof typeof SETTING_OF]);
    if (settings.length === 0) return;
    if (!(await apply(tenants, found, change))) continue;
    log.info('seed.applied', { settings });
    return;
  }
  throw new PostriderError('service_unavailable', 'The tenant kept changing while its settings were applied.');
}

/** Each failed try means that another change was made. */
const MOST_TRIES = 20;

const SETTING_OF = { destinations: 'SEED_DESTINATIONS', default_region: 'SEED_DEFAULT_REGION' } as const;

/** A missing setting is not a change. */
function changedSince(seeded: SubmitPolicy, { seedDestinations, seedDefaultRegion }: Seeds): PolicyChange {
  const isGiven = seedDestinations.length > 0;
  const isOther = inOrder(seedDestinations) !== inOrder(seeded.destinations);
  const isOtherRegion = seedDefaultRegion !== undefined && seedDefaultRegion !== seeded.default_region;
  return {
    ...(isGiven && isOther && { destinations: [...seedDestinations] }),
    ...(isOtherRegion && { default_region: seedDefaultRegion }),
  };
}

const inOrder = (countries: readonly string[]): string => countries.toSorted().join();

const apply = (tenants: Tenants, found: TenantRecord, change: PolicyChange): Promise<TenantRecord | undefined> =>
  tenants.change({ ...found, policy: policyWith(found.policy, change), seeded: policyWith(found.seeded, change) });
