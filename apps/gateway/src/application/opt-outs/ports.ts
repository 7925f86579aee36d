import type { AuditLog } from '../audit/ports.ts';
import type { Dispatcher } from '../ports.ts';
import type { Tenants } from '../tenants/ports.ts';

export interface OptOutPorts {
  readonly dispatcher: Dispatcher;
  readonly tenants: Tenants;
  readonly audit: AuditLog;
}
