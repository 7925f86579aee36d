import { ChangeTenantBody } from '../../tenant-body.ts';
import { exampleOf, schemaOf } from '../schema-of.ts';
import { ENVIRONMENT_SEEN, ETAG, IF_MATCH, OF_CHANGING, OF_SIGNED_IN, type Operation } from './operation.ts';

export const TENANT_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/v1/tenant',
    id: 'getTenant',
    summary: 'Read where your tenant may send to',
    access: 'routing:read',
    parameters: [ENVIRONMENT_SEEN],
    answer: { status: 200, description: 'The tenant of the credential.', schema: 'Tenant', headers: ETAG },
    errors: [...OF_SIGNED_IN, 'insufficient_scope'],
  },
  {
    method: 'patch',
    path: '/api/v1/tenant',
    id: 'changeTenant',
    summary: 'Change where your tenant may send to',
    description:
      'What is given is changed, for both environments. Once it has answered, every call is judged by it. Messages that were accepted before are sent all the same.',
    access: 'tenant:write',
    parameters: [ENVIRONMENT_SEEN, { ...IF_MATCH, required: true }],
    body: {
      schema: { ...schemaOf(ChangeTenantBody), minProperties: 1 },
      examples: { countries: exampleOf(ChangeTenantBody, 'destinations', 'default_region') },
    },
    answer: { status: 200, description: 'The tenant now.', schema: 'Tenant', headers: ETAG },
    errors: [...OF_CHANGING, 'precondition_failed', 'precondition_required'],
  },
];
