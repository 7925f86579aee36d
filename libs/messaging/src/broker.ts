import type { ConnectionOptions, ServerInfo } from '@nats-io/transport-node';
import type { NatsConfig } from './settings.ts';

const MIN_VERSION = [2, 14] as const;
const MIN_PAYLOAD = 8_000_000;

/** Pings are frequent so that a hanging broker is noticed within seconds; reconnecting never ends. */
export function connectOptions({ natsUrl }: NatsConfig, service: string): ConnectionOptions {
  const servers = natsUrl.split(',').map((part) => part.trim());
  const { username, password } = asUrl(servers[0] ?? '');
  return {
    servers: servers.map((server) => asUrl(server).host),
    name: service,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 100,
    reconnectJitter: 100,
    pingInterval: 2_000,
    maxPingOut: 2,
    timeout: 2_000,
    noAsyncTraces: true,
    ignoreAuthErrorAbort: true,
    ...(servers.some((server) => server.startsWith('tls:')) ? { tls: {} } : {}),
    ...(username ? { user: decodeURIComponent(username), pass: decodeURIComponent(password) } : {}),
  };
}

/** Names the address without its credentials. */
export function startError(natsUrl: string, cause: unknown): Error {
  const hosts = natsUrl.split(',').map((part) => asUrl(part.trim()).host);
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new Error(`NATS at ${hosts.join(', ')} cannot be reached (${reason}): start it, or set NATS_URL.`, { cause });
}

/** Older servers silently ignore settings that our streams need. */
export function checkBroker(info: ServerInfo | undefined): void {
  const { version = '0', max_payload: maxPayload = 0, jetstream = false } = info ?? {};
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < MIN_VERSION[0] || (major === MIN_VERSION[0] && minor < MIN_VERSION[1]))
    throw new Error(`nats-server is ${version}, and ${MIN_VERSION.join('.')} or newer is needed: update it.`);
  if (!jetstream) throw new Error('nats-server runs without JetStream: start it with `-js` or a `jetstream` block.');
  if (maxPayload < MIN_PAYLOAD)
    throw new Error(
      `nats-server carries ${maxPayload} bytes per message: set \`max_payload: 8MB\` in its configuration.`,
    );
}

function asUrl(server: string): URL {
  return new URL(server.includes('://') ? server.replace(/^\w+:/, 'http:') : `http://${server}`);
}
