// Real: gateway, HTTP, MongoDB, NATS. The dispatcher and the vendors' adapters are canned services on the real bus.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { providerContracts } from '#libs/contracts';
import { ERROR_CODES, PostriderError } from '#libs/kernel';
import { newTraceparent, traceIdOf } from '#libs/observability';
import { deviations, providerSamples } from '../../../../libs/contracts/testing/index.ts';
import { canned } from '../../../../libs/messaging/testing/index.ts';
import { VENDORS } from '../../src/inbound/http/openapi/vendor-settings.ts';
import { addIssuer, SECRET } from './foreign-tokens.ts';
import { GatewayUnderTest, type Answer } from './gateway-under-test.ts';
import { replyTo } from './replies.ts';

type Schema = Readonly<Record<string, unknown>>;
interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string }[];
  readonly security: readonly unknown[];
  readonly requestBody?: {
    readonly required: boolean;
    readonly content: Readonly<Record<string, { readonly examples?: Readonly<Record<string, { value: unknown }>> }>>;
  };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>
  >;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** The route and account of the examples. */
const ROUTE = 'twilio-0a1b2c3d';
const REQUEST = '01JD3C4V5W6X7Y8Z9A0B1C2D3E';
const MESSAGE = `${REQUEST}.0000`;
const AGENT = `phone-${REQUEST}`;
const POOL = `pool-${REQUEST}`;
/** Of the sandbox after `npm start`, which serves the pictures of the examples. */
const SANDBOX = 'http://127.0.0.1:8025';
const PNG = Buffer.from('\x89PNG\r\n\x1a\n the rest', 'latin1');
let pictures: Server;
const CONVERSATION = '2tW8Jd0cQyXo3mVh1sKfPA';
let gateway: GatewayUnderTest;
let document: Document;
/** Ids of an API key, of a user, of another tenant and of an issuer. */
let key: string;
let user: string;
let tenant: string;
let issuer: string;
beforeAll(async () => {
  pictures = createServer((_, response) => response.writeHead(200, { 'content-type': 'image/png' }).end(PNG));
  await new Promise<void>((resolve) => pictures.listen(0, '127.0.0.1', resolve));
  gateway = await GatewayUnderTest.start({ SEED_DESTINATIONS: '*', OUTBOUND_ALLOWED_HOSTS: '127.0.0.1' });
  for (const vendor of VENDORS)
    await gateway.nats.serve(canned(providerContracts(vendor), providerSamples(vendor)).parts);
  document = (await gateway.call('/openapi.json')).body as never;
  key = (await gateway.addKey({ environment: 'test' })).keyId;
  const headers = { authorization: `Bearer ${await gateway.logIn()}` };
  const wanted = { username: 'grace', password: 'seven brown foxes by the sea', role: 'viewer' };
  user = String((await gateway.call('/api/v1/users', { method: 'POST', headers, body: wanted })).body.id);
  const owner = { username: 'edith', password: 'nine green frogs on the moor' };
  const other = { name: 'The bank', default_region: 'GB', owner };
  tenant = String((await gateway.call('/api/v1/tenants', { method: 'POST', headers, body: other })).body.id);
  issuer = String((await addIssuer(gateway, headers, { secret: SECRET })).body.id);
});
afterAll(async () => {
  await gateway.close();
  await new Promise((resolve) => pictures.close(resolve));
});
beforeEach(() => {
  gateway.canned.forget();
  const { routes, accounts } = gateway.dispatcher;
  routes.list.says({ routes: [{ ...routes.list.sample.routes[0]!, id: ROUTE }] });
  accounts.list.says({ accounts: [{ ...accounts.list.sample.accounts[0]!, id: ROUTE, vendor: 'twilio' }] });
});

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

