import type { Environment } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';

export interface Sim {
  /** Position in the phone, from 0. */
  readonly slot: number;
  /** `sim-<16 hex>`, the same in every phone that has this SIM. */
  readonly id: string;
  readonly operator?: string;
  /** ISO 3166 alpha-2. */
  readonly country?: string;
  /** E.164 */
  readonly number?: string;
  /** Those that its budget allows; absent: its own country, or every one if that is not known. */
  readonly countries?: readonly string[];
}

/** What a phone tells about itself. */
export interface PhoneState {
  /** Percent. */
  readonly battery?: number;
  readonly charging?: boolean;
  readonly network?: string;
  readonly app_version?: string;
  /** How many parts its own limit still lets through. */
  readonly free_parts?: number;
  readonly free_parts_at?: Date;
}

/** A phone that sends texts. */
export interface Agent extends PhoneState {
  /** `phone-<ulid>`: also its route. */
  readonly id: string;
  readonly tenant: TenantId;
  readonly environment: Environment;
  readonly device_id: string;
  readonly label: string;
  readonly enabled: boolean;
  readonly revoked: boolean;
  readonly registered_at: Date;
  readonly can_start: boolean;
  readonly online: boolean;
  readonly last_seen_at: Date;
  /** Counts the changes that the dispatcher is told. */
  readonly version: number;
  /** That of its enrolment code. */
  readonly pool?: string;
  readonly sims: readonly Sim[];
}

/** A phone that told of no SIM has one, of which nothing is known. */
export const simsOf = (agent: Agent, idOf: (agent: Agent, slot: number) => string): readonly Sim[] =>
  agent.sims.length > 0 ? agent.sims : [{ slot: 0, id: idOf(agent, 0) }];

/** The countries that a SIM texts; undefined: every one. */
export const countriesOf = ({ countries, country }: Sim): readonly string[] | undefined =>
  countries ?? (country === undefined ? undefined : [country]);

/** The countries of all its SIMs; undefined: every one. */
export function reachedBy(sims: readonly Sim[]): readonly string[] | undefined {
  const all = sims.map(countriesOf);
  if (all.length === 0 || all.includes(undefined)) return undefined;
  return [...new Set(all.flat() as string[])].sort();
}
