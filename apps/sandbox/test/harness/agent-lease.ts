import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export const SECRET = 'the-secret-of-the-tenant';

/** Leases end without a word, so that a waiting poll looks again. */
const LOOK_MS = 100;

interface Message {
  readonly message_id: string;
  readonly to: string;
  readonly text: string;
  fence: number;
  lease_id: string | undefined;
  holder: string | undefined;
  started: boolean;
  leaseUntil: number;
}
export interface Told {
  readonly agent: string;
  readonly path: string;
  readonly body: Record<string, unknown>;
}

/** What phones call, with its rules written once more and as short as can be: leases, fences, start. A real server. */
export class ScriptedLease {
  readonly told: Told[] = [];
  readonly messages: Message[] = [];
  readonly revoked = new Set<string>();
  leaseMs = 60_000;
  private readonly tokens = new Map<string, string>();
  private readonly waiting = new Set<() => void>();
  private server: Server | undefined;
  private port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Before the first start only the address is known: nobody answers there. */
  async reserve(): Promise<this> {
    await this.start();
    await this.stop();
    return this;
  }

  async start(): Promise<this> {
    this.server = createServer(
      (request, response) => void this.take(request, response).catch(() => response.destroy()),
    );
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  async stop(): Promise<void> {
    const { server } = this;
    server?.closeAllConnections();
    await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  }

  add(to: string, text: string): string {
    const message_id = `message-${this.messages.length + 1}`;
    const held = { fence: 0, lease_id: undefined, holder: undefined, started: false, leaseUntil: 0 };
    this.messages.push({ message_id, to, text, ...held });
    for (const wake of this.waiting) wake();
    return message_id;
  }

  /** What phones reported of a message, in order. */
  reports(message: string): string[] {
    return this.told
      .filter(({ path }) => path === 'messages/report')
      .flatMap(({ body }) => body.messages as Record<string, string>[])
      .filter(({ message_id }) => message_id === message)
      .map(({ status, last_error }) => (last_error ? `${status} ${last_error}` : String(status)));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, this.url);
    const path = url.pathname.replace(/^\/(sms\/)?agent\//, '');
    const body = request.method === 'POST' ? ((await json(request)) as Record<string, unknown>) : {};
    const say = (status: number, answer: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    };
    if (path === 'register') return this.register(body, say);
    const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
    const agent = this.tokens.get(token);
    if (agent === undefined || this.revoked.has(agent))
      return say(401, { detail: 'The token is not valid.', code: 'unauthorized' });
    this.told.push({ agent, path, body });
    if (path === 'jobs/next') return say(200, { messages: await this.next(agent, url.searchParams, response) });
    if (path.endsWith('/start')) return say(200, this.startMessage(agent, path.split('/')[1]!, body));
    if (path === 'heartbeat') return say(200, { lease_ttl_ms: this.leaseMs, extended: [], revoked: [] });
    say(200, { messages: [] });
  }

  private register(body: Record<string, unknown>, say: (status: number, answer: object) => void): void {
    const { device_id, registration_secret, enrolment_code } = body;
    const mayEnter = registration_secret === SECRET || String(enrolment_code).startsWith('GOOD-');
    if (!mayEnter) return say(401, { detail: 'Not accepted.', code: 'unauthorized' });
    const agent = `phone-of-${String(device_id)}`;
    const token = `token-${this.tokens.size}-${String(device_id)}`;
    for (const [old, of] of this.tokens) if (of === agent) this.tokens.delete(old);
    this.tokens.set(token, agent);
    this.revoked.delete(agent);
    this.told.push({ agent, path: 'register', body });
    say(201, { agent_id: agent, agent_token: token, heartbeat_s: 30 });
  }

  private async next(agent: string, query: URLSearchParams, response: ServerResponse): Promise<object[]> {
    const poll = query.get('lease_request_id') ?? `poll-${this.told.length}`;
    const limit = Number(query.get('limit') ?? 1);
    const until = Date.now() + Number(query.get('wait') ?? 0) * 1_000;
    for (;;) {
      if (response.destroyed) return [];
      const leases = this.lease(agent, poll, limit);
      const leftMs = until - Date.now();
      if (leases.length > 0 || leftMs <= 0) return leases;
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          this.waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, Math.min(leftMs, LOOK_MS));
        this.waiting.add(wake);
      });
    }
  }

  private lease(agent: string, poll: string, limit: number): object[] {
    const known = this.messages.filter((message) => message.holder === agent && message.lease_id === poll);
    const free = this.messages.filter(
      (message) => message.fence === 0 || (message.holder && !message.started && Date.now() > message.leaseUntil),
    );
    const granted = known.length > 0 ? known : free.slice(0, limit);
    return granted.map((message) => {
      if (known.length === 0) {
        Object.assign(message, { fence: message.fence + 1, lease_id: poll, holder: agent });
        message.leaseUntil = Date.now() + this.leaseMs;
      }
      const { message_id, to, text, fence } = message;
      return { message_id, to, text, lease_id: poll, fence, lease_ttl_ms: this.leaseMs, attempt: fence };
    });
  }

  private startMessage(agent: string, id: string, { fence }: Record<string, unknown>): object {
    const message = this.messages.find(({ message_id }) => message_id === id);
    const holds = message?.holder === agent && message.fence === fence && Date.now() <= message.leaseUntil;
    if (!holds) return { applied: false, reason: 'stale_lease', send_within_ms: 0 };
    message.started = true;
    return { applied: true, send_within_ms: 30_000 };
  }
}
