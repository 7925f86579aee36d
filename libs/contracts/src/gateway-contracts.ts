import { auditContracts } from './audit.ts';
import { tenantContracts } from './tenants.ts';

/** The requests that the gateway answers, by resource. */
export const gatewayContracts = { audit: auditContracts, tenants: tenantContracts } as const;
