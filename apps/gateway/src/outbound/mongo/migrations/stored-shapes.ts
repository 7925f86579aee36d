import type {
  ApiKeyDocument,
  AuditDocument,
  KeyRefusalsDocument,
  IssuerDocument,
  LoginFailuresDocument,
  SessionDocument,
  TenantDocument,
  UnchainedAuditDocument,
  UserDocument,
} from '../documents.ts';

/** Every collection of this service. `tools/stored-shapes.ts` checks it. */
export interface StoredShapes {
  readonly tenants: TenantDocument;
  readonly users: UserDocument;
  readonly api_keys: ApiKeyDocument;
  readonly key_refusals: KeyRefusalsDocument;
  readonly login_failures: LoginFailuresDocument;
  readonly user_sessions: SessionDocument;
  readonly audit_logs: AuditDocument;
  readonly audit_log: UnchainedAuditDocument;
  readonly issuers: IssuerDocument;
}
