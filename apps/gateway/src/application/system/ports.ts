import type { SystemCheck } from '#libs/contracts';

/** The gateway's own database. Rejects with `service_unavailable`. */
export abstract class OwnDatabase {
  abstract inspect(): Promise<readonly SystemCheck[]>;
}
