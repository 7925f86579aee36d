import { auditContracts } from './audit.ts';

/** The requests that the gateway answers, by resource. */
export const gatewayContracts = { audit: auditContracts } as const;
