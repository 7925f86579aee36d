import { MessageListsController } from './native/messages/message-lists.controller.ts';
import { MessagesController } from './native/messages/messages.controller.ts';
import { RequestsController } from './native/messages/requests.controller.ts';
import { SimulateController } from './native/messages/simulate.controller.ts';
import { NumbersController } from './native/numbers/numbers.controller.ts';
import { RoutesController } from './native/routes/routes.controller.ts';
import { PricesController } from './native/prices/prices.controller.ts';
import { PoliciesController } from './native/policies/policies.controller.ts';
import { SendersController } from './native/senders/senders.controller.ts';
import { TemplatesController } from './native/templates/templates.controller.ts';
import { VendorMappingsController } from './native/templates/vendor-mappings.controller.ts';
import { VendorAccountsController } from './native/accounts/vendor-accounts.controller.ts';
import { VendorsController } from './native/accounts/vendors.controller.ts';
import { AgentAppController } from './phones/agent-app.controller.ts';
import { PHONE_PREFIXES, PhonesController } from './phones/phones.controller.ts';
import { safecareErrors } from './doors/safecare/errors.ts';
import { AgentsController } from './native/agents/agents.controller.ts';
import { EnrolmentController } from './native/agents/enrolment.controller.ts';
import { PoolsController } from './native/agents/pools.controller.ts';
import { SystemController } from './native/system/system.controller.ts';
import { DeadLettersController } from './native/dead-letters/dead-letters.controller.ts';
import { ConversationsController } from './native/conversations/conversations.controller.ts';
import { InboundMessagesController } from './native/conversations/inbound-messages.controller.ts';
import { OptOutsController } from './native/opt-outs/opt-outs.controller.ts';
import { TenantController } from './native/tenant/tenant.controller.ts';
import { TenantsController } from './native/tenant/tenants.controller.ts';
import { AuthController } from './native/auth/auth.controller.ts';
import { SessionsController } from './native/auth/sessions.controller.ts';
import { KeysController } from './native/keys/keys.controller.ts';
import { LimitsController } from './native/limits/limits.controller.ts';
import { IssuersController } from './native/issuers/issuers.controller.ts';
import { UsersController } from './native/users/users.controller.ts';
import { AuditLogController } from './native/audit/audit-log.controller.ts';
import { CallbacksController } from './callbacks/callbacks.controller.ts';
import { AboutController } from './native/about.controller.ts';
import { safecareDoor } from './doors/safecare/door.ts';
import type { SafecareSettings } from './doors/safecare/settings.ts';
import { SwaggerController } from './openapi/swagger.controller.ts';
import type { RouteGroup } from './server/error-surfaces.ts';

/** The native API, the vendors' callbacks, and the pages about both. */
export const CONTROLLERS = [
  MessageListsController,
  MessagesController,
  RequestsController,
  SimulateController,
  NumbersController,
  RoutesController,
  PricesController,
  PoliciesController,
  SendersController,
  TemplatesController,
  VendorMappingsController,
  VendorAccountsController,
  VendorsController,
  EnrolmentController,
  AgentsController,
  PoolsController,
  SystemController,
  DeadLettersController,
  InboundMessagesController,
  ConversationsController,
  OptOutsController,
  TenantController,
  TenantsController,
  AuthController,
  SessionsController,
  KeysController,
  LimitsController,
  IssuersController,
  UsersController,
  AuditLogController,
  CallbacksController,
  AgentAppController,
  AboutController,
  SwaggerController,
];

/** They have the form of SafeCare's errors, which its phones know. agent-lease documents its calls. */
const phoneCalls = ({ basePath }: Pick<SafecareSettings, 'basePath'>): RouteGroup => {
  const { describes: _, ...errors } = safecareErrors;
  return {
    controllers: [PhonesController],
    prefixes: PHONE_PREFIXES.map((prefix) => `/${prefix}`),
    base: basePath,
    errors,
  };
};

/** The front doors: other APIs onto the same verbs. */
export const doorsOf = (settings: Pick<SafecareSettings, 'basePath'>): readonly RouteGroup[] => [
  safecareDoor(settings),
  phoneCalls(settings),
];
