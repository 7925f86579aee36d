import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newApiKey } from '#libs/kernel';
import { freePort, startMongod, startNats } from '#libs/servers';
import { vendors } from '../../apps/vendors.generated.ts';
import { startService, type ServiceProcess } from './processes.ts';
import { until } from './wait.ts';

type Mongod = Awaited<ReturnType<typeof startMongod>>;
type NatsServer = Awaited<ReturnType<typeof startNats>>;

export interface SystemOptions {
  /** Divides the times of an attempt; a drill uses 20. */
  readonly timeScale?: number;
  readonly replicas?: Readonly<Record<string, number>>;
  /** Added to the environment of every service, or of one by its name. */
  readonly env?: Readonly<Record<string, string>>;
  readonly envOf?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly nodeOptionsOf?: (name: string) => readonly string[];
}

/** Postrider as processes on loopback: nats-server, mongod, sandbox, and replicas of every service. */
export interface System {
  readonly folder: string;
  readonly apiKey: string;
  readonly admin: { readonly username: string; readonly password: string };
  readonly gateways: string[];
  /** Where phones that send texts call. */
  readonly agents: string[];
  readonly sandbox: string;
  readonly mongoUri: string;
  readonly natsUrl: string;
  readonly natsMonitor: string;
  readonly database: string;
  readonly tenant: string;
  /** The environment of every service, including its secrets. */
  readonly env: Readonly<Record<string, string>>;
  readonly servers: { mongod: Mongod; nats: NatsServer };
  readonly services: Map<string, ServiceProcess>;
  /** Starts a service again under its earlier name, with the same ports. */
  restart(name: string, options?: { env?: Record<string, string>; nodeOptions?: string[] }): Promise<ServiceProcess>;
  restartNats(options?: { emptyStore?: boolean }): Promise<void>;
  restartMongod(): Promise<void>;
  stop(): Promise<void>;
}

const TENANT = '00000001';
const addressAt = (port: number): string => `http://127.0.0.1:${port}`;

