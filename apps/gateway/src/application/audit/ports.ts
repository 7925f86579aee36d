import type { ErrorCode, TenantId } from '#libs/kernel';

export type AuditAction =
  | 'auth.login'
  | 'auth.refresh'
  | 'auth.session_end'
  | 'auth.logout'
  | 'auth.credential'
  | 'auth.key_in_url'
  | 'key.read'
  | 'key.create'
  | 'key.change'
  | 'key.rotate'
  | 'key.revoke'
  | 'user.read'
  | 'user.create'
  | 'user.change'
  | 'user.password'
  | 'user.delete'
  | 'user.token'
  | 'issuer.read'
  | 'issuer.create'
  | 'issuer.change'
  | 'issuer.delete'
  | 'access.scope'
  | 'audit.export'
  | 'audit.verify'
  | 'message.send'
  | 'message.read'
  | 'conversation.read'
  | 'conversation.reply'
  | 'message.cancel'
  | 'message.reveal'
  | 'content.read'
  | 'request.read'
  | 'request.cancel'
  | 'route.read'
  | 'route.change'
  | 'route.force'
  | 'policy.read'
  | 'policy.save'
  | 'policy.delete'
  | 'sender.read'
  | 'sender.save'
  | 'sender.delete'
  | 'template.read'
  | 'template.create'
  | 'template.change'
  | 'template.delete'
  | 'template.approve'
  | 'template.map'
  | 'template.unmap'
  | 'tenant.read'
  | 'tenant.create'
  | 'tenant.change'
  | 'account.create'
  | 'account.replace'
  | 'account.enable'
  | 'account.disable'
  | 'account.test'
  | 'dead_letter.retry'
  | 'dead_letters.retry'
  | 'dead_letter.abandon'
  | 'opt_out.add'
  | 'opt_out.lift'
  | 'opt_outs.import'
  | 'opt_outs.export'
  | 'agent.read'
  | 'agent.change'
  | 'agent.enable'
  | 'agent.disable'
  | 'agent.revoke'
  | 'agent.budget'
  | 'agent.enrolment_code'
  | 'agent.secret_read'
  | 'agent.secret_save'
  | 'pool.read'
  | 'pool.create'
  | 'pool.change'
  | 'pool.delete'
  | 'price.save'
  | 'price.delete'
  | 'prices.import';

export interface AuditEntry {
  readonly action: AuditAction;
  /** `unknown`: no answer came, and the change may have been made. */
  readonly outcome: 'allowed' | 'denied' | 'unknown';
  readonly actor: string;
  readonly tenant?: TenantId;
  readonly target?: string;
  readonly reason?: string;
  /** Of a refusal. */
  readonly code?: ErrorCode;
  /** The peer's address. */
  readonly clientIp?: string;
}

/** What no tenant did: logins of unknown names, keys that do not exist. */
export const INSTALLATION = 'installation' as TenantId;

/** An entry from another service, which has its own actions. */
export interface ForeignEntry extends Omit<AuditEntry, 'action'> {
  readonly action: string;
  readonly at?: Date;
  readonly traceId?: string;
}

/** Plain rows without texts or numbers. */
export abstract class AuditLog {
  /** Stored once it resolves, unless it was lost, which is counted. It never makes the recorded call fail. */
  abstract record(entry: AuditEntry): Promise<void>;
}

/** Takes the rows of other services. */
export abstract class AuditIntake {
  /** Rejects with `service_unavailable` if one of them may not be stored. */
  abstract append(entries: readonly ForeignEntry[]): Promise<void>;
}

/** How far a chain went at some time, as it was noted outside the database. */
export interface Anchor {
  readonly seq: number;
  readonly hash: string;
  /** Its own seal is right. */
  readonly genuine: boolean;
}

/** There is no file of anchors where there should be one. */
export class AnchorsGone extends Error {}

/** Rejects with {@link AnchorsGone}. */
export abstract class AuditAnchors {
  abstract of(tenant: TenantId): AsyncIterable<Anchor>;
  /** Every tenant that has an anchor. */
  abstract tenants(): Promise<readonly TenantId[]>;
}

/** A stored row. */
export interface AuditRow {
  readonly id: string;
  /** Its place in the chain; absent in rows from before the chain. */
  readonly seq?: number;
  readonly at: Date;
  readonly action: string;
  readonly outcome: AuditEntry['outcome'];
  readonly actor: string;
  readonly target?: string;
  readonly code?: string;
  readonly reason?: string;
  readonly clientIp?: string;
  readonly traceId?: string;
  readonly hash?: string;
}

export interface AuditChoice {
  readonly from?: Date;
  readonly until?: Date;
  readonly action?: string;
  readonly actor?: string;
  readonly target?: string;
  readonly outcome?: AuditEntry['outcome'];
}

/** A row as the verification sees it; any of the values may be of any type. */
export interface ChainLink {
  readonly id: unknown;
  readonly seq: unknown;
  readonly prev: unknown;
  readonly hash: unknown;
  /** Its hash is the seal of its content. */
  readonly genuine: boolean;
}

/** Reads what {@link AuditLog} wrote. */
export abstract class AuditTrail {
  /** Newest first, rows from before the chain last. `next` is the position after the page, if there is more. */
  abstract page(
    tenant: TenantId,
    choice: AuditChoice,
    page: { readonly limit: number; readonly after?: string },
  ): Promise<{ readonly rows: readonly AuditRow[]; readonly next?: string }>;
  /** In the same order. It ends its reading in the database when it is closed. */
  abstract rows(tenant: TenantId, choice: AuditChoice): AsyncIterable<AuditRow>;
  /** Every row of the chain, the first one first. */
  abstract chain(tenant: TenantId): AsyncIterable<ChainLink>;
  /** The hashes of those that exist. */
  abstract hashes(tenant: TenantId, seqs: readonly number[]): Promise<ReadonlyMap<number, unknown>>;
  abstract countBeforeChain(tenant: TenantId): Promise<number>;
  /** Every tenant that has a chain. */
  abstract tenants(): Promise<readonly TenantId[]>;
}
