import type { AuditedAction, Environment, LeaseReply, LeaseRequest } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import type { Agent, PhoneState, Sim } from '../domain/agent.ts';

export interface AgentChange extends PhoneState {
  readonly label?: string;
  readonly enabled?: boolean;
  readonly revoked?: true;
  readonly can_start?: boolean;
  readonly sims?: readonly Sim[];
  /** Of its new token. */
  readonly tokenHash?: string;
}

/** The stored phones. */
export interface Agents {
  /** By the hash of its token; also a revoked one. */
  byToken(hash: string): Promise<Agent | undefined>;
  /** One that is not revoked. */
  byDevice(tenant: TenantId, environment: Environment, deviceId: string): Promise<Agent | undefined>;
  find(tenant: TenantId, id: string): Promise<Agent | undefined>;
  /** In the order of their ids, which is that of their first registration. */
  list(tenant: TenantId, of: { environment?: Environment; limit: number; after?: string }): Promise<Agent[]>;
  /** False: the device was registered meanwhile. */
  insert(agent: Agent, tokenHash: string): Promise<boolean>;
  /** `tell`: the dispatcher must know it. Undefined: there is no such phone, or it is revoked. */
  change(of: OfAgent, change: AgentChange, tell: boolean): Promise<Agent | undefined>;
  /** Sets what the budget of a SIM allows in every phone that has it; the ids of those phones. */
  allow(tenant: TenantId, sim: string, countries: readonly string[] | undefined): Promise<string[]>;
  /** They called just now: they are online. */
  seen(agents: readonly OfAgent[], at: Date): Promise<void>;
  /** Whoever was seen last before `before` is away. */
  markAway(before: Date): Promise<void>;
  /** Phones with changes that the dispatcher has not been told. */
  untold(limit: number): Promise<Agent[]>;
  told(agent: Agent): Promise<void>;
  freeParts(of: OfAgent): Promise<Pick<PhoneState, 'free_parts' | 'free_parts_at'>>;
  /** Parts that were granted since it told how many are free. */
  takeParts(of: OfAgent, parts: number, toldAt: Date): Promise<void>;
  /** Enabled ones of all tenants, for metrics. */
  shown(limit: number): Promise<Pick<Agent, 'id' | 'online' | 'battery'>[]>;
}

export type { Agent };
export type OfAgent = Pick<Agent, 'tenant' | 'id'>;

export interface NewCode {
  readonly id: string;
  readonly tenant: TenantId;
  readonly environment: Environment;
  readonly head: string;
  readonly hash: string;
  readonly label?: string;
  readonly pool?: string;
  readonly created_by: string;
  readonly created_at: Date;
  readonly expires_at: Date;
}
export interface EnrolmentCodes {
  insert(code: NewCode): Promise<void>;
  /** Uses it up: of several at once one gets it. Undefined: unknown, used, expired or burnt. */
  claim(hash: string, now: Date): Promise<NewCode | undefined>;
  /** A wrong try for the codes that begin so. */
  missed(head: string, hash: string): Promise<void>;
}

export interface RegistrationSecrets {
  /** The stored one, empty if it was disabled; undefined if none was ever stored. */
  read(tenant: TenantId): Promise<string | undefined>;
  /** False: another tenant has the same. */
  save(tenant: TenantId, secret: string, by: string): Promise<boolean>;
  tenantOf(secret: string): Promise<TenantId | undefined>;
}

/** Keyed hashes of what phones know. */
export interface Hasher {
  hash(purpose: 'token' | 'code' | 'secret' | 'lease' | 'sim', value: string): string;
}

/** The dispatcher's side of a lease. */
export interface Leasing {
  /** `not_asked`: the question reached nobody, so nothing was granted. Rejects if nobody knows. */
  lease(request: LeaseRequest): Promise<LeaseReply | 'not_asked'>;
}

/** The audit log: written in the background, repeated while the gateway is away. */
export interface Audit {
  note(action: AuditedAction): void;
}

export interface Announcements {
  /** Every replica forgets what it remembers of these phones. */
  agentsChanged(ids: readonly string[]): Promise<void>;
}
