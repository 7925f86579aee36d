import { join } from 'node:path';
import { startSystem, type System } from './system.ts';
import type { Target, TargetOptions } from './target.ts';

/**
 * Eleven processes: nats-server, mongod, the sandbox, the services for templates and phones, and two replicas of each
 * other service.
 */
export async function startProcesses(options: TargetOptions): Promise<Target> {
  const { timeScale, phoneTimeScale, twoVendors, vendor, env } = options;
  const ofVendors = { SEED_DESTINATIONS: 'HK,IR,KR,US', OUTBOUND_ALLOWED_HOSTS: '127.0.0.1' };
  const system = await startSystem({
    ...(timeScale !== undefined && { timeScale }),
    ...(phoneTimeScale !== undefined && { envOf: { 'agent-lease': { TIME_SCALE: String(phoneTimeScale) } } }),
    replicas: {
      ...(twoVendors && { 'provider-twilio': 1, 'provider-sns': 1 }),
      ...(vendor !== undefined && { 'provider-twilio': 0, ...replicasOf([vendor].flat()) }),
      ...options.replicas,
    },
    env: { ...(vendor !== undefined && ofVendors), ...env },
  });
  const { folder, services, gateways, apiKey } = system;
  const names = [...services.keys()].sort();
  return {
    kind: 'processes',
    gateways,
    agents: system.agents,
    sandbox: system.sandbox,
    apiKey,
    sendCommand: sendCommand(gateways[0]!, apiKey),
    mongoUri: system.mongoUri,
    database: system.database,
    tenant: system.tenant,
    folders: { logs: join(folder, 'logs'), mongod: join(folder, 'mongo'), nats: join(folder, 'nats') },
    env: system.env,
    get ops() {
      const withOps = names.filter((name) => name !== 'sandbox');
      return Object.fromEntries(withOps.map((name) => [name, `http://127.0.0.1:${services.get(name)!.ports.ops}`]));
    },
    get pids() {
      return Object.fromEntries([...names, 'nats-server', 'mongod'].map((name) => [name, pidIn(system, name)]));
    },
    processesOf: (service) => names.filter((name) => name === service || name.startsWith(`${service}-`)),
    restart: async (name, signal) => {
      const running = services.get(name)!;
      running.kill(signal);
      await running.exited;
      await system.restart(name);
    },
    emptyNatsStore: () => system.restartNats({ emptyStore: true }),
    stop: () => system.stop(),
  };
}

function pidIn({ servers, services }: System, name: string): number {
  if (name === 'mongod') return servers.mongod.pid;
  return name === 'nats-server' ? servers.nats.pid : services.get(name)!.pid;
}

function sendCommand(gateway: string, apiKey: string): string {
  const body = JSON.stringify({ to: '+12025550147', text: 'Hello from Postrider' });
  return `curl -s ${gateway}/api/v1/messages -H 'X-API-Key: ${apiKey}' -H 'Content-Type: application/json' -d '${body}'`;
}

/** Two adapters in all, so that the system has as many processes with two vendors as with one. */
const replicasOf = (vendors: readonly string[]): Record<string, number> =>
  Object.fromEntries(vendors.map((vendor) => [`provider-${vendor}`, vendors.length > 1 ? 1 : 2]));
