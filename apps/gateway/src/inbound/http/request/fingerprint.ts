import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { canonicalJson } from './canonical-json.ts';
import type { JsonObject } from './json-object.ts';

/** Long lists are processed in slices of this many, with a turn of the loop between. */
export const SLICE = 200;

/** SHA-256 (hex) of operation and canonical body: the same for every way to write the same JSON. */
export function fingerprintOf(operation: string, body: JsonObject): string {
  return createHash('sha256')
    .update(`${operation}\n${canonicalJson(body)}`)
    .digest('hex');
}

/** The same for a body of which one list is long. */
export async function fingerprintOfList(
  operation: string,
  head: JsonObject,
  list: readonly unknown[],
): Promise<string> {
  const hash = createHash('sha256').update(`${operation}\n${canonicalJson(head)}\n`);
  for (let from = 0; from < list.length; from += SLICE) {
    if (from > 0) await turn();
    hash.update(canonicalJson(list.slice(from, from + SLICE)));
  }
  return hash.digest('hex');
}
