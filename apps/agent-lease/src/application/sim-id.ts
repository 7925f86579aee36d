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

const ICCID = /^\d{18,20}F{0,2}$/;
/** Some phones hide it so. */
const HIDDEN = /^0+$/;

/**
 * The same for every phone of the tenant that has the SIM, if it tells its ICCID or number; else the SIM is the phone's
 * own, because an id such as Android's of a subscription names it within one phone only.
 */
export function simId(hasher: Hasher, { tenant, id: agent }: OfAgent, { slot, id, number }: ToldSim): string {
  const card = id?.replace(/[\s-]/g, '').toUpperCase() ?? '';
  const shared = ICCID.test(card) && !HIDDEN.test(card) ? card.replace(/F+$/, '') : number;
  const own = id === undefined || HIDDEN.test(card) ? `${agent}|${slot}` : `${agent}|id|${id}`;
  const value = shared === undefined ? own : `${tenant}|${shared}`;
  return `sim-${createHash('sha256').update(hasher.hash('sim', value)).digest('hex').slice(0, 16)}`;
}
