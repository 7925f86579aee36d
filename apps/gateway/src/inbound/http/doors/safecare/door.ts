import type { RouteGroup } from '../../server/error-surfaces.ts';
import { SafecareKeysController } from './api-keys.controller.ts';
import { SafecareAuditController } from './audit-logs.controller.ts';
import { safecareErrors } from './errors.ts';
import { SafecareHealthController } from './health.controller.ts';
import { SafecareMessagesController } from './messages.controller.ts';
import { SafecareSecretController } from './registration-secret.controller.ts';
import { SafecareRequestsController } from './requests.controller.ts';
import type { SafecareSettings } from './settings.ts';
import { SafecareTemplatesController } from './templates.controller.ts';

/** SafeCare's API, under its base path and without it, as its proxy strips the path. Phones' calls have the same errors. */
export const safecareDoor = ({ basePath }: Pick<SafecareSettings, 'basePath'>): RouteGroup => ({
  controllers: [
    SafecareHealthController,
    SafecareKeysController,
    SafecareSecretController,
    SafecareAuditController,
    SafecareTemplatesController,
    SafecareRequestsController,
    SafecareMessagesController,
  ],
  prefixes: ['/templates', '/requests', '/messages', '/admin/api-keys', '/admin/agent', '/admin/audit-logs', '/agent'],
  paths: ['/health'],
  base: basePath,
  errors: safecareErrors,
  ignoresUnknown: true,
});
