import { EXIT, Failure, misused } from '../failure.ts';
import { PRESETS } from './presets.generated.ts';

/** Systems that Postrider replaces. SafeCare has no vendor: it sends through phones. */
export type Preset = keyof typeof PRESETS | 'safecare';
export const PRESET_NAMES: readonly Preset[] = [...(Object.keys(PRESETS) as (keyof typeof PRESETS)[]), 'safecare'];

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
}

/** The one rule of a policy that tries the tenant's routes of these vendors in their order. */
export function rulesOf(routes: readonly OwnRoute[], { preset, environment, partial }: Wanted) {
  if (preset === 'safecare')
    throw misused('SafeCare sends through phones of its own, and a policy cannot name phones yet. Nothing is changed.');
  const own = routes
    .filter((route) => route.environment === environment && route.enabled)
    .toSorted((one, other) => one.order - other.order || (one.id < other.id ? -1 : 1));
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
