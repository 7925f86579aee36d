// Real: everything but the vendors and the phones, in a system of its own. Calls are made from the document.
import * as fc from 'fast-check';
import { deviations } from '../../../libs/contracts/testing/index.ts';
import { hostileCalls, operationsOf, type HostileCall, type OpenApi, type Operation } from '../../harness/hostile.ts';
import { Scene } from '../../harness/scene.ts';
import { startTarget } from '../../harness/start-target.ts';
import type { Target } from '../../harness/target.ts';

const CASES = 10_000;
const AT_ONCE = 25;
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000_007);

/** Written by refused calls on purpose (they are recorded and counted), or by the services on their own. */
const MAY_CHANGE = /audit|login_failures|refusals|health|dispatcher_terms|clock|outbox|quotas/;

let target: Target;
let scene: Scene;
let document: OpenApi;
let bearer: string;
let ids: readonly string[];
const statuses = new Map<number, number>();
beforeAll(async () => {
  target = await startTarget();
  scene = await Scene.open(target, 'fuzz');
  document = (await scene.api.call<OpenApi>('GET', '/openapi.json')).body;
  bearer = await logIn();
  ids = await idsOfThings();
}, 90_000);
afterAll(async () => {
  await scene?.close();
  await target?.stop();
}, 60_000);

async function logIn(): Promise<string> {
  const { SEED_ADMIN_USERNAME: username = 'admin', SEED_ADMIN_PASSWORD: password } = target.env;
  const { body } = await scene.api.call<{ access_token: string }>('POST', '/api/v1/auth/login', {
    body: { username, password },
    headers: { 'x-api-key': '' },
  });
  return body.access_token;
}

/** A message, its request, the conversation with its recipient, a route, a policy, an API key and a user, that calls may name. */
async function idsOfThings(): Promise<string[]> {
  const make = async (path: string, body: unknown): Promise<string> => {
    const answer = await callAsAdmin('POST', path, { 'content-type': 'application/json' }, JSON.stringify(body));
    const { id } = JSON.parse(answer.body) as { id?: string | number };
    if (id === undefined) throw new Error(`${path} answered ${answer.status}.`);
    return String(id);
  };
  const [to] = scene.numbers.take(1) as [string];
  const message = await scene.accepted({ to, text: 'Before the hostile calls.' });
  await scene.arrived(to);
  await scene.sandbox.call('POST', `phones/${encodeURIComponent(to)}/reply`, { text: 'Hello' });
  const conversations = await scene.api.call<{ data: { id: string }[] }>('GET', '/api/v1/conversations');
  const routes = await scene.api.call<{ data: { id: string }[] }>('GET', '/api/v1/routes');
  const key = await make('/api/v1/api-keys', { name: 'of the fuzz', environment: 'test', scopes: ['messages:read'] });
  const user = await make('/api/v1/users', {
    username: 'grace',
    password: 'seven brown foxes by the sea',
    role: 'viewer',
  });
  return [message, message.slice(0, 26), conversations.body.data[0]!.id, routes.body.data[0]!.id, 'test', key, user];
}

interface Fault {
  readonly kind: string;
  readonly example: string;
}

interface Answered {
  readonly operation: Operation;
  readonly call: HostileCall;
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

async function send(operation: Operation, call: HostileCall): Promise<Answered> {
  const { method, path, headers, body } = call;
  return { operation, call, ...(await callAsAdmin(method, path, headers, body)) };
}

async function callAsAdmin(method: string, path: string, headers: Readonly<Record<string, string>>, body?: string) {
  const answer = await fetch(`${target.gateways[0]!}${path}`, {
    method,
    headers: { authorization: `Bearer ${bearer}`, 'postrider-environment': 'test', ...headers },
    ...(body !== undefined && { body }),
    redirect: 'manual',
    signal: AbortSignal.timeout(15_000),
  });
  const type = (answer.headers.get('content-type') ?? '').split(';')[0]!;
  return { status: answer.status, type, body: await answer.text() };
}

/** What is wrong with an answer; empty if nothing is. */
function faultsOf({ operation, call, status, type, body }: Answered): string[] {
  if (status >= 500) return [`answered ${status}`];
  const { [status]: documented } = operation.responses;
  if (documented === undefined) return [`answered ${status}, which is not documented`];
  if (body === '') return [];
  const { schema } = documented.content?.[type] ?? {};
  if (schema === undefined && documented.content === undefined && !call.path.startsWith('/api/')) return [];
  if (schema === undefined) return [`answered ${status} as ${type}, which is not documented`];
  return type.endsWith('json') ? deviations(JSON.parse(body), resolved(schema)) : [];
}

function resolved(schema: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { $ref } = schema;
  return typeof $ref === 'string' ? document.components.schemas[$ref.split('/').at(-1)!]! : schema;
}

/** A hash of each collection that only callers change. */
async function stored(): Promise<Record<string, string>> {
  const { db } = scene.ledger;
  const { collections } = (await db.command({ dbHash: 1 })) as { collections: Record<string, string> };
  return Object.fromEntries(Object.entries(collections).filter(([name]) => !MAY_CHANGE.test(name)));
}

/** Sends the calls at once. If all were refused, nothing may have changed; what still moved from before gets another try. */
async function sendAll(operation: Operation, calls: readonly HostileCall[]): Promise<Fault[]> {
  for (let tries = 1; ; tries++) {
    const before = await stored();
    const answers = await Promise.all(calls.map((call) => send(operation, call)));
    for (const { status } of answers) statuses.set(status, (statuses.get(status) ?? 0) + 1);
    const faults = answers.flatMap((it) =>
      faultsOf(it).map((fault) => ({ kind: `${operation.operationId} ${fault}`, example: said(it) })),
    );
    const areRefused = answers.every(({ status }) => status >= 400);
    const after = await stored();
    const changed = Object.keys(after).filter((name) => after[name] !== before[name]);
    if (faults.length > 0 || !areRefused || changed.length === 0) return faults;
    if (tries === 5)
      return [{ kind: `${operation.operationId} was refused, and changed ${changed.join(', ')}`, example: '' }];
  }
}

/** One of each kind of fault, since a fault of an operation is found by many calls. */
const aKindEach = (faults: readonly Fault[]): string[] =>
  [...Map.groupBy(faults, ({ kind }) => kind).values()].map(([first]) => `${first!.kind}: ${first!.example}`);

const said = ({ call, status, body }: Answered): string =>
  `${JSON.stringify(call).slice(0, 300)} ${status} ${body.slice(0, 200)}`;

test(`${CASES} hostile calls: no 5xx, every answer as documented, nothing changed by a refused call (seed ${seed})`, async () => {
  const operations = operationsOf(document);
  const each = Math.ceil(CASES / operations.length);
  const faults: Fault[] = [];
  for (const operation of operations) {
    const calls = fc.sample(hostileCalls(operation, ids), { seed, numRuns: each });
    for (let at = 0; at < calls.length; at += AT_ONCE)
      faults.push(...(await sendAll(operation, calls.slice(at, at + AT_ONCE))));
  }
  expect(aKindEach(faults)).toEqual([]);
  // Calls that were turned away at the door have tested nothing else.
  const turnedAway = [401, 429].reduce((sum, status) => sum + (statuses.get(status) ?? 0), 0);
  expect(turnedAway).toBeLessThan(CASES / 20);
}, 600_000);
