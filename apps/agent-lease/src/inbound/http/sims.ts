import { parseNumber, PostriderError } from '#libs/kernel';
import { SimBody } from './bodies.ts';
import { fieldsOf, isObject, type Fields } from './json-body.ts';

/** The SIMs that a phone tells, each slot once. */
export function simsIn({ sims }: Fields): SimBody[] | undefined {
  if (!Array.isArray(sims)) return undefined;
  const told = sims.map((sim: unknown, at) => simOf(fieldsOf(SimBody, prepared(sim), `sims.${at}.`)));
  if (new Set(told.map(({ slot }) => slot)).size === told.length) return told;
  const message = 'sims must name each slot once.';
  throw new PostriderError('invalid_field', message, { errors: [{ field: 'sims', code: 'invalid_field', message }] });
}

/** Android tells countries in small letters. */
const prepared = (sim: unknown): Fields =>
  isObject(sim) && typeof sim.country === 'string' ? { ...sim, country: sim.country.toUpperCase() } : (sim as Fields);

/** Many phones know their number in its national form only, or wrongly: then it is left out. */
function simOf({ number, ...sim }: SimBody): SimBody {
  const parsed = number === undefined ? undefined : parseNumber(number, sim.country);
  return parsed?.ok ? { ...sim, number: parsed.e164 } : sim;
}
