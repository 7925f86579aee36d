// Written by `npm run generate` from the gateway's OpenAPI document.
export interface paths {
  '/api/v1/messages': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['listMessages'];
    put?: never;
    post: operations['sendMessage'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/messages/search': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['searchMessages'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/messages/batch': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['sendBatch'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/messages/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getMessage'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/messages/{id}/reveal': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['revealMessage'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/messages/{id}/cancel': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['cancelMessage'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/requests': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['listRequests'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/requests/refresh': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['refreshRequests'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/requests/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getRequest'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/requests/{id}/cancel': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['cancelRequest'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/simulate': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['simulate'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/numbers/validate': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['validateNumbers'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/routes': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['listRoutes'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/routes/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getRoute'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch: operations['changeRoute'];
    trace?: never;
  };
  '/api/v1/routes/{id}/force': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['forceRoute'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/routes/{id}/history': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getRouteHistory'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/prices': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['listPrices'];
    put?: never;
    post: operations['savePrice'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/prices/import': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['importPrices'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/prices/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    delete: operations['deletePrice'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/routing-policies': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['listPolicies'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/routing-policies/{environment}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getPolicy'];
    put: operations['savePolicy'];
    post?: never;
    delete: operations['deletePolicy'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/senders': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['listSenders'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/senders/{value}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getSender'];
    put: operations['saveSender'];
    post?: never;
    delete: operations['deleteSender'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/senders/{value}/history': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getSenderHistory'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/templates': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['listTemplates'];
    put?: never;
    post: operations['createTemplate'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/templates/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getTemplate'];
    put?: never;
    post?: never;
    delete: operations['deleteTemplate'];
    options?: never;
    head?: never;
    patch: operations['changeTemplate'];
    trace?: never;
  };
  '/api/v1/templates/{id}/versions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['listTemplateVersions'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/templates/{id}/approve': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['approveTemplate'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/templates/{id}/preview': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['previewTemplate'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/templates/{id}/vendor-mappings/{vendor}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put: operations['mapTemplate'];
    post?: never;
    delete: operations['unmapTemplate'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/vendor-accounts': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['listAccounts'];
    put?: never;
    post: operations['createAccount'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/vendor-accounts/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put: operations['replaceAccount'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/vendor-accounts/{id}/enable': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['enableAccount'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/vendor-accounts/{id}/disable': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['disableAccount'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/vendor-accounts/{id}/test': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['testAccount'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/vendors': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['listVendors'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/agents/enrolment-codes': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['createEnrolmentCode'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/agents/registration-secret': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getRegistrationSecret'];
    put: operations['saveRegistrationSecret'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/agents': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['listAgents'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/agents/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getAgent'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch: operations['changeAgent'];
    trace?: never;
  };
  '/api/v1/agents/{id}/enable': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['enableAgent'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/agents/{id}/disable': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['disableAgent'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/agents/{id}/revoke': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['revokeAgent'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/agents/{id}/budgets': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put: operations['saveBudgets'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/agent-pools': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['listPools'];
    put?: never;
    post: operations['createPool'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/agent-pools/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getPool'];
    put?: never;
    post?: never;
    delete: operations['deletePool'];
    options?: never;
    head?: never;
    patch: operations['changePool'];
    trace?: never;
  };
  '/api/v1/system/checks': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['checkSystem'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/dead-letters': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['listDeadLetters'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/dead-letters/stats': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getDeadLetterStats'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/dead-letters/retry': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['retryDeadLetters'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/dead-letters/{id}/retry': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['retryDeadLetter'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/dead-letters/{id}/abandon': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['abandonDeadLetter'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/inbound-messages': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['listInboundMessages'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/conversations': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['listConversations'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/conversations/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getConversation'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/conversations/{id}/reply': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['replyInConversation'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/opt-outs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['listOptOuts'];
    put?: never;
    post: operations['addOptOut'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/opt-outs/search': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['findOptOut'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/opt-outs/import': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['importOptOuts'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/opt-outs/export': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['exportOptOuts'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/opt-outs/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    delete: operations['liftOptOut'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/tenant': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getTenant'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch: operations['changeTenant'];
    trace?: never;
  };
  '/api/v1/tenants': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['listTenants'];
    put?: never;
    post: operations['createTenant'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/tenants/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getTenantById'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch: operations['changeTenantById'];
    trace?: never;
  };
  '/api/v1/auth/login': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['logIn'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/refresh': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['refreshTokens'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/logout': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['logOut'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/me': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getCaller'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/session': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['startSession'];
    delete: operations['endSession'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/sessions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['listSessions'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/auth/sessions/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    delete: operations['endOneSession'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/api-keys': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['listKeys'];
    put?: never;
    post: operations['createKey'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/api-keys/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getKey'];
    put?: never;
    post?: never;
    delete: operations['revokeKey'];
    options?: never;
    head?: never;
    patch: operations['changeKey'];
    trace?: never;
  };
  '/api/v1/api-keys/{id}/refusals': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getKeyRefusals'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/api-keys/{id}/rotate': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['rotateKey'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/limits': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getLimits'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/issuers': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['listIssuers'];
    put?: never;
    post: operations['createIssuer'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/issuers/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getIssuer'];
    put?: never;
    post?: never;
    delete: operations['deleteIssuer'];
    options?: never;
    head?: never;
    patch: operations['changeIssuer'];
    trace?: never;
  };
  '/api/v1/users': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['listUsers'];
    put?: never;
    post: operations['createUser'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/users/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getUser'];
    put?: never;
    post?: never;
    delete: operations['deleteUser'];
    options?: never;
    head?: never;
    patch: operations['changeUser'];
    trace?: never;
  };
  '/api/v1/users/{id}/password': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put: operations['setPassword'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/users/{id}/token': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['renewUserToken'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/audit-log': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['listAuditLog'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/audit-log/export': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['exportAuditLog'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/audit-log/verification': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['verifyAuditLog'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/callbacks/{vendor}/{secret}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getCallback'];
    put?: never;
    post: operations['postCallback'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/agent-app/postrider-agent.mjs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getAgentProgram'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/agent-app/install.sh': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getAgentInstaller'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/live': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['isLive'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/openapi.json': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getDocument'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/swagger': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getPage'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/swagger/{asset}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getPageAsset'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    MessageList: {
      data: {
        id: string;
        request_id: string;
        number: number;
        /** @enum {string} */
        environment: 'live' | 'test';
        /** @enum {string} */
        status:
          | 'PENDING'
          | 'ASSIGNED'
          | 'SENDING'
          | 'UNCONFIRMED'
          | 'CANCELED'
          | 'EXPIRED'
          | 'FAILED'
          | 'SENT'
          | 'UNDELIVERED'
          | 'DELIVERED';
        to: string;
        text?: string;
        masked: boolean;
        /** @enum {string} */
        category: 'otp' | 'alert' | 'reminder' | 'general' | 'marketing';
        /** @enum {string} */
        channel?: 'sms' | 'mms';
        route?: string;
        agent_id?: string;
        segments: number;
        /** @enum {string} */
        encoding: 'GSM-7' | 'UCS-2';
        /** Format: date-time */
        created_at: string;
        created_by: string;
        sender?: string;
        client_ref?: string;
        subject_ref?: string;
        /** Format: date-time */
        send_at?: string;
      }[];
      next_cursor: string | null;
    };
    Problem: {
      type: string;
      title: string;
      status: number;
      detail: string;
      code: string;
      trace_id: string;
      errors: {
        field: string;
        code: string;
        message: string;
      }[];
    };
    FoundMessages: {
      searched: number;
      data: {
        id: string;
        request_id: string;
        number: number;
        /** @enum {string} */
        environment: 'live' | 'test';
        /** @enum {string} */
        status:
          | 'PENDING'
          | 'ASSIGNED'
          | 'SENDING'
          | 'UNCONFIRMED'
          | 'CANCELED'
          | 'EXPIRED'
          | 'FAILED'
          | 'SENT'
          | 'UNDELIVERED'
          | 'DELIVERED';
        to: string;
        text?: string;
        masked: boolean;
        /** @enum {string} */
        category: 'otp' | 'alert' | 'reminder' | 'general' | 'marketing';
        /** @enum {string} */
        channel?: 'sms' | 'mms';
        route?: string;
        agent_id?: string;
        segments: number;
        /** @enum {string} */
        encoding: 'GSM-7' | 'UCS-2';
        /** Format: date-time */
        created_at: string;
        created_by: string;
        sender?: string;
        client_ref?: string;
        subject_ref?: string;
        /** Format: date-time */
        send_at?: string;
      }[];
      next_cursor: string | null;
    };
    MessageAccepted: {
      to: string;
      id: string;
      request_id: string;
      /** @enum {string} */
      status:
        | 'PENDING'
        | 'ASSIGNED'
        | 'SENDING'
        | 'UNCONFIRMED'
        | 'CANCELED'
        | 'EXPIRED'
        | 'FAILED'
        | 'SENT'
        | 'UNDELIVERED'
        | 'DELIVERED';
      reason?: string;
      duplicate_of?: string;
      segments: number;
      /** @enum {string} */
      encoding: 'GSM-7' | 'UCS-2';
      warnings: string[];
    };
    BatchAccepted: {
      request_id: string;
      total: number;
      accepted: number;
      canceled?: number;
      rejected: number;
      items: {
        position: number;
        id?: string;
        /** @enum {string} */
        status?:
          | 'PENDING'
          | 'ASSIGNED'
          | 'SENDING'
          | 'UNCONFIRMED'
          | 'CANCELED'
          | 'EXPIRED'
          | 'FAILED'
          | 'SENT'
          | 'UNDELIVERED'
          | 'DELIVERED';
        /** @enum {string} */
        reason?:
          | 'CANCELED_BY_USER'
          | 'DUPLICATE_RECENT'
          | 'OPTED_OUT'
          | 'EXPIRED'
          | 'TRIES_USED_UP'
          | 'UNREADABLE'
          | 'UNSTORABLE';
        duplicate_of?: string;
        warnings?: string[];
        code?: string;
        detail?: string;
      }[];
    };
    Message: {
      sender?: string;
      client_ref?: string;
      subject_ref?: string;
      /** Format: date-time */
      send_at?: string;
      id: string;
      request_id: string;
      number: number;
      /** @enum {string} */
      environment: 'live' | 'test';
      /** @enum {string} */
      status:
        | 'PENDING'
        | 'ASSIGNED'
        | 'SENDING'
        | 'UNCONFIRMED'
        | 'CANCELED'
        | 'EXPIRED'
        | 'FAILED'
        | 'SENT'
        | 'UNDELIVERED'
        | 'DELIVERED';
      reason?: string;
      to: string;
      text?: string;
      masked?: boolean;
      /** @enum {string} */
      category: 'otp' | 'alert' | 'reminder' | 'general' | 'marketing';
      /** @enum {string} */
      guarantee: 'at_most_once' | 'at_least_once' | 'at_least_once_same_content';
      priority: number;
      segments: number;
      /** @enum {string} */
      encoding: 'GSM-7' | 'UCS-2';
      /** @enum {string} */
      channel: 'sms' | 'mms';
      template_id?: string;
      template_version?: number;
      language?: string;
      agent_id?: string;
      media_urls?: string[];
      subject?: string;
      /** Format: date-time */
      created_at: string;
      created_by: string;
      /** Format: date-time */
      deadline: string;
      metadata?: {
        [key: string]: string;
      };
      possible_duplicate?: boolean;
      retry_of?: string;
      duplicate_of?: string;
      /** Format: date-time */
      cancel_requested_at?: string;
      explanation?: {
        policy: number;
        rule?: number;
        rule_name?: string;
        routes: string[];
        skipped: {
          route: string;
          /** @enum {string} */
          reason:
            | 'disabled'
            | 'unknown_route'
            | 'no_rule'
            | 'country'
            | 'sender_not_possible'
            | 'sender'
            | 'too_long'
            | 'no_mapping'
            | 'templates_only'
            | 'token_not_possible'
            | 'no_mms'
            | 'forced_open'
            | 'breaker_open'
            | 'throttled'
            | 'no_adapter'
            | 'phones_away'
            | 'no_phone'
            | 'no_marketing';
          detail?: string;
        }[];
        throttled?: string[];
      };
      no_route?: {
        /** @enum {string} */
        reason:
          | 'disabled'
          | 'unknown_route'
          | 'no_rule'
          | 'country'
          | 'sender_not_possible'
          | 'sender'
          | 'too_long'
          | 'no_mapping'
          | 'templates_only'
          | 'token_not_possible'
          | 'no_mms'
          | 'forced_open'
          | 'breaker_open'
          | 'throttled'
          | 'no_adapter'
          | 'phones_away'
          | 'no_phone'
          | 'no_marketing'
          | 'no_account';
        detail: string;
      };
      attempts: {
        cost?: {
          micros: number;
          currency: string;
          known: boolean;
        };
        fence: number;
        route?: string;
        vendor?: string;
        agent_id?: string;
        outcome: string;
        /** @enum {string} */
        resolved_by?: 'answer' | 'lookup' | 'receipt' | 'silence' | 'operator' | 'phone';
        /** @enum {string} */
        fault?: 'down' | 'misconfigured' | 'request' | 'recipient' | 'no_adapter';
        vendor_message_id?: string;
        code?: string;
        /** Format: date-time */
        at: string;
      }[];
      timeline: {
        /** Format: date-time */
        at: string;
        kind: string;
        /** @enum {string} */
        status:
          | 'PENDING'
          | 'ASSIGNED'
          | 'SENDING'
          | 'UNCONFIRMED'
          | 'CANCELED'
          | 'EXPIRED'
          | 'FAILED'
          | 'SENT'
          | 'UNDELIVERED'
          | 'DELIVERED';
        route?: string;
        code?: string;
      }[];
    };
    RevealedMessage: {
      id: string;
      to: string;
      text?: string;
    };
    MessageCanceled: {
      id: string;
      /** @enum {string} */
      status:
        | 'PENDING'
        | 'ASSIGNED'
        | 'SENDING'
        | 'UNCONFIRMED'
        | 'CANCELED'
        | 'EXPIRED'
        | 'FAILED'
        | 'SENT'
        | 'UNDELIVERED'
        | 'DELIVERED';
    };
    RequestList: {
      data: {
        id: string;
        /** Format: date-time */
        created_at: string;
        created_by: string;
        /** @enum {string} */
        environment: 'live' | 'test';
        total: number;
        accepted: number;
        rejected: number;
        /** Format: date-time */
        cancel_requested_at?: string;
      }[];
      next_cursor: string | null;
    };
    RefreshedRequests: {
      data: {
        id: string;
        /** @enum {string} */
        state: 'accepted' | 'sending' | 'done';
        total: number;
        accepted: number;
        rejected: number;
        counts: {
          [key: string]: number;
        };
      }[];
      not_found: string[];
    };
    Request: {
      next_cursor: string | null;
      id: string;
      /** Format: date-time */
      created_at: string;
      created_by: string;
      /** @enum {string} */
      environment: 'live' | 'test';
      /** @enum {string} */
      state: 'accepted' | 'sending' | 'done';
      masked?: boolean;
      total: number;
      accepted: number;
      rejected: number;
      counts: {
        [key: string]: number;
      };
      items: {
        id: string;
        /** @enum {string} */
        status:
          | 'PENDING'
          | 'ASSIGNED'
          | 'SENDING'
          | 'UNCONFIRMED'
          | 'CANCELED'
          | 'EXPIRED'
          | 'FAILED'
          | 'SENT'
          | 'UNDELIVERED'
          | 'DELIVERED';
        to: string;
      }[];
    };
    RequestCanceled: {
      id: string;
      counts: {
        [key: string]: number;
      };
    };
    Simulation: {
      blocks: {
        code: string;
        detail: string;
      }[];
      to?: string;
      country?: string;
      /** @enum {string} */
      category?: 'otp' | 'alert' | 'reminder' | 'general' | 'marketing';
      /** @enum {string} */
      guarantee?: 'at_most_once' | 'at_least_once' | 'at_least_once_same_content';
      /** @enum {string} */
      lane?: 'urgent' | 'normal' | 'bulk';
      /** Format: date-time */
      deadline?: string;
      /** @enum {string} */
      channel?: 'sms' | 'mms';
      /** @enum {string} */
      encoding?: 'GSM-7' | 'UCS-2';
      segments?: number;
      warnings?: string[];
      explanation?: {
        policy: number;
        rule?: number;
        rule_name?: string;
        routes: string[];
        skipped: {
          route: string;
          /** @enum {string} */
          reason:
            | 'disabled'
            | 'unknown_route'
            | 'no_rule'
            | 'country'
            | 'sender_not_possible'
            | 'sender'
            | 'too_long'
            | 'no_mapping'
            | 'templates_only'
            | 'token_not_possible'
            | 'no_mms'
            | 'forced_open'
            | 'breaker_open'
            | 'throttled'
            | 'no_adapter'
            | 'phones_away'
            | 'no_phone'
            | 'no_marketing';
          detail?: string;
        }[];
        throttled?: string[];
      };
      no_route?: {
        /** @enum {string} */
        reason:
          | 'disabled'
          | 'unknown_route'
          | 'no_rule'
          | 'country'
          | 'sender_not_possible'
          | 'sender'
          | 'too_long'
          | 'no_mapping'
          | 'templates_only'
          | 'token_not_possible'
          | 'no_mms'
          | 'forced_open'
          | 'breaker_open'
          | 'throttled'
          | 'no_adapter'
          | 'phones_away'
          | 'no_phone'
          | 'no_marketing'
          | 'no_account';
        detail: string;
      };
      prices?: {
        currency: string;
        min_micros: number;
        max_micros: number;
      }[];
    };
    Numbers: {
      data: {
        number: string;
        valid: boolean;
        reason?: string;
        e164?: string;
        country?: string;
        type?: string;
        warnings?: 'number_may_not_exist'[];
        allowed: boolean;
      }[];
    };
    RouteList: {
      data: {
        id: string;
        vendor: string;
        name: string;
        /** @enum {string} */
        environment: 'live' | 'test';
        enabled: boolean;
        order: number;
        countries?: string[];
        max_segments?: number;
        price_micros?: number;
        currency?: string;
        /** @enum {string} */
        receipts: 'callback' | 'poll' | 'poll_by_id' | 'none';
        /** Format: date-time */
        created_at: string;
        state: {
          /** @enum {string} */
          breaker: 'closed' | 'open' | 'ramp';
          /** Format: date-time */
          since: string;
          reason?: string;
          /** Format: date-time */
          open_until?: string;
          override?: {
            /** @enum {string} */
            force: 'open' | 'closed';
            /** Format: date-time */
            until: string;
            by: string;
            reason: string;
          };
          throttle?: {
            /** Format: date-time */
            since: string;
            /** Format: date-time */
            until: string;
          };
          version: number;
        };
      }[];
      next_cursor: string | null;
    };
    Route: {
      id: string;
      vendor: string;
      name: string;
      /** @enum {string} */
      environment: 'live' | 'test';
      enabled: boolean;
      order: number;
      countries?: string[];
      max_segments?: number;
      price_micros?: number;
      currency?: string;
      /** @enum {string} */
      receipts: 'callback' | 'poll' | 'poll_by_id' | 'none';
      /** Format: date-time */
      created_at: string;
      state: {
        /** @enum {string} */
        breaker: 'closed' | 'open' | 'ramp';
        /** Format: date-time */
        since: string;
        reason?: string;
        /** Format: date-time */
        open_until?: string;
        override?: {
          /** @enum {string} */
          force: 'open' | 'closed';
          /** Format: date-time */
          until: string;
          by: string;
          reason: string;
        };
        throttle?: {
          /** Format: date-time */
          since: string;
          /** Format: date-time */
          until: string;
        };
        version: number;
      };
    };
    RouteHistory: {
      data: {
        version: number;
        /** Format: date-time */
        at: string;
        what: string;
        from?: unknown;
        to?: unknown;
        reason: string;
        by: string;
      }[];
      next_cursor: string | null;
    };
    PriceList: {
      data: {
        id: string;
        route: string;
        /** @enum {string} */
        channel: 'sms' | 'mms';
        country?: string;
        prefix?: string;
        price_micros: number;
        currency: string;
        /** Format: date-time */
        valid_from?: string;
      }[];
      next_cursor: string | null;
    };
    Price: {
      id: string;
      route: string;
      /** @enum {string} */
      channel: 'sms' | 'mms';
      country?: string;
      prefix?: string;
      price_micros: number;
      currency: string;
      /** Format: date-time */
      valid_from?: string;
    };
    ImportedPrices: {
      saved: number;
      known: number;
      refused: number;
      errors: {
        line: number;
        code: string;
        detail: string;
      }[];
    };
    PolicyList: {
      data: {
        /** @enum {string} */
        environment: 'live' | 'test';
        version: number;
        rules: {
          name?: string;
          countries?: string[];
          prefixes?: string[];
          categories?: ('otp' | 'alert' | 'reminder' | 'general' | 'marketing')[];
          min_priority?: number;
          routes?: string[];
          weighted?: {
            route: string;
            weight: number;
          }[];
        }[];
        /** Format: date-time */
        updated_at?: string;
        updated_by?: string;
      }[];
      next_cursor: string | null;
    };
    Policy: {
      /** @enum {string} */
      environment: 'live' | 'test';
      version: number;
      rules: {
        name?: string;
        countries?: string[];
        prefixes?: string[];
        categories?: ('otp' | 'alert' | 'reminder' | 'general' | 'marketing')[];
        min_priority?: number;
        routes?: string[];
        weighted?: {
          route: string;
          weight: number;
        }[];
      }[];
      /** Format: date-time */
      updated_at?: string;
      updated_by?: string;
    };
    SenderList: {
      data: {
        value: string;
        routes: string[];
      }[];
      next_cursor: string | null;
    };
    Sender: {
      value: string;
      routes: string[];
    };
    SenderHistory: {
      data: {
        version: number;
        /** Format: date-time */
        at: string;
        /** @enum {string} */
        what: 'saved' | 'deleted';
        from: string[];
        to: string[];
        by: string;
      }[];
      next_cursor: string | null;
    };
    TemplateList: {
      data: {
        id: string;
        key: string;
        number: number;
        name: string;
        active: boolean;
        built_in: boolean;
        version: number;
        /** @enum {string} */
        state: 'draft' | 'approved';
        approved_version?: number;
        /** @enum {string} */
        category: 'otp' | 'alert' | 'reminder' | 'general' | 'marketing';
        message_type?: string;
        languages: string[];
        /** Format: date-time */
        created_at: string;
        created_by: string;
        /** Format: date-time */
        updated_at: string;
      }[];
      next_cursor: string | null;
    };
    Template: {
      contents: {
        [key: string]: string;
      };
      variables: {
        [key: string]: {
          max_length?: number;
          hosts?: string[];
        };
      };
      vendor_mappings: {
        vendor: string;
        version: number;
        code: string;
        tokens: {
          [key: string]: string;
        };
      }[];
      lengths: {
        language: string;
        /** @enum {string} */
        encoding: 'GSM-7' | 'UCS-2';
        max_segments: number;
        max_segments_ucs2: number;
      }[];
      hints: {
        /** @enum {string} */
        code: 'ucs2_character' | 'variable_not_in_language' | 'too_long' | 'vendor_too_long' | 'no_mapping';
        message: string;
        language?: string;
        vendor?: string;
        variable?: string;
        character?: string;
        substitute?: string;
      }[];
      id: string;
      key: string;
      number: number;
      name: string;
      active: boolean;
      built_in: boolean;
      version: number;
      /** @enum {string} */
      state: 'draft' | 'approved';
      approved_version?: number;
      /** @enum {string} */
      category: 'otp' | 'alert' | 'reminder' | 'general' | 'marketing';
      message_type?: string;
      languages: string[];
      /** Format: date-time */
      created_at: string;
      created_by: string;
      /** Format: date-time */
      updated_at: string;
    };
    TemplateVersions: {
      data: {
        version: number;
        /** @enum {string} */
        state: 'draft' | 'approved';
        /** Format: date-time */
        created_at: string;
        created_by: string;
        /** Format: date-time */
        approved_at?: string;
        approved_by?: string;
        /** @enum {string} */
        category: 'otp' | 'alert' | 'reminder' | 'general' | 'marketing';
        message_type?: string;
        contents: {
          [key: string]: string;
        };
        variables: {
          [key: string]: {
            max_length?: number;
            hosts?: string[];
          };
        };
      }[];
      next_cursor: string | null;
    };
    PreviewTemplateReply: {
      version: number;
      previews: {
        language: string;
        text: string;
        /** @enum {string} */
        encoding: 'GSM-7' | 'UCS-2';
        segments: number;
      }[];
      missing: string[];
      hints: {
        /** @enum {string} */
        code: 'ucs2_character' | 'variable_not_in_language' | 'too_long' | 'vendor_too_long' | 'no_mapping';
        message: string;
        language?: string;
        vendor?: string;
        variable?: string;
        character?: string;
        substitute?: string;
      }[];
    };
    VendorMapping: {
      vendor: string;
      version: number;
      code: string;
      tokens: {
        [key: string]: string;
      };
    };
    AccountList: {
      data: {
        id: string;
        vendor: string;
        name: string;
        /** @enum {string} */
        environment: 'live' | 'test';
        enabled: boolean;
        /** @enum {string} */
        source: 'settings' | 'api';
        /** Format: date-time */
        unnamed_at?: string;
        fields: string[];
        /** Format: date-time */
        created_at: string;
        /** Format: date-time */
        updated_at: string;
      }[];
      next_cursor: string | null;
    };
    Account: {
      id: string;
      vendor: string;
      name: string;
      /** @enum {string} */
      environment: 'live' | 'test';
      enabled: boolean;
      /** @enum {string} */
      source: 'settings' | 'api';
      /** Format: date-time */
      unnamed_at?: string;
      fields: string[];
      /** Format: date-time */
      created_at: string;
      /** Format: date-time */
      updated_at: string;
    };
    AccountCheck: {
      ok: boolean;
      /** @enum {string} */
      fault?: 'down' | 'misconfigured' | 'request' | 'recipient' | 'no_adapter';
      vendor_code?: string;
      balance_micros?: number;
      currency?: string;
      callback_url?: string;
    };
    VendorList: {
      data: {
        vendor: string;
        routes: {
          route: string;
          vendor: string;
          name: string;
          /** @enum {string} */
          environment: 'live' | 'test';
          enabled: boolean;
          state: {
            /** @enum {string} */
            breaker: 'closed' | 'open' | 'ramp';
            /** Format: date-time */
            since: string;
            reason?: string;
            /** Format: date-time */
            open_until?: string;
            override?: {
              /** @enum {string} */
              force: 'open' | 'closed';
              /** Format: date-time */
              until: string;
              by: string;
              reason: string;
            };
            throttle?: {
              /** Format: date-time */
              since: string;
              /** Format: date-time */
              until: string;
            };
            version: number;
          };
          in_flight: number;
          concurrency_limit: number;
          penalty: number;
          windows: {
            seconds: number;
            outcomes: {
              [key: string]: number;
            };
            success?: number;
            p50_ms?: number;
            p95_ms?: number;
            slow?: number;
          }[];
        }[];
      }[];
      next_cursor: string | null;
    };
    EnrolmentCode: {
      code: string;
      qr_svg: string;
      qr_text: string;
      /** Format: date-time */
      expires_at: string;
    };
    RegistrationSecret: {
      registration_secret: string;
      configured: boolean;
    };
    AgentList: {
      data: {
        id: string;
        device_id: string;
        label: string;
        /** @enum {string} */
        environment: 'live' | 'test';
        enabled: boolean;
        revoked: boolean;
        online: boolean;
        /** Format: date-time */
        last_seen_at?: string;
        /** Format: date-time */
        registered_at: string;
        can_start: boolean;
        battery?: number;
        charging?: boolean;
        network?: string;
        app_version?: string;
        sims: {
          slot: number;
          id: string;
          operator?: string;
          country?: string;
          number_ends?: string;
          budget: {
            per_minute?: number;
            per_hour?: number;
            per_day?: number;
            per_month?: number;
            parts_per_month?: number;
            recipients_per_month?: number;
            reset_day?: number;
            zone?: string;
            quiet_hours?: {
              from: string;
              until: string;
              zone: string;
            };
            countries?: string[];
          };
          used: {
            minute: number;
            hour: number;
            day: number;
            month: number;
            parts: number;
            recipients: number;
          };
          /** Format: date-time */
          rests_until?: string;
        }[];
        assigned: number;
        sending: number;
        waiting: number;
        holds?: {
          message_id: string;
          /** @enum {string} */
          status:
            | 'PENDING'
            | 'ASSIGNED'
            | 'SENDING'
            | 'UNCONFIRMED'
            | 'CANCELED'
            | 'EXPIRED'
            | 'FAILED'
            | 'SENT'
            | 'UNDELIVERED'
            | 'DELIVERED';
          fence: number;
          /** Format: date-time */
          since: string;
        }[];
      }[];
      next_cursor: string | null;
    };
    Agent: {
      id: string;
      device_id: string;
      label: string;
      /** @enum {string} */
      environment: 'live' | 'test';
      enabled: boolean;
      revoked: boolean;
      online: boolean;
      /** Format: date-time */
      last_seen_at?: string;
      /** Format: date-time */
      registered_at: string;
      can_start: boolean;
      battery?: number;
      charging?: boolean;
      network?: string;
      app_version?: string;
      sims: {
        slot: number;
        id: string;
        operator?: string;
        country?: string;
        number_ends?: string;
        budget: {
          per_minute?: number;
          per_hour?: number;
          per_day?: number;
          per_month?: number;
          parts_per_month?: number;
          recipients_per_month?: number;
          reset_day?: number;
          zone?: string;
          quiet_hours?: {
            from: string;
            until: string;
            zone: string;
          };
          countries?: string[];
        };
        used: {
          minute: number;
          hour: number;
          day: number;
          month: number;
          parts: number;
          recipients: number;
        };
        /** Format: date-time */
        rests_until?: string;
      }[];
      assigned: number;
      sending: number;
      waiting: number;
      holds?: {
        message_id: string;
        /** @enum {string} */
        status:
          | 'PENDING'
          | 'ASSIGNED'
          | 'SENDING'
          | 'UNCONFIRMED'
          | 'CANCELED'
          | 'EXPIRED'
          | 'FAILED'
          | 'SENT'
          | 'UNDELIVERED'
          | 'DELIVERED';
        fence: number;
        /** Format: date-time */
        since: string;
      }[];
    };
    PoolList: {
      data: {
        id: string;
        name: string;
        /** @enum {string} */
        environment: 'live' | 'test';
        enabled: boolean;
        order: number;
        agents: string[];
        online: number;
        version: number;
        /** Format: date-time */
        created_at: string;
      }[];
      next_cursor: string | null;
    };
    Pool: {
      id: string;
      name: string;
      /** @enum {string} */
      environment: 'live' | 'test';
      enabled: boolean;
      order: number;
      agents: string[];
      online: number;
      version: number;
      /** Format: date-time */
      created_at: string;
    };
    SystemChecks: {
      ok: boolean;
      checks: {
        service: string;
        name: string;
        ok: boolean;
        detail: string;
      }[];
    };
    DeadLetterList: {
      data: {
        id: string;
        request_id: string;
        number: number;
        /** @enum {string} */
        environment: 'live' | 'test';
        /** @enum {string} */
        status:
          | 'PENDING'
          | 'ASSIGNED'
          | 'SENDING'
          | 'UNCONFIRMED'
          | 'CANCELED'
          | 'EXPIRED'
          | 'FAILED'
          | 'SENT'
          | 'UNDELIVERED'
          | 'DELIVERED';
        /** @enum {string} */
        state: 'pending' | 'retried' | 'abandoned';
        to: string;
        masked?: boolean;
        created_by?: string;
        /** @enum {string} */
        category: 'otp' | 'alert' | 'reminder' | 'general' | 'marketing';
        attempts: number;
        route?: string;
        code?: string;
        may_be_duplicate: boolean;
        /** Format: date-time */
        created_at: string;
        retried_as?: string;
        changed_by?: string;
        reason?: string;
      }[];
      next_cursor: string | null;
    };
    DeadLetterStats: {
      by_state: {
        [key: string]: number;
      };
      by_route: {
        [key: string]: number;
      };
      by_category: {
        [key: string]: number;
      };
      /** Format: date-time */
      oldest_pending_at?: string;
    };
    RetriedDeadLetters: {
      next_cursor: string | null;
      retried: {
        id: string;
        retried_as: string;
      }[];
      skipped: {
        id: string;
        /** @enum {string} */
        reason: 'already_retried' | 'abandoned' | 'not_dead' | 'code_expired' | 'may_be_duplicate' | 'refused';
        detail: string;
      }[];
    };
    RetriedDeadLetter: {
      id: string;
      retried_as: string;
    };
    DeadLetter: {
      id: string;
      request_id: string;
      number: number;
      /** @enum {string} */
      environment: 'live' | 'test';
      /** @enum {string} */
      status:
        | 'PENDING'
        | 'ASSIGNED'
        | 'SENDING'
        | 'UNCONFIRMED'
        | 'CANCELED'
        | 'EXPIRED'
        | 'FAILED'
        | 'SENT'
        | 'UNDELIVERED'
        | 'DELIVERED';
      /** @enum {string} */
      state: 'pending' | 'retried' | 'abandoned';
      to: string;
      masked?: boolean;
      created_by?: string;
      /** @enum {string} */
      category: 'otp' | 'alert' | 'reminder' | 'general' | 'marketing';
      attempts: number;
      route?: string;
      code?: string;
      may_be_duplicate: boolean;
      /** Format: date-time */
      created_at: string;
      retried_as?: string;
      changed_by?: string;
      reason?: string;
    };
    InboundMessageList: {
      data: {
        id: string;
        conversation: string;
        /** @enum {string} */
        environment: 'live' | 'test';
        from: string;
        to: string;
        text?: string;
        media_urls?: string[];
        masked: boolean;
        /** @enum {string} */
        keyword?: 'stop' | 'start' | 'help';
        needs_review: boolean;
        route: string;
        vendor: string;
        /** Format: date-time */
        received_at: string;
      }[];
      next_cursor: string | null;
    };
    ConversationList: {
      data: {
        id: string;
        /** @enum {string} */
        environment: 'live' | 'test';
        number: string;
        our_number: string;
        masked: boolean;
        route: string;
        /** Format: date-time */
        last_received_at: string;
      }[];
      next_cursor: string | null;
    };
    Conversation: {
      conversation: {
        id: string;
        /** @enum {string} */
        environment: 'live' | 'test';
        number: string;
        our_number: string;
        masked: boolean;
        route: string;
        /** Format: date-time */
        last_received_at: string;
      };
      data: {
        id: string;
        /** @enum {string} */
        direction: 'received' | 'sent';
        /** Format: date-time */
        at: string;
        text?: string;
        media_urls?: string[];
        masked: boolean;
        /** @enum {string} */
        keyword?: 'stop' | 'start' | 'help';
        needs_review?: boolean;
        /** @enum {string} */
        status?:
          | 'PENDING'
          | 'ASSIGNED'
          | 'SENDING'
          | 'UNCONFIRMED'
          | 'CANCELED'
          | 'EXPIRED'
          | 'FAILED'
          | 'SENT'
          | 'UNDELIVERED'
          | 'DELIVERED';
        created_by?: string;
      }[];
      next_cursor: string | null;
    };
    ReplyAccepted: {
      id: string;
      request_id: string;
      /** @enum {string} */
      status:
        | 'PENDING'
        | 'ASSIGNED'
        | 'SENDING'
        | 'UNCONFIRMED'
        | 'CANCELED'
        | 'EXPIRED'
        | 'FAILED'
        | 'SENT'
        | 'UNDELIVERED'
        | 'DELIVERED';
      reason?: string;
      duplicate_of?: string;
      segments: number;
      /** @enum {string} */
      encoding: 'GSM-7' | 'UCS-2';
      warnings: string[];
    };
    OptOutList: {
      data: {
        id: string;
        number: string;
        /** @enum {string} */
        scope: 'all' | 'marketing';
        /** @enum {string} */
        source: 'api' | 'console' | 'import' | 'sms' | 'web' | 'call' | 'vendor';
        proof?: string;
        /** Format: date-time */
        at: string;
        by: string;
        masked: boolean;
      }[];
      next_cursor: string | null;
    };
    AddedOptOut: {
      added: boolean;
      id: string;
      number: string;
      /** @enum {string} */
      scope: 'all' | 'marketing';
      /** @enum {string} */
      source: 'api' | 'console' | 'import' | 'sms' | 'web' | 'call' | 'vendor';
      proof?: string;
      /** Format: date-time */
      at: string;
      by: string;
      masked: boolean;
    };
    FoundOptOut: {
      number: string;
      opt_out?: {
        id: string;
        number: string;
        /** @enum {string} */
        scope: 'all' | 'marketing';
        /** @enum {string} */
        source: 'api' | 'console' | 'import' | 'sms' | 'web' | 'call' | 'vendor';
        proof?: string;
        /** Format: date-time */
        at: string;
        by: string;
        masked: boolean;
      };
      history: {
        /** Format: date-time */
        at: string;
        /** @enum {string} */
        what: 'added' | 'lifted';
        /** @enum {string} */
        scope?: 'all' | 'marketing';
        /** @enum {string} */
        source?: 'api' | 'console' | 'import' | 'sms' | 'web' | 'call' | 'vendor';
        proof?: string;
        reason?: string;
        by: string;
        masked: boolean;
      }[];
    };
    ImportedOptOuts: {
      added: number;
      known: number;
      refused: number;
      errors: {
        line: number;
        code: string;
        detail: string;
      }[];
    };
    Tenant: {
      id: string;
      number: number;
      name: string;
      active: boolean;
      zone: string;
      /** @enum {string} */
      default_environment: 'live' | 'test';
      destinations: string[];
      default_region?: string;
      block_international: boolean;
      denied_prefixes: string[];
      safe_prefixes: string[];
      duplicate_window_minutes: number;
      messages_per_minute?: number;
      template_four_eyes: boolean;
      phones_marketing: boolean;
      /** @enum {string} */
      agent_pinned: 'only' | 'prefer';
      answer_keywords: boolean;
      stop_answer?: string;
      start_answer?: string;
      help_answer?: string;
      version: number;
    };
    TenantList: {
      data: {
        id: string;
        number: number;
        name: string;
        active: boolean;
        zone: string;
        /** @enum {string} */
        default_environment: 'live' | 'test';
        destinations: string[];
        default_region?: string;
        block_international: boolean;
        denied_prefixes: string[];
        safe_prefixes: string[];
        duplicate_window_minutes: number;
        messages_per_minute?: number;
        template_four_eyes: boolean;
        phones_marketing: boolean;
        /** @enum {string} */
        agent_pinned: 'only' | 'prefer';
        answer_keywords: boolean;
        stop_answer?: string;
        start_answer?: string;
        help_answer?: string;
        version: number;
      }[];
      next_cursor: string | null;
    };
    CreatedTenant: {
      owner: {
        id: string;
        username: string;
      };
      id: string;
      number: number;
      name: string;
      active: boolean;
      zone: string;
      /** @enum {string} */
      default_environment: 'live' | 'test';
      destinations: string[];
      default_region?: string;
      block_international: boolean;
      denied_prefixes: string[];
      safe_prefixes: string[];
      duplicate_window_minutes: number;
      messages_per_minute?: number;
      template_four_eyes: boolean;
      phones_marketing: boolean;
      /** @enum {string} */
      agent_pinned: 'only' | 'prefer';
      answer_keywords: boolean;
      stop_answer?: string;
      start_answer?: string;
      help_answer?: string;
      version: number;
    };
    Token: {
      access_token: string;
      /** @enum {string} */
      token_type: 'Bearer';
      expires_in: number;
      refresh_token: string;
    };
    Caller: {
      /** @enum {string} */
      kind: 'key' | 'user';
      id: string;
      tenant: string;
      scopes: (
        | 'messages:send'
        | 'messages:read'
        | 'messages:read_content'
        | 'routing:read'
        | 'routing:write'
        | 'templates:read'
        | 'templates:write'
        | 'templates:approve'
        | 'opt_outs:read'
        | 'opt_outs:write'
        | 'agents:read'
        | 'agents:write'
        | 'accounts:write'
        | 'tenant:write'
        | 'keys:write'
        | 'users:write'
        | 'issuers:write'
        | 'audit:read'
        | 'tenants:write'
      )[];
      /** @enum {string} */
      environment?: 'live' | 'test';
      username?: string;
      role?: string;
    };
    Session: {
      id: string;
      /** @enum {string} */
      kind: 'console' | 'tokens';
      current: boolean;
      /** Format: date-time */
      started_at: string;
      /** Format: date-time */
      last_used_at: string;
      /** Format: date-time */
      expires_at: string;
    };
    SessionList: {
      data: {
        id: string;
        /** @enum {string} */
        kind: 'console' | 'tokens';
        current: boolean;
        /** Format: date-time */
        started_at: string;
        /** Format: date-time */
        last_used_at: string;
        /** Format: date-time */
        expires_at: string;
      }[];
      next_cursor: string | null;
    };
    KeyList: {
      data: {
        id: string;
        name?: string;
        /** @enum {string} */
        environment: 'live' | 'test';
        /** @enum {string} */
        state: 'active' | 'expired' | 'revoked';
        scopes: (
          | 'messages:send'
          | 'messages:read'
          | 'messages:read_content'
          | 'routing:read'
          | 'routing:write'
          | 'templates:read'
          | 'templates:write'
          | 'templates:approve'
          | 'opt_outs:read'
          | 'opt_outs:write'
          | 'agents:read'
          | 'agents:write'
          | 'accounts:write'
          | 'tenant:write'
          | 'keys:write'
          | 'users:write'
          | 'issuers:write'
          | 'audit:read'
          | 'tenants:write'
        )[];
        last4: string;
        /** Format: date-time */
        created_at: string;
        created_by: string;
        /** Format: date-time */
        expires_at?: string;
        /** Format: date-time */
        revoked_at?: string;
        /** Format: date-time */
        last_used_at?: string;
        /** Format: date-time */
        exposed_at?: string;
        replaced_by?: string;
        allowed_ips?: string[];
        daily_limit: number;
        used_today?: number;
      }[];
      next_cursor: string | null;
    };
    NewKey: {
      id: string;
      key: string;
    };
    Key: {
      id: string;
      name?: string;
      /** @enum {string} */
      environment: 'live' | 'test';
      /** @enum {string} */
      state: 'active' | 'expired' | 'revoked';
      scopes: (
        | 'messages:send'
        | 'messages:read'
        | 'messages:read_content'
        | 'routing:read'
        | 'routing:write'
        | 'templates:read'
        | 'templates:write'
        | 'templates:approve'
        | 'opt_outs:read'
        | 'opt_outs:write'
        | 'agents:read'
        | 'agents:write'
        | 'accounts:write'
        | 'tenant:write'
        | 'keys:write'
        | 'users:write'
        | 'issuers:write'
        | 'audit:read'
        | 'tenants:write'
      )[];
      last4: string;
      /** Format: date-time */
      created_at: string;
      created_by: string;
      /** Format: date-time */
      expires_at?: string;
      /** Format: date-time */
      revoked_at?: string;
      /** Format: date-time */
      last_used_at?: string;
      /** Format: date-time */
      exposed_at?: string;
      replaced_by?: string;
      allowed_ips?: string[];
      daily_limit: number;
      used_today?: number;
    };
    RefusalList: {
      data: {
        day: string;
        code: string;
        count: number;
      }[];
    };
    LimitList: {
      data: {
        /** @enum {string} */
        subject: 'key' | 'user' | 'tenant';
        /** @enum {string} */
        environment: 'live' | 'test';
        /** @enum {string} */
        per: 'minute' | 'hour' | 'day';
        limit: number;
        used: number;
        remaining: number;
        /** Format: date-time */
        resets_at: string;
      }[];
    };
    IssuerList: {
      data: {
        id: string;
        name: string;
        issuer: string;
        /** @enum {string} */
        algorithm:
          | 'HS256'
          | 'HS384'
          | 'HS512'
          | 'RS256'
          | 'RS384'
          | 'RS512'
          | 'PS256'
          | 'PS384'
          | 'PS512'
          | 'ES256'
          | 'ES384'
          | 'ES512'
          | 'EdDSA';
        has_secret: boolean;
        public_key?: string;
        jwks_url?: string;
        audience?: string;
        tenant_claim?: string;
        user_claim: string;
        role_claim?: string;
        /** @enum {string} */
        default_role: 'owner' | 'admin' | 'operator' | 'sender' | 'viewer';
        enabled: boolean;
        /** Format: date-time */
        created_at: string;
        created_by: string;
      }[];
      next_cursor: string | null;
    };
    Issuer: {
      id: string;
      name: string;
      issuer: string;
      /** @enum {string} */
      algorithm:
        | 'HS256'
        | 'HS384'
        | 'HS512'
        | 'RS256'
        | 'RS384'
        | 'RS512'
        | 'PS256'
        | 'PS384'
        | 'PS512'
        | 'ES256'
        | 'ES384'
        | 'ES512'
        | 'EdDSA';
      has_secret: boolean;
      public_key?: string;
      jwks_url?: string;
      audience?: string;
      tenant_claim?: string;
      user_claim: string;
      role_claim?: string;
      /** @enum {string} */
      default_role: 'owner' | 'admin' | 'operator' | 'sender' | 'viewer';
      enabled: boolean;
      /** Format: date-time */
      created_at: string;
      created_by: string;
    };
    UserList: {
      data: {
        id: string;
        number: number;
        username: string;
        /** @enum {string} */
        role: 'owner' | 'admin' | 'operator' | 'sender' | 'viewer';
        active: boolean;
        installation_admin: boolean;
        /** Format: date-time */
        created_at: string;
        created_by: string;
      }[];
      next_cursor: string | null;
    };
    User: {
      id: string;
      number: number;
      username: string;
      /** @enum {string} */
      role: 'owner' | 'admin' | 'operator' | 'sender' | 'viewer';
      active: boolean;
      installation_admin: boolean;
      /** Format: date-time */
      created_at: string;
      created_by: string;
    };
    UserToken: {
      user_id: string;
      token: string;
    };
    AuditEntryList: {
      data: {
        id: string;
        seq?: number;
        /** Format: date-time */
        at: string;
        action: string;
        /** @enum {string} */
        result: 'allowed' | 'denied' | 'unknown';
        actor: string;
        target?: string;
        code?: string;
        reason?: string;
        client_ip?: string;
        trace_id?: string;
        hash?: string;
      }[];
      next_cursor: string | null;
    };
    Verification: {
      verified: boolean;
      rows: number;
      anchored_up_to: number;
      before_chain: number;
      first_bad?: number;
      /** @enum {string} */
      problem?: 'altered' | 'missing' | 'unlinked' | 'truncated' | 'rewritten' | 'forged_anchor' | 'anchors_gone';
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  listMessages: {
    parameters: {
      query?: {
        status?: (
          | 'PENDING'
          | 'ASSIGNED'
          | 'SENDING'
          | 'UNCONFIRMED'
          | 'CANCELED'
          | 'EXPIRED'
          | 'FAILED'
          | 'SENT'
          | 'UNDELIVERED'
          | 'DELIVERED'
        )[];
        category?: 'otp' | 'alert' | 'reminder' | 'general' | 'marketing';
        channel?: 'sms' | 'mms';
        route?: string;
        agent?: string;
        client_ref?: string;
        subject_ref?: string;
        template?: string;
        request?: string;
        environment?: 'live' | 'test';
        created_by?: string;
        from?: string;
        until?: string;
        limit?: number;
        cursor?: string;
      };
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['MessageList'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  sendMessage: {
    parameters: {
      query?: never;
      header?: {
        'Idempotency-Key'?: string;
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          to: string;
          text?: string;
          client_ref?: string;
          route?: string;
          agent_id?: string;
          pool?: string;
          media_urls?: string[];
          subject?: string;
          /** @enum {string} */
          media_fallback?: 'link';
          template?: string | number;
          variables?: {
            [key: string]: string;
          };
          language?: string;
          /** @enum {string} */
          category?: 'otp' | 'alert' | 'reminder' | 'general' | 'marketing';
          /** Format: date-time */
          send_at?: string;
          valid_for_s?: number;
          /** Format: date-time */
          deadline?: string;
          /** @enum {string} */
          guarantee?: 'at_most_once' | 'at_least_once' | 'at_least_once_same_content';
          priority?: number;
          sender?: string;
          subject_ref?: string;
          metadata?: {
            [key: string]: string;
          };
        };
      };
    };
    responses: {
      202: {
        headers: {
          'Idempotent-Replayed'?: 'true';
          'RateLimit-Limit'?: number;
          'RateLimit-Remaining'?: number;
          'RateLimit-Reset'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['MessageAccepted'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  searchMessages: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          to?: string;
          text?: string;
          status?: (
            | 'PENDING'
            | 'ASSIGNED'
            | 'SENDING'
            | 'UNCONFIRMED'
            | 'CANCELED'
            | 'EXPIRED'
            | 'FAILED'
            | 'SENT'
            | 'UNDELIVERED'
            | 'DELIVERED'
          )[];
          /** @enum {string} */
          category?: 'otp' | 'alert' | 'reminder' | 'general' | 'marketing';
          /** @enum {string} */
          channel?: 'sms' | 'mms';
          route?: string;
          /** @enum {string} */
          environment?: 'live' | 'test';
          created_by?: string;
          client_ref?: string;
          subject_ref?: string;
          template?: string;
          request?: string;
          /** Format: date-time */
          from?: string;
          /** Format: date-time */
          until?: string;
          limit?: number;
          cursor?: string;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['FoundMessages'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  sendBatch: {
    parameters: {
      query?: never;
      header?: {
        'Idempotency-Key'?: string;
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          messages: {
            to: string;
            text?: string;
            client_ref?: string;
            route?: string;
            agent_id?: string;
            pool?: string;
            media_urls?: string[];
            subject?: string;
            /** @enum {string} */
            media_fallback?: 'link';
            template?: string | number;
            variables?: {
              [key: string]: string;
            };
            language?: string;
            /** @enum {string} */
            category?: 'otp' | 'alert' | 'reminder' | 'general' | 'marketing';
            /** Format: date-time */
            send_at?: string;
            valid_for_s?: number;
            /** Format: date-time */
            deadline?: string;
            /** @enum {string} */
            guarantee?: 'at_most_once' | 'at_least_once' | 'at_least_once_same_content';
            priority?: number;
            sender?: string;
            subject_ref?: string;
            metadata?: {
              [key: string]: string;
            };
          }[];
          defaults?: {
            text?: string;
            route?: string;
            agent_id?: string;
            pool?: string;
            media_urls?: string[];
            subject?: string;
            /** @enum {string} */
            media_fallback?: 'link';
            template?: string | number;
            variables?: {
              [key: string]: string;
            };
            language?: string;
            /** @enum {string} */
            category?: 'otp' | 'alert' | 'reminder' | 'general' | 'marketing';
            /** Format: date-time */
            send_at?: string;
            valid_for_s?: number;
            /** Format: date-time */
            deadline?: string;
            /** @enum {string} */
            guarantee?: 'at_most_once' | 'at_least_once' | 'at_least_once_same_content';
            priority?: number;
            sender?: string;
            subject_ref?: string;
            metadata?: {
              [key: string]: string;
            };
          };
        };
      };
    };
    responses: {
      202: {
        headers: {
          'Idempotent-Replayed'?: 'true';
          'RateLimit-Limit'?: number;
          'RateLimit-Remaining'?: number;
          'RateLimit-Reset'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['BatchAccepted'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getMessage: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Message'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  revealMessage: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RevealedMessage'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  cancelMessage: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['MessageCanceled'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listRequests: {
    parameters: {
      query?: {
        environment?: 'live' | 'test';
        created_by?: string;
        from?: string;
        until?: string;
        limit?: number;
        cursor?: string;
      };
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RequestList'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  refreshRequests: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          ids: string[];
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RefreshedRequests'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getRequest: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string;
      };
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Request'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  cancelRequest: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RequestCanceled'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  simulate: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          to: string;
          text?: string;
          client_ref?: string;
          route?: string;
          agent_id?: string;
          pool?: string;
          media_urls?: string[];
          subject?: string;
          /** @enum {string} */
          media_fallback?: 'link';
          template?: string | number;
          variables?: {
            [key: string]: string;
          };
          language?: string;
          /** @enum {string} */
          category?: 'otp' | 'alert' | 'reminder' | 'general' | 'marketing';
          /** Format: date-time */
          send_at?: string;
          valid_for_s?: number;
          /** Format: date-time */
          deadline?: string;
          /** @enum {string} */
          guarantee?: 'at_most_once' | 'at_least_once' | 'at_least_once_same_content';
          priority?: number;
          sender?: string;
          subject_ref?: string;
          metadata?: {
            [key: string]: string;
          };
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Simulation'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  validateNumbers: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          number?: string;
          numbers?: string[];
          default_region?: string;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Numbers'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listRoutes: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string;
      };
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RouteList'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getRoute: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Route'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  changeRoute: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          name?: string;
          enabled?: boolean;
          order?: number;
          countries?: string[] | null;
          max_segments?: number | null;
          price_micros?: number | null;
          currency?: string | null;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Route'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  forceRoute: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @enum {string} */
          force: 'open' | 'closed' | 'auto';
          for_s?: number;
          reason: string;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Route'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getRouteHistory: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string;
      };
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RouteHistory'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listPrices: {
    parameters: {
      query?: {
        route?: string;
        limit?: number;
        cursor?: string;
      };
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PriceList'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  savePrice: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          route: string;
          /** @enum {string} */
          channel?: 'sms' | 'mms';
          country?: string;
          prefix?: string;
          price_micros: number;
          currency: string;
          /** Format: date-time */
          valid_from?: string;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Price'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  importPrices: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'text/csv': string;
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ImportedPrices'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  deletePrice: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listPolicies: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PolicyList'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getPolicy: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        environment: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Policy'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  savePolicy: {
    parameters: {
      query?: never;
      header: {
        'If-Match': string;
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        environment: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          rules: {
            name?: string;
            countries?: string[];
            prefixes?: string[];
            categories?: ('otp' | 'alert' | 'reminder' | 'general' | 'marketing')[];
            min_priority?: number;
            routes?: string[];
            weighted?: {
              route: string;
              weight: number;
            }[];
          }[];
        };
      };
    };
    responses: {
      200: {
        headers: {
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Policy'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  deletePolicy: {
    parameters: {
      query?: never;
      header?: {
        'If-Match'?: string;
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        environment: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listSenders: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string;
      };
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SenderList'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getSender: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        value: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Sender'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  saveSender: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        value: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          routes: string[];
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Sender'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  deleteSender: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        value: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getSenderHistory: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string;
      };
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        value: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SenderHistory'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listTemplates: {
    parameters: {
      query?: {
        active?: 'true' | 'false';
        category?: 'otp' | 'alert' | 'reminder' | 'general' | 'marketing';
        limit?: number;
        cursor?: string;
      };
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TemplateList'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  createTemplate: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          key: string;
          contents: {
            [key: string]: string;
          };
          variables?: {
            [key: string]: {
              max_length?: number;
              hosts?: string[];
            };
          };
          name?: string;
          /** @enum {string} */
          category?: 'otp' | 'alert' | 'reminder' | 'general' | 'marketing';
          message_type?: string;
        };
      };
    };
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Template'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getTemplate: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Template'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  deleteTemplate: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  changeTemplate: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          contents?: {
            [key: string]: string;
          };
          variables?: {
            [key: string]: {
              max_length?: number;
              hosts?: string[];
            };
          };
          active?: boolean;
          name?: string;
          /** @enum {string} */
          category?: 'otp' | 'alert' | 'reminder' | 'general' | 'marketing';
          message_type?: string;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Template'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listTemplateVersions: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string;
      };
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TemplateVersions'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  approveTemplate: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': {
          version?: number;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Template'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  previewTemplate: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': {
          version?: number;
          variables?: {
            [key: string]: string;
          };
          language?: string;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PreviewTemplateReply'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  mapTemplate: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        vendor: string;
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          code: string;
          tokens:
            | {
                [key: string]: string;
              }
            | string[];
          version?: number;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['VendorMapping'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  unmapTemplate: {
    parameters: {
      query?: {
        version?: string;
      };
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        vendor: string;
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listAccounts: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string;
      };
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AccountList'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  createAccount: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          vendor: string;
          name: string;
          /** @enum {string} */
          environment: 'live' | 'test';
          settings:
            | {
                [key: string]: string;
              }
            | {
                /** Format: password */
                api_key: string;
                project_id?: string;
                sender?: string;
                path_prefix?: string;
                auth_header?: string;
                sms_channel_id?: string;
                mms_channel_id?: string;
                success_means?: string;
              }
            | {
                application_id: string;
                sender?: string;
                method?: string;
                text_parameter?: string;
                success_pattern?: string;
                refusal_pattern?: string;
                invalid_number_pattern?: string;
              }
            | {
                api: string;
                /** Format: password */
                key: string;
                /** Format: password */
                secret?: string;
                sender?: string;
                /** Format: password */
                callback_key?: string;
              }
            | {
                /** Format: password */
                api_key: string;
                sender?: string;
                receipts?: string;
                countries?: string;
              }
            | {
                /** Format: password */
                api_key: string;
                line_number?: string;
              }
            | {
                access_key_id: string;
                /** Format: password */
                secret_access_key: string;
                /** Format: password */
                session_token?: string;
                region: string;
                account_id?: string;
                sender_id?: string;
                sms_type?: string;
                max_price?: string;
                delivery_logs?: string;
              }
            | {
                account_sid: string;
                /** Format: password */
                auth_token: string;
                api_key_sid?: string;
                /** Format: password */
                api_key_secret?: string;
                sender: string;
              };
        };
      };
    };
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Account'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  replaceAccount: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          name?: string;
          settings:
            | {
                [key: string]: string;
              }
            | {
                /** Format: password */
                api_key: string;
                project_id?: string;
                sender?: string;
                path_prefix?: string;
                auth_header?: string;
                sms_channel_id?: string;
                mms_channel_id?: string;
                success_means?: string;
              }
            | {
                application_id: string;
                sender?: string;
                method?: string;
                text_parameter?: string;
                success_pattern?: string;
                refusal_pattern?: string;
                invalid_number_pattern?: string;
              }
            | {
                api: string;
                /** Format: password */
                key: string;
                /** Format: password */
                secret?: string;
                sender?: string;
                /** Format: password */
                callback_key?: string;
              }
            | {
                /** Format: password */
                api_key: string;
                sender?: string;
                receipts?: string;
                countries?: string;
              }
            | {
                /** Format: password */
                api_key: string;
                line_number?: string;
              }
            | {
                access_key_id: string;
                /** Format: password */
                secret_access_key: string;
                /** Format: password */
                session_token?: string;
                region: string;
                account_id?: string;
                sender_id?: string;
                sms_type?: string;
                max_price?: string;
                delivery_logs?: string;
              }
            | {
                account_sid: string;
                /** Format: password */
                auth_token: string;
                api_key_sid?: string;
                /** Format: password */
                api_key_secret?: string;
                sender: string;
              };
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Account'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  enableAccount: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Account'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  disableAccount: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Account'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  testAccount: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AccountCheck'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listVendors: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['VendorList'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  createEnrolmentCode: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': {
          label?: string;
          pool?: string;
          /** @enum {string} */
          environment?: 'live' | 'test';
        };
      };
    };
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['EnrolmentCode'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getRegistrationSecret: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RegistrationSecret'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  saveRegistrationSecret: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          registration_secret: string;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RegistrationSecret'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listAgents: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string;
      };
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AgentList'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getAgent: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Agent'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  changeAgent: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          label?: string;
          enabled?: boolean;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Agent'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  enableAgent: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Agent'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  disableAgent: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Agent'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  revokeAgent: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Agent'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  saveBudgets: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          sim_slot?: number;
          per_minute?: number;
          per_hour?: number;
          per_day?: number;
          per_month?: number;
          parts_per_month?: number;
          recipients_per_month?: number;
          reset_day?: number;
          zone?: string;
          quiet_hours?: {
            from: string;
            until: string;
            zone: string;
          };
          countries?: string[];
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Agent'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listPools: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string;
      };
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PoolList'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  createPool: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          name: string;
          /** @enum {string} */
          environment?: 'live' | 'test';
          enabled?: boolean;
          order?: number;
          agents?: string[];
        };
      };
    };
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pool'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getPool: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pool'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  deletePool: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  changePool: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          name?: string;
          enabled?: boolean;
          order?: number;
          agents?: string[];
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pool'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  checkSystem: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SystemChecks'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listDeadLetters: {
    parameters: {
      query?: {
        state?: 'pending' | 'retried' | 'abandoned';
        category?: 'otp' | 'alert' | 'reminder' | 'general' | 'marketing';
        route?: string;
        from?: string;
        until?: string;
        limit?: number;
        cursor?: string;
      };
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DeadLetterList'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getDeadLetterStats: {
    parameters: {
      query?: {
        state?: 'pending' | 'retried' | 'abandoned';
        category?: 'otp' | 'alert' | 'reminder' | 'general' | 'marketing';
        route?: string;
        from?: string;
        until?: string;
      };
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DeadLetterStats'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  retryDeadLetters: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': {
          /** @enum {string} */
          state?: 'pending';
          /** @enum {string} */
          category?: 'otp' | 'alert' | 'reminder' | 'general' | 'marketing';
          route?: string;
          /** Format: date-time */
          from?: string;
          /** Format: date-time */
          until?: string;
          limit?: number;
          cursor?: string;
          accept_duplicate?: boolean;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RetriedDeadLetters'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  retryDeadLetter: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': {
          accept_duplicate?: boolean;
        };
      };
    };
    responses: {
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RetriedDeadLetter'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  abandonDeadLetter: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': {
          reason?: string;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DeadLetter'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listInboundMessages: {
    parameters: {
      query?: {
        environment?: 'live' | 'test';
        from?: string;
        until?: string;
        route?: string;
        to?: string;
        conversation?: string;
        keyword?: 'stop' | 'start' | 'help';
        needs_review?: 'true' | 'false';
        limit?: number;
        cursor?: string;
      };
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['InboundMessageList'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listConversations: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string;
      };
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ConversationList'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getConversation: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string;
      };
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Conversation'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  replyInConversation: {
    parameters: {
      query?: never;
      header?: {
        'Idempotency-Key'?: string;
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          text: string;
          client_ref?: string;
        };
      };
    };
    responses: {
      202: {
        headers: {
          'Idempotent-Replayed'?: 'true';
          'RateLimit-Limit'?: number;
          'RateLimit-Remaining'?: number;
          'RateLimit-Reset'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ReplyAccepted'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listOptOuts: {
    parameters: {
      query?: {
        scope?: 'all' | 'marketing';
        limit?: number;
        cursor?: string;
      };
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OptOutList'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  addOptOut: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @enum {string} */
          scope?: 'all' | 'marketing';
          /** @enum {string} */
          source?: 'api' | 'console' | 'import' | 'sms' | 'web' | 'call' | 'vendor';
          proof?: string;
          number: string;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AddedOptOut'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  findOptOut: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          number: string;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['FoundOptOut'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  importOptOuts: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'text/csv': string;
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ImportedOptOuts'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  exportOptOuts: {
    parameters: {
      query?: {
        scope?: 'all' | 'marketing';
      };
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/csv': string;
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  liftOptOut: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          reason: string;
        };
      };
    };
    responses: {
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getTenant: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Tenant'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  changeTenant: {
    parameters: {
      query?: never;
      header: {
        'If-Match': string;
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          name?: string;
          zone?: string;
          /** @enum {string} */
          default_environment?: 'live' | 'test';
          destinations?: string[];
          default_region?: string | null;
          block_international?: boolean;
          denied_prefixes?: string[];
          safe_prefixes?: string[];
          duplicate_window_minutes?: number;
          template_four_eyes?: boolean;
          phones_marketing?: boolean;
          /** @enum {string} */
          agent_pinned?: 'only' | 'prefer';
          answer_keywords?: boolean;
          stop_answer?: string | null;
          start_answer?: string | null;
          help_answer?: string | null;
          active?: boolean;
          messages_per_minute?: number | null;
        };
      };
    };
    responses: {
      200: {
        headers: {
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Tenant'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listTenants: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string;
      };
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TenantList'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  createTenant: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          name: string;
          owner: {
            username: string;
            password: string;
          };
          default_region: string;
          /** @default UTC */
          zone?: string;
        };
      };
    };
    responses: {
      201: {
        headers: {
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CreatedTenant'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getTenantById: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Tenant'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  changeTenantById: {
    parameters: {
      query?: never;
      header: {
        'If-Match': string;
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          name?: string;
          zone?: string;
          /** @enum {string} */
          default_environment?: 'live' | 'test';
          destinations?: string[];
          default_region?: string | null;
          block_international?: boolean;
          denied_prefixes?: string[];
          safe_prefixes?: string[];
          duplicate_window_minutes?: number;
          template_four_eyes?: boolean;
          phones_marketing?: boolean;
          /** @enum {string} */
          agent_pinned?: 'only' | 'prefer';
          answer_keywords?: boolean;
          stop_answer?: string | null;
          start_answer?: string | null;
          help_answer?: string | null;
          active?: boolean;
          messages_per_minute?: number | null;
        };
      };
    };
    responses: {
      200: {
        headers: {
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Tenant'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  logIn: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          username: string;
          password: string;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Token'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  refreshTokens: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          refresh_token: string;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Token'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  logOut: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          refresh_token: string;
        };
      };
    };
    responses: {
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getCaller: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Caller'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  startSession: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          username: string;
          password: string;
        };
      };
    };
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Session'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  endSession: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listSessions: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string;
      };
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SessionList'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  endOneSession: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listKeys: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string;
      };
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['KeyList'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  createKey: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          name: string;
          /** @enum {string} */
          environment: 'live' | 'test';
          scopes: (
            | 'messages:send'
            | 'messages:read'
            | 'messages:read_content'
            | 'routing:read'
            | 'routing:write'
            | 'templates:read'
            | 'templates:write'
            | 'templates:approve'
            | 'opt_outs:read'
            | 'opt_outs:write'
            | 'agents:read'
            | 'agents:write'
            | 'accounts:write'
            | 'tenant:write'
            | 'keys:write'
            | 'users:write'
            | 'issuers:write'
            | 'audit:read'
            | 'tenants:write'
          )[];
          /** Format: date-time */
          expires_at?: string;
          allowed_ips?: string[];
          daily_limit?: number;
        };
      };
    };
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['NewKey'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getKey: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Key'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  revokeKey: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  changeKey: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          name?: string;
          daily_limit?: number | null;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Key'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getKeyRefusals: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RefusalList'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  rotateKey: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': {
          overlap_s?: number;
        };
      };
    };
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['NewKey'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getLimits: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['LimitList'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listIssuers: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string;
      };
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['IssuerList'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  createIssuer: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          name: string;
          issuer: string;
          /** @enum {string} */
          algorithm:
            | 'HS256'
            | 'HS384'
            | 'HS512'
            | 'RS256'
            | 'RS384'
            | 'RS512'
            | 'PS256'
            | 'PS384'
            | 'PS512'
            | 'ES256'
            | 'ES384'
            | 'ES512'
            | 'EdDSA';
          secret?: string;
          public_key?: string;
          jwks_url?: string;
          audience?: string;
          tenant_claim?: string;
          user_claim?: string;
          role_claim?: string;
          /** @enum {string} */
          default_role?: 'admin' | 'operator' | 'sender' | 'viewer';
          enabled?: boolean;
        };
      };
    };
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Issuer'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getIssuer: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Issuer'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  deleteIssuer: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  changeIssuer: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          name?: string;
          issuer?: string;
          /** @enum {string} */
          algorithm?:
            | 'HS256'
            | 'HS384'
            | 'HS512'
            | 'RS256'
            | 'RS384'
            | 'RS512'
            | 'PS256'
            | 'PS384'
            | 'PS512'
            | 'ES256'
            | 'ES384'
            | 'ES512'
            | 'EdDSA';
          secret?: string;
          public_key?: string;
          jwks_url?: string;
          audience?: string | null;
          tenant_claim?: string | null;
          user_claim?: string;
          role_claim?: string | null;
          /** @enum {string} */
          default_role?: 'admin' | 'operator' | 'sender' | 'viewer';
          enabled?: boolean;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Issuer'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listUsers: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string;
      };
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['UserList'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  createUser: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @enum {string} */
          role: 'owner' | 'admin' | 'operator' | 'sender' | 'viewer';
          username: string;
          password: string;
        };
      };
    };
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['User'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getUser: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['User'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  deleteUser: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  changeUser: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @enum {string} */
          role?: 'owner' | 'admin' | 'operator' | 'sender' | 'viewer';
          active?: boolean;
          installation_admin?: boolean;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['User'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  setPassword: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          password: string;
        };
      };
    };
    responses: {
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  renewUserToken: {
    parameters: {
      query?: never;
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['UserToken'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listAuditLog: {
    parameters: {
      query?: {
        chain?: 'tenant' | 'installation';
        from?: string;
        until?: string;
        action?: string;
        actor?: string;
        target?: string;
        result?: 'allowed' | 'denied' | 'unknown';
        limit?: number;
        cursor?: string;
      };
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AuditEntryList'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  exportAuditLog: {
    parameters: {
      query?: {
        chain?: 'tenant' | 'installation';
        from?: string;
        until?: string;
        action?: string;
        actor?: string;
        target?: string;
        result?: 'allowed' | 'denied' | 'unknown';
        format?: 'csv' | 'ndjson';
      };
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/csv': string;
          'application/x-ndjson': string;
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  verifyAuditLog: {
    parameters: {
      query?: {
        chain?: 'tenant' | 'installation';
      };
      header?: {
        'Postrider-Environment'?: 'live' | 'test';
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Verification'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getCallback: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        secret: string;
        vendor: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/xml': string;
          'text/plain': string;
          'application/json': string;
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  postCallback: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        secret: string;
        vendor: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        '*/*': unknown;
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/xml': string;
          'text/plain': string;
          'application/json': string;
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getAgentProgram: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getAgentInstaller: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  isLive: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getDocument: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getPage: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getPageAsset: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        asset: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
}
