import type { AuditLog } from '../audit/ports.ts';
import type { Templates } from '../ports.ts';

export interface TemplatePorts {
  readonly templates: Templates;
  readonly audit: AuditLog;
}
