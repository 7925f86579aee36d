import { EXIT, Failure, misused } from '../failure.ts';

/** The vendors of the systems that Postrider replaces, in the order in which they were tried; any country. */
export const PRESETS = {
  bdc: ['twilio', 'sns'],
  verification: ['smsir', 'kavenegar'],
  baas: ['baas'],
  smspanel: ['hkt'],
  safecare: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Preset = keyof typeof PRESETS;
export const PRESET_NAMES = Object.keys(PRESETS) as Preset[];

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
