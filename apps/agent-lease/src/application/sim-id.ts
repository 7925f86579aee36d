import { createHash } from 'node:crypto';
import type { OfAgent } from './ports.ts';
import type { Hasher } from './ports.ts';

/** What a phone tells about a SIM. */
export interface ToldSim {
  readonly slot: number;
  /** Such as its ICCID. */
  readonly id?: string;
  readonly number?: string;
}

/** The same for every phone of the tenant that has the SIM; of a SIM that nothing names, its phone and slot. */
export function simId(hasher: Hasher, { tenant, id: agent }: OfAgent, { slot, id, number }: ToldSim): string {
  const named = id ?? number;
  const value = named === undefined ? `${agent}|${slot}` : `${tenant}|${named}`;
  return `sim-${createHash('sha256').update(hasher.hash('sim', value)).digest('hex').slice(0, 16)}`;
}
