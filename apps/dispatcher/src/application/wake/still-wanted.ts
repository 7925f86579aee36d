import { KNOWN_MS } from '../routing/route-table.ts';
import { optedOut, type OptOutCheckPorts } from '../opt-outs/opted-out.ts';
import type { Candidate } from './grant-waiting.ts';
import { postpone, type PostponePorts } from './postpone.ts';

type Ports = OptOutCheckPorts & Pick<PostponePorts, 'messages'>;

/** Messages that waited long for a slot are looked at again; the next wake closes those that are no longer wanted. */
export async function stillWanted(
  ports: Ports,
  group: readonly Candidate[],
  now: number,
): Promise<readonly Candidate[]> {
  const waited = group.filter(({ checkedAt }) => now - checkedAt > KNOWN_MS).map(({ message }) => message);
  const out = await optedOut(ports, waited, ({ to_hash }) => to_hash);
  if (out.size === 0) return group;
  const unwanted = group.filter(({ message }) => out.has(message));
  await postpone(ports, unwanted, now);
  return group.filter((it) => !unwanted.includes(it));
}