test('the router has the paths of the document, and no others', () => {
  const routed = gateway.routes().filter(({ method }) => method !== 'HEAD');
  const documented = operations().map(({ path, method }) => `${method.toUpperCase()} ${path}`);

  expect(routed.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`).sort()).toEqual(
    documented.sort(),
  );
});

test('every operation has an id of its own, and every reference a schema', () => {
  const ids = operations().map(({ operation }) => operation.operationId);
  const references = JSON.stringify(document).match(/#\/components\/schemas\/\w+/g) ?? [];

  expect(new Set(ids).size).toBe(ids.length);
  for (const reference of references) expect(document.components.schemas).toHaveProperty(reference.split('/').at(-1)!);
});

const idOf = ({ operation }: ReturnType<typeof operations>[number]): string => operation.operationId;

test('every call with a caller documents how it is narrowed to an environment', () => {
  const narrowed = operations().filter(({ operation: { parameters } }) =>
    parameters.some(({ name }) => name === 'Postrider-Environment'),
  );
  const signedIn = operations().filter(({ operation: { security } }) => security.length > 0);

  expect(narrowed.map(idOf)).toEqual(signedIn.map(idOf));
});

test('an optional body is not called required', () => {
  const optional = operations().filter(({ operation: { requestBody } }) => requestBody?.required === false);

  expect(optional.map(idOf).sort()).toEqual([
    'abandonDeadLetter',
    'approveTemplate',
    'createEnrolmentCode',
    'previewTemplate',
    'retryDeadLetter',
    'retryDeadLetters',
    'rotateKey',
  ]);
});

test.each([
  ['cancelRequest', 'already_closed'],
  ['retryDeadLetter', 'destination_blocked'],
])('%s does not document %s, which it never answers', (id, code) => {
  const { operation } = operations().find(({ operation: { operationId } }) => operationId === id)!;

  expect(JSON.stringify(operation.responses)).not.toContain(code);
});

/** The schema of the answer's status; every JSON answer has one. */
function schemaOf({ path, method, operation }: ReturnType<typeof operations>[number], answer: Answer): Schema {
  const type = answer.headers.get('content-type')!.split(';')[0]!;
  const reference = operation.responses[answer.status]?.content?.[type]?.schema.$ref;
  if (typeof reference !== 'string')
    throw new Error(`${method} ${path} does not say that it answers ${answer.status} ${type}.`);
  return document.components.schemas[reference.split('/').at(-1)!]!;
}

/** Values for the ids in paths. */
const pathFor = (path: string, id: string): string =>
  path
    .replace('{id}', id)
    .replace('{environment}', 'test')
    .replace('{vendor}', 'acme')
    .replace('{value}', encodeURIComponent('+15005550006'));

function idFor(path: string): string {
  if (path.includes('/api-keys/')) return key;
  if (path.includes('/users/')) return user;
  if (path.includes('/tenants/')) return tenant;
  if (path.includes('/opt-outs/')) return REQUEST;
  if (path.includes('/prices/')) return `${ROUTE}.sms.US.-.-`;
  if (path.includes('/conversations/')) return CONVERSATION;
  if (path.includes('/issuers/')) return issuer;
  if (path.includes('/agents/')) return AGENT;
  if (path.includes('/agent-pools/')) return POOL;
  return path.includes('/dead-letters/') ? MESSAGE : ROUTE;
}

const ACCEPTED: Readonly<Record<string, number>> = {
  createKey: 201,
  rotateKey: 201,
  createUser: 201,
  createTenant: 201,
  createIssuer: 201,
  createTemplate: 201,
  setPassword: 204,
  liftOptOut: 204,
  sendMessage: 202,
  sendBatch: 202,
  replyInConversation: 202,
  retryDeadLetter: 202,
  createAccount: 201,
  safecareCreateKey: 201,
  safecareCreateTemplate: 201,
  safecareSend: 202,
  createEnrolmentCode: 201,
  createPool: 201,
};

/** Sends are recorded by their request document; the others change nothing that lasts. */
const UNRECORDED = [
  'sendMessage',
  'sendBatch',
  'replyInConversation',
  'simulate',
  'previewTemplate',
  'validateNumbers',
  'refreshRequests',
  'refreshTokens',
  'logOut',
  'safecareSend',
];

const CONDITIONAL = ['savePolicy', 'changeTenant', 'changeTenantById'];

test('every example of a body can be sent, is answered as documented, and what it changes is in the audit log', async () => {
  const bearer = { authorization: `Bearer ${await gateway.logIn()}`, 'postrider-environment': 'test' };
  const ofConsole = { origin: gateway.url, 'x-postrider-console': '1' };
  const withoutCaller = ['logIn', 'refreshTokens', 'logOut', 'startSession'];
  const picturesUrl = `http://127.0.0.1:${(pictures.address() as AddressInfo).port}`;
  let sent = 0;
  for (const each of operations()) {
    const { 'application/json': json } = each.operation.requestBody?.content ?? {};
    for (const { value } of Object.values(json?.examples ?? {})) {
      const { operationId } = each.operation;
      const etag: Record<string, string> = CONDITIONAL.includes(operationId) ? { 'if-match': '*' } : {};
      const traceparent = newTraceparent();
      const answer = await gateway.call(pathFor(each.path, idFor(each.path)), {
        method: each.method.toUpperCase(),
        body: JSON.stringify(value).replaceAll(SANDBOX, picturesUrl),
        headers: {
          traceparent,
          'content-type': 'application/json',
          ...(withoutCaller.includes(operationId) ? ofConsole : { ...bearer, ...etag }),
        },
      });
      if (answer.status !== 204)
        expect([operationId, deviations(answer.body, schemaOf(each, answer))]).toEqual([operationId, []]);
      if (!withoutCaller.includes(operationId))
        expect([operationId, answer.status]).toEqual([operationId, ACCEPTED[operationId] ?? 200]);
      const rows = await gateway.audited({ trace_id: traceIdOf(traceparent)! });
      expect([operationId, rows.length > 0]).toEqual([operationId, !UNRECORDED.includes(operationId)]);
      sent += 1;
    }
  }
  expect(sent).toBe(65);
});

/** Every call without a body, and some that are refused. */
async function answersOfRouting(): Promise<[id: string, answer: Answer][]> {
  const headers = { authorization: `Bearer ${await gateway.logIn()}` };
  const get = (path: string): Promise<Answer> => gateway.call(`/api/v1/${path}`, { headers });
  const post = (path: string): Promise<Answer> => gateway.call(`/api/v1/${path}`, { method: 'POST', headers });
  const { messages, requests } = gateway.dispatcher;
  messages.cancel.saysNext(messages.cancel.sample, new PostriderError('already_closed', 'It has ended.'));
  requests.cancel.saysNext(requests.cancel.sample, new PostriderError('not_found', 'There is none.'));
  return [
    ['listRoutes', await get('routes')],
    ['listRoutes', await get('routes?limit=0')],
    ['getRoute', await get(`routes/${ROUTE}`)],
    ['getRoute', await get('routes/x')],
    ['getRouteHistory', await get(`routes/${ROUTE}/history`)],
    ['listVendors', await get('vendors')],
    ['checkSystem', await get('system/checks')],
    ['listPolicies', await get('routing-policies')],
    ['getPolicy', await get('routing-policies/test')],
    [
      'savePolicy',
      await gateway.call('/api/v1/routing-policies/test', { method: 'PUT', headers, body: { rules: [] } }),
    ],
    ['listSenders', await get('senders')],
    ['getSender', await get('senders/%2B15005550006')],
    ['getSender', await get('senders/Nobody')],
    ['getSenderHistory', await get('senders/%2B15005550006/history')],
    ['getSenderHistory', await get('senders/%2B15005550006/history?limit=0')],
    ['listTemplates', await get('templates?active=true&category=otp')],
    ['listTemplates', await get('templates?active=yes')],
    ['getTemplate', await get('templates/login_code')],
    ['getTemplate', await get('templates/a%20b')],
    ['listTemplateVersions', await get('templates/login_code/versions')],
    ['deleteTemplate', await gateway.call('/api/v1/templates/a%20b', { method: 'DELETE', headers })],
    [
      'unmapTemplate',
      await gateway.call('/api/v1/templates/5/vendor-mappings/acme?version=0', { method: 'DELETE', headers }),
    ],
    ['listAccounts', await get('vendor-accounts')],
    ['testAccount', await post(`vendor-accounts/${ROUTE}/test`)],
    ['enableAccount', await post(`vendor-accounts/${ROUTE}/enable`)],
    ['disableAccount', await post(`vendor-accounts/${ROUTE}/disable`)],
    ['listAgents', await get('agents')],
    ['listAgents', await get('agents?limit=0')],
    ['getAgent', await get(`agents/${AGENT}`)],
    ['getAgent', await get('agents/x')],
    ['enableAgent', await post(`agents/${AGENT}/enable`)],
    ['disableAgent', await post(`agents/${AGENT}/disable`)],
    ['revokeAgent', await post(`agents/${AGENT}/revoke`)],
    ['getRegistrationSecret', await get('agents/registration-secret')],
    ['listPools', await get('agent-pools')],
    ['getPool', await get(`agent-pools/${POOL}`)],
    ['getPool', await get('agent-pools/x')],
    ['listAuditLog', await get('audit-log?limit=1')],
    ['listAuditLog', await get('audit-log?result=ok')],
    ['verifyAuditLog', await get('audit-log/verification')],
    ['exportAuditLog', await get('audit-log/export?format=x')],
    ['listUsers', await get('users')],
    ['getUser', await get(`users/${user}`)],
    ['getUser', await get('users/x')],
    ['renewUserToken', await post(`users/${user}/token`)],
    ['listTenants', await get('tenants')],
    ['getTenantById', await get(`tenants/${tenant}`)],
    ['getTenantById', await get('tenants/zzzzzzzz')],
    ['listIssuers', await get('issuers')],
    ['getIssuer', await get(`issuers/${issuer}`)],
    ['getIssuer', await get('issuers/x')],
    ['listSessions', await get('auth/sessions')],
    ['endSession', await gateway.call('/api/v1/auth/session', { method: 'DELETE', headers })],
    ['endOneSession', await gateway.call('/api/v1/auth/sessions/x', { method: 'DELETE', headers })],
    ['listKeys', await get('api-keys')],
    ['getKey', await get(`api-keys/${key}`)],
    ['getKey', await get('api-keys/x')],
    ['getKeyRefusals', await get(`api-keys/${key}/refusals`)],
    ['listOptOuts', await get('opt-outs')],
    ['listOptOuts', await get('opt-outs?scope=x')],
    ['importOptOuts', await post('opt-outs/import')],
    ['listPrices', await get('prices')],
    ['listPrices', await get('prices?route=%20')],
    ['importPrices', await post('prices/import')],
    ['listInboundMessages', await get('inbound-messages')],
    ['listInboundMessages', await get('inbound-messages?needs_review=x')],
    ['listConversations', await get('conversations')],
    ['getConversation', await get(`conversations/${CONVERSATION}`)],
    ['getConversation', await get('conversations/x')],
    ['listDeadLetters', await get('dead-letters')],
    ['getDeadLetterStats', await get('dead-letters/stats')],
    ['cancelMessage', await post(`messages/${MESSAGE}/cancel`)],
    ['cancelMessage', await post(`messages/${MESSAGE}/cancel`)],
    ['cancelRequest', await post(`requests/${REQUEST}/cancel`)],
    ['cancelRequest', await post(`requests/${REQUEST}/cancel`)],
  ];
}

async function answersOfDoors(bearer: { readonly authorization: string }): Promise<[id: string, answer: Answer][]> {
  const get = (path: string): Promise<Answer> => gateway.call(path, { headers: bearer });
  return [
    ['safecareHealth', await get('/health')],
    ['safecareListKeys', await get('/admin/api-keys')],
    ['safecareListAuditLogs', await get('/admin/audit-logs?limit=2')],
    ['safecareGetRegistrationSecret', await get('/admin/agent/registration-secret')],
    ['safecareListTemplates', await get('/templates')],
    ['safecareGetTemplate', await get('/templates/login_code')],
    ['safecareGetRequest', await get(`/requests/${REQUEST}`)],
    ['safecareListRequestMessages', await get(`/messages?request_id=${REQUEST}`)],
    ['safecareListRequestMessages', await get('/messages')],
    ['safecareListMessages', await get('/messages/all?status=FAILED')],
    ['safecareGetTemplate', await get('/templates/a%20b')],
    ['safecareGetTemplate', await gateway.call('/templates/login_code')],
    ['safecareApproveTemplate', await gateway.call('/templates/5/approve', { method: 'POST', headers: bearer })],
  ];
}

async function answersOfAll(): Promise<[id: string, answer: Answer][]> {
  const headers = { 'x-api-key': gateway.seededKey.key };
  const message = { to: '+12025550123', text: 'x', client_ref: 'c', metadata: { a: 'b' } };
  const { messages, requests } = gateway.dispatcher;
  const refused = new PostriderError('invalid_number', 'It is no number.');
  messages.submit.saysNext(messages.submit.sample, refused, (request) => replyTo(request, { 1: 'invalid_number' }));
  const single = await gateway.send(message);
  const refusal = await gateway.send({ ...message, to: 'x' });
  const batch = await gateway.send({ messages: [message, {}] }, {}, '/api/v1/messages/batch');
  requests.read.saysNext({ ...requests.read.sample, next: 0 }, new PostriderError('not_found', 'There is none.'));
  const login = await gateway.call('/api/v1/auth/login', {
    method: 'POST',
    body: { username: 'admin', password: 'wrong' },
  });
  const bearer = { authorization: `Bearer ${await gateway.logIn()}` };
  return [
    ['sendMessage', single],
    ['sendMessage', await gateway.send({ ...message, colour: 'red' })],
    ['sendMessage', refusal],
    ['sendMessage', await gateway.send(message, { 'idempotency-key': '' })],
    ['sendBatch', batch],
    ['sendBatch', await gateway.send({ messages: [] }, {}, '/api/v1/messages/batch')],
    ['getMessage', await gateway.call(`/api/v1/messages/${MESSAGE}`, { headers })],
    ['getMessage', await gateway.call('/api/v1/messages/x', { headers })],
    ['getRequest', await gateway.call(`/api/v1/requests/${REQUEST}?limit=1`, { headers })],
    ['getRequest', await gateway.call(`/api/v1/requests/${REQUEST}`, { headers })],
    ['logIn', login],
    ['getCaller', await gateway.call('/api/v1/auth/me', { headers })],
    ['getCaller', await gateway.call('/api/v1/auth/me', { headers: bearer })],
    ['getCaller', await gateway.call('/api/v1/auth/me')],
    ['getLimits', await gateway.call('/api/v1/limits', { headers })],
    ['getTenant', await gateway.call('/api/v1/tenant', { headers })],
    ['changeTenant', await gateway.call('/api/v1/tenant', { method: 'PATCH', headers: bearer, body: {} })],
    ...(await answersOfDoors(bearer)),
    ['postCallback', await gateway.call('/callbacks/nobody/secret', { method: 'POST' })],
  ];
}

test('real answers are as documented, field by field', async () => {
  for (const [id, answer] of [...(await answersOfAll()), ...(await answersOfRouting())]) {
    const operation = operations().find(({ operation: { operationId } }) => operationId === id)!;
    expect([id, answer.status, deviations(answer.body, schemaOf(operation, answer))]).toEqual([id, answer.status, []]);
  }
});

test('a field that the schema does not name is a deviation', () => {
  const { MessageAccepted } = document.components.schemas;

  expect(deviations({ id: 1, price: 2 }, MessageAccepted!)).toEqual(
    expect.arrayContaining(['$.id is integer, not string', '$.price is not in the schema', '$.status is missing']),
  );
});

test('the codes of all problems are in the document', () => {
  expect(JSON.stringify(document.components.schemas.Problem)).toContain(JSON.stringify(ERROR_CODES));
});
