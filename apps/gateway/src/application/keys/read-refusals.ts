import type { Principal } from '../../domain/principal.ts';
import { readKey, type KeyPorts } from './manage-keys.ts';
import type { KeyRefusal, KeyRefusals } from './ports.ts';

/** Why calls of a key were refused, and how often. */
export async function readRefusals(
  ports: KeyPorts & { readonly refusals: KeyRefusals },
  principal: Principal,
  id: string,
  clientIp: string,
): Promise<readonly KeyRefusal[]> {
  await readKey(ports, principal, id, clientIp);
  return ports.refusals.list(principal.tenant, id);
}
