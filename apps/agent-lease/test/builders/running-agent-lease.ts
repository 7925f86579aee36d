import { randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  agentQuestions,
  dispatcherQuestions,
  gatewayContracts,
  phoneWork,
  type ClientOf,
  type LeasedMessage,
} from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import { clientOf, type Bus } from '#libs/messaging';
import { startService } from '#libs/service-host';
import { dispatcherSamples, gatewaySamples } from '../../../../libs/contracts/testing/index.ts';
import { canned, testNats, type CannedService } from '../../../../libs/messaging/testing/index.ts';
import { testMongo, type TestMongo } from '../../../../libs/persistence/testing/index.ts';
import { agentLease } from '../../src/agent-lease.module.ts';
import { readAgentLeaseConfig } from '../../src/config/settings.ts';

export const TENANT = '00000001' as TenantId;
export const OTHER_TENANT = '00000002' as TenantId;
export const SECRET = 'a shared secret of this installation';
export const MESSAGE = '01JD3C4V5W6X7Y8Z9A0B1C2D3E.0000';
export const POOL = 'pool-01JD3C4V5W6X7Y8Z9A0B1C2D3E';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

export interface Call {
  readonly method?: string;
  readonly token?: string;
  /** An object is sent as JSON, a text unchanged. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface RunningAgentLease extends AsyncDisposable {
  readonly url: string;
  readonly opsUrl: string;
  readonly agents: ClientOf<typeof agentQuestions>['agents'];
  readonly dispatcher: CannedService<typeof dispatcherQuestions>;
  readonly gateway: CannedService<typeof gatewayContracts>;
  readonly mongo: TestMongo;
  readonly bus: Bus;
  /** For a process of its own. */
  readonly settings: Readonly<Record<string, string>>;
  call(path: string, of?: Call, url?: string): Promise<Answer>;
  /** Registers a phone by the secret; its token. */
  register(device?: string, body?: object): Promise<{ id: string; token: string }>;
  /** As the dispatcher announces that messages wait. */
  hint(route: string, count: number): Promise<void>;
  /** Another replica; its address. */
  another(): Promise<string>;
  /** Ends the replica that was started last. */
  stopLast(): Promise<void>;
  metrics(): Promise<string>;
}

/** A real agent-lease on a real MongoDB and NATS; the dispatcher and the gateway are canned. */
export async function runAgentLease(env: Readonly<Record<string, string>> = {}): Promise<RunningAgentLease> {
  const [mongo, nats] = [await testMongo(), await testNats()];
  const dispatcher = canned(dispatcherQuestions, dispatcherSamples);
  const gateway = canned(gatewayContracts, gatewaySamples);
  await nats.serve({ ...dispatcher.parts, contracts: [...dispatcher.parts.contracts, phoneWork] });
  await nats.serve(gateway.parts);
  dispatcher.questions.phones.lease.says(NOTHING);
  dispatcher.questions.phones.leases.says({ leases: [] });

  const keyFile = join(mkdtempSync(join(tmpdir(), 'postrider-agent-lease-')), 'key');
  writeFileSync(keyFile, randomBytes(32).toString('base64'));
  const settings = {
    NATS_URL: nats.settings.natsUrl,
    NATS_SUBJECT_PREFIX: nats.settings.subjectPrefix,
    MONGODB_URI: mongo.uri,
    MONGODB_DATABASE: mongo.database,
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'error',
    KEY_FILE: keyFile,
    AGENT_PORT: '0',
    AGENT_HOST: '127.0.0.1',
    AGENT_REGISTRATION_SECRET: SECRET,
    AGENT_RATE_LIMIT_PER_MIN: '0',
    ...env,
  };
  const config = readAgentLeaseConfig(settings);
  const started = [await startService(agentLease, config)];
  const addressOf = (it: (typeof started)[number]): string => `http://127.0.0.1:${it.ports.http}`;
  const url = addressOf(started[0]!);
  const opsUrl = `http://127.0.0.1:${started[0]!.ports.ops}`;
  const bus = await nats.bus('spec');
  const asDispatcher = await nats.bus('dispatcher');

  const call: RunningAgentLease['call'] = async (path, of = {}, at = url) => {
    const { method = of.body === undefined ? 'GET' : 'POST', token, body, headers, signal } = of;
    const response = await fetch(`${at}${path}`, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json');
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : {} };
  };

  return {
    ...{ url, opsUrl, dispatcher, gateway, mongo, bus, call, settings },
    agents: clientOf(bus, agentQuestions).agents,
    register: async (device = 'agent-001', body = {}) => {
      const given = { device_id: device, label: device, registration_secret: SECRET, ...body };
      const { agent_id, agent_token } = (await call('/agent/register', { body: given })).body;
      return { id: agent_id as string, token: agent_token as string };
    },
    hint: (route, count) => asDispatcher.publish(phoneWork, { items: [{ route, count }] }),
    another: async () => {
      const more = await startService(agentLease, config);
      started.push(more);
      return addressOf(more);
    },
    stopLast: () => started.pop()!.close(),
    metrics: async () => (await fetch(`${opsUrl}/metrics`)).text(),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(started.map((it) => it.close()));
      await nats.close();
      await mongo.close();
    },
  };
}

export const NOTHING = { leases: [], routes: [POOL], more: false };

/** A message as the dispatcher leases it. */
export const leased = (over: Partial<LeasedMessage> = {}): LeasedMessage => ({
  ...{ message_id: MESSAGE, to: '+15005550006', text: 'Your table is ready.', lease_id: 'l'.repeat(24) },
  ...{ fence: 1, attempt: 1, parts: 1, recipient: 'r'.repeat(22), ttl_ms: 300_000 },
  ...over,
});
