import { EXIT, Failure } from '../failure.ts';
import { PRESETS } from './presets.generated.ts';

/** Systems that Postrider replaces. SafeCare sends through phones. */
export type Preset = keyof typeof PRESETS | 'safecare';
export const PRESET_NAMES: readonly Preset[] = [...(Object.keys(PRESETS) as (keyof typeof PRESETS)[]), 'safecare'];

/** The vendor of phones and their pools, which may stand among the routes. */
const PHONES = 'phone';

export interface OwnRoute {
  readonly id: string;
  readonly vendor: string;
  readonly environment: 'live' | 'test';
  readonly enabled: boolean;
  readonly order: number;
}

export interface Wanted {
  readonly preset: Preset;
  readonly environment: 'live' | 'test';
  /** Vendors without an account are left out. */
  readonly partial: boolean;
  /** The id of the pool of phones. */
  readonly pool?: string;
}

/** The one rule of a policy that tries the tenant's routes of these vendors in their order; SafeCare's tries the pool first. */
export function rulesOf(routes: readonly OwnRoute[], { preset, environment, partial, pool }: Wanted) {
  const own = routes
    .filter((route) => route.environment === environment && route.enabled)
    .toSorted((one, other) => one.order - other.order || (one.id < other.id ? -1 : 1));
  if (preset === 'safecare') {
    const vendors = own.filter(({ vendor }) => vendor !== PHONES).map(({ id }) => id);
    return { rules: [{ name: preset, routes: [...(pool === undefined ? [] : [pool]), ...vendors] }], missing: [] };
  }
  const byVendor = PRESETS[preset].map((vendor) => ({ vendor, ids: idsOf(own, vendor) }));
  const missing = byVendor.flatMap(({ vendor, ids }) => (ids.length === 0 ? vendor : []));
  const found = byVendor.flatMap(({ ids }) => ids);
  if (missing.length > 0 && !(partial && found.length > 0)) {
    const hint = found.length > 0 ? ', or leave them out with --partial' : '';
    throw new Failure(
      EXIT.refused,
      `Nothing is changed: there is no enabled ${environment} account of ${missing.join(' and ')}. Add one with \`postrider accounts create\`${hint}.`,
    );
  }
  return { rules: [{ name: preset, routes: found }], missing };
}

const idsOf = (routes: readonly OwnRoute[], vendor: string): string[] =>
  routes.filter((route) => route.vendor === vendor).map(({ id }) => id);
