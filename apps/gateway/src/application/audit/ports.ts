import type { TenantId } from '#libs/kernel';

export type AuditAction =
  | 'auth.login'
  | 'auth.refresh'
  | 'auth.credential'
  | 'auth.key_in_url'
  | 'key.read'
  | 'key.create'
  | 'key.rotate'
  | 'key.revoke'
  | 'user.read'
  | 'user.create'
  | 'user.change'
  | 'user.password'
  | 'user.delete'
  | 'user.token'
  | 'access.scope'
  | 'message.send'
  | 'message.read'
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
  | 'tenant.change'
  | 'account.create'
  | 'account.replace'
  | 'account.enable'
  | 'account.disable'
  | 'account.test'
  | 'dead_letter.retry'
  | 'dead_letters.retry'
  | 'dead_letter.abandon';

export interface AuditEntry {
  readonly action: AuditAction;
  /** `unknown`: no answer came, and the change may have been made. */
  readonly outcome: 'allowed' | 'denied' | 'unknown';
  readonly actor: string;
  readonly tenant?: TenantId;
  readonly target?: string;
  readonly reason?: string;
  /** The peer's address. */
  readonly clientIp?: string;
}

/** Plain rows without texts or numbers. Recording never makes the recorded call fail. */
export abstract class AuditLog {
  abstract record(entry: AuditEntry): Promise<void>;
}
