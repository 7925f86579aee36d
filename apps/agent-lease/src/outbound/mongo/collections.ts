import type { Environment } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import type { MongoSession, OfTenant, TenantCollection } from '#libs/persistence';
import type { Agent, Sim } from '../../domain/agent.ts';

/** Its number is sealed. */
export interface SimDocument extends Omit<Sim, 'number'> {
  readonly number?: Uint8Array;
}

/** `_id` is `<tenant>.<id>`. */
export interface AgentDocument extends Omit<Agent, 'id' | 'sims'>, OfTenant {
  readonly _id: string;
  readonly tenant: TenantId;
  /** Of the token that is valid now, or was when it was revoked. */
  readonly token_hash: string;
  readonly sims: readonly SimDocument[];
  /** The dispatcher has not been told this version. */
  readonly untold?: true;
}

/** `_id` is `<tenant>.<ulid>`. */
export interface CodeDocument extends OfTenant {
  readonly _id: string;
  readonly tenant: TenantId;
  readonly environment: Environment;
  /** Its first characters. */
  readonly head: string;
  readonly hash: string;
  readonly label?: string;
  readonly pool?: string;
  readonly wrong_tries: number;
  readonly used_at?: Date;
  readonly created_by: string;
  readonly created_at: Date;
  readonly expires_at: Date;
}

/** `_id` is `<tenant>.secret`. Without a hash there is none: it was disabled. */
export interface SecretDocument extends OfTenant {
  readonly _id: string;
  readonly tenant: TenantId;
  readonly hash?: string;
  readonly sealed?: Uint8Array;
  readonly changed_by: string;
  readonly changed_at: Date;
}

export interface Collections {
  readonly agents: TenantCollection<AgentDocument>;
  readonly codes: TenantCollection<CodeDocument>;
  readonly secrets: TenantCollection<SecretDocument>;
}

export const collectionsOf = (session: MongoSession): Collections => ({
  agents: session.tenantCollection<AgentDocument>('agents'),
  codes: session.tenantCollection<CodeDocument>('enrolment_codes'),
  secrets: session.tenantCollection<SecretDocument>('registration_secrets'),
});