export async function startSystem(options: SystemOptions = {}): Promise<System> {
  const folder = mkdtempSync(join(tmpdir(), 'postrider-e2e-'));
  const logs = join(folder, 'logs');
  mkdirSync(logs);
  const stores = { mongo: join(folder, 'mongo'), nats: join(folder, 'nats') };
  const mongod = await startMongod({ dataDir: stores.mongo, logFile: join(logs, 'mongod.log') });
  const monitorPort = await freePort();
  const nats = await startNats({ storeDir: stores.nats, monitorPort, logFile: join(logs, 'nats.log') });
  const servers = { mongod, nats };
  const services = new Map<string, ServiceProcess>();

  const secret = (): string => randomBytes(32).toString('base64');
  const keyFile = join(folder, 'key');
  writeFileSync(keyFile, secret(), { mode: 0o600 });
  const apiKey = newApiKey('test').key;
  const admin = { username: 'admin', password: secret() };
  const counts = {
    gateway: 2,
    dispatcher: 2,
    template: 1,
    'agent-lease': 1,
    'provider-twilio': 2,
    ...options.replicas,
  };
  const portsOf = (count: number): Promise<number[]> => Promise.all(Array.from({ length: count }, () => freePort()));
  const gatewayPorts = await portsOf(counts.gateway);
  const agentPorts = await portsOf(counts['agent-lease']);
  const sandboxPort = await freePort();
  const database = 'postrider';
  const sandbox = `http://127.0.0.1:${sandboxPort}`;
  const accounts = vendors.map(({ newCredentials, account, atSandbox }) => ({
    ...newCredentials(),
    ...account,
    ...atSandbox(sandbox),
  }));

  const shared: Record<string, string> = {
    NATS_URL: nats.url,
    MONGODB_URI: mongod.uri,
    MONGODB_DATABASE: database,
    KEY_FILE: keyFile,
    TIME_SCALE: String(options.timeScale ?? 1),
    SEED_TENANT: TENANT,
    SEED_ADMIN_USERNAME: admin.username,
    SEED_ADMIN_PASSWORD: admin.password,
    SEED_API_KEY: apiKey,
    SEED_DESTINATIONS: 'HK,US,GB',
    APIKEY_RATE_LIMIT_PER_DAY_DEFAULT: '100000000',
    API_KEY_PEPPER: secret(),
    AUDIT_CHAIN_KEY: secret(),
    AUDIT_ANCHOR_FILE: join(folder, 'audit-anchors.jsonl'),
    JWT_SECRET: secret(),
    VENDOR_KEY: secret(),
    PUBLIC_URL: `http://127.0.0.1:${gatewayPorts[0]}`,
    AGENT_HOST: '127.0.0.1',
    AGENT_LEASE_URL: addressAt(agentPorts[0]!),
    SANDBOX_AGENT_URL: addressAt(agentPorts[0]!),
    AGENT_REGISTRATION_SECRET: secret(),
    SANDBOX_PORT: String(sandboxPort),
    SANDBOX_DATA: join(folder, 'sandbox'),
    ...Object.assign({}, ...accounts),
    ...options.env,
  };
  const serviceOf = (name: string): string => name.replace(/-\d+$/, '');
  const ownEnv = (name: string): Record<string, string> => {
    const service = serviceOf(name);
    const at = Number(name.split('-').at(-1)) - 1;
    const port: Record<string, Record<string, string>> = {
      gateway: { PORT: String(gatewayPorts[at]) },
      'agent-lease': { AGENT_PORT: String(agentPorts[at]) },
    };
    return { ...shared, ...port[service], ...options.envOf?.[service] };
  };
  const launch = async (name: string, env: Record<string, string> = {}, nodeOptions: readonly string[] = []) => {
    const all = [...(options.nodeOptionsOf?.(name) ?? []), ...nodeOptions];
    const service = serviceOf(name);
    const started = await startService({ service, name, logs, env: { ...ownEnv(name), ...env }, nodeOptions: all });
    services.set(name, started);
    return started;
  };

  const system: System = {
    folder,
    apiKey,
    admin,
    gateways: gatewayPorts.map(addressAt),
    agents: agentPorts.map(addressAt),
    sandbox,
    mongoUri: mongod.uri,
    natsUrl: nats.url,
    natsMonitor: `http://127.0.0.1:${monitorPort}`,
    database,
    tenant: TENANT,
    env: shared,
    servers,
    services,
    restart: (name, { env = {}, nodeOptions = [] } = {}) => launch(name, env, nodeOptions),
    restartNats: async ({ emptyStore = false } = {}) => {
      servers.nats.kill('SIGKILL');
      await servers.nats.exited;
      if (emptyStore) rmSync(stores.nats, { recursive: true, force: true });
      const { port } = servers.nats;
      servers.nats = await startNats({ storeDir: stores.nats, port, monitorPort, logFile: join(logs, 'nats.log') });
    },
    restartMongod: async () => {
      servers.mongod.kill('SIGKILL');
      await servers.mongod.exited;
      const { port } = servers.mongod;
      servers.mongod = await startMongod({ dataDir: stores.mongo, port, logFile: join(logs, 'mongod.log') });
    },
    stop: async () => {
      servers.nats.kill('SIGCONT');
      servers.mongod.kill('SIGCONT');
      for (const service of services.values()) service.kill('SIGCONT');
      await Promise.all([...services.values()].map((service) => service.stop()));
      await Promise.all([servers.nats.stop(), servers.mongod.stop()]);
      if (!process.env.POSTRIDER_KEEP) rmSync(folder, { recursive: true, force: true });
    },
  };
  try {
    await launch('sandbox');
    const rest = Object.entries(counts).flatMap(([service, count]) =>
      Array.from({ length: count }, (_, index) => `${service}-${index + 1}`),
    );
    const starts = await Promise.allSettled(rest.map((name) => persistently(() => launch(name))));
    // Waits for all starts: if one fails, the running ones are stopped below.
    const started = starts.map((it) => {
      if (it.status === 'rejected') throw it.reason;
      return it.value;
    });
    const adapters = started.filter(({ name }) => name.startsWith('provider-'));
    await Promise.all(adapters.map(({ name, ports }) => until(`${name} is ready`, () => isReady(ports.ops), READY)));
    return system;
  } catch (error) {
    await system.stop();
    throw error;
  }
}

const STARTS = 3;

/** As a supervisor does: a start fails if a server does not answer, which happens on a busy machine. */
async function persistently<T>(start: () => Promise<T>): Promise<T> {
  for (let left = STARTS - 1; ; left--) {
    try {
      return await start();
    } catch (error) {
      if (left === 0) throw error;
      console.log(`It is started again: ${(error as Error).message}`);
    }
  }
}

/** Until an adapter has registered its account there is no route, and calls are refused. */
const READY = { withinMs: 90_000, everyMs: 50 };

async function isReady(ops: number): Promise<boolean> {
  return (await fetch(`http://127.0.0.1:${ops}/health/ready`).catch(() => undefined))?.status === 200;
}
