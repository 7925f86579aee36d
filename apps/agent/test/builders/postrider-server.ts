import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Answer } from '../../src/index.ts';
import { FakePostrider } from './fake-postrider.ts';

type Json = Record<string, unknown>;

/** {@link FakePostrider} over HTTP, as agent-lease speaks with phones. */
export class PostriderServer {
  readonly postrider = new FakePostrider();
  readonly token = 'token-of-the-phone';
  readonly codes = new Set(['4F7K-92MX-QT3B']);
  registered: Json | undefined;
  /** As agent-lease does, it names the SIM also where there is one. */
  simSlot = 0;
  /** Answered to every call in place of the real answer. */
  status: number | undefined;
  files: Record<string, string> = {};
  private server: Server | undefined;
  private port = 0;

  async listen(): Promise<void> {
    this.server = createServer((request, response) => {
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      void this.answer(request, gone.signal).then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(typeof body === 'string' ? body : JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => this.server!.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  private async answer(request: IncomingMessage, signal: AbortSignal): Promise<{ status: number; body: unknown }> {
    const url = new URL(request.url!, this.url);
    const body = await bodyOf(request);
    const file = this.files[url.pathname];
    if (file !== undefined) return { status: 200, body: file };
    if (this.status) return { status: this.status, body: { detail: `HTTP ${this.status} of the test` } };
    if (url.pathname === '/agent/register') return this.register(body);
    if (request.headers.authorization !== `Bearer ${this.token}`)
      return { status: 401, body: { detail: 'It was revoked.' } };
    return this.call(url, body, signal);
  }

  private register(body: Json): { status: number; body: unknown } {
    if (!this.codes.delete(String(body.enrolment_code))) return { status: 401, body: { detail: 'no such code' } };
    this.registered = body;
    return { status: 201, body: { agent_id: 'phone-1', agent_token: this.token, heartbeat_s: 1 } };
  }

  private async call({ pathname, searchParams }: URL, body: Json, signal: AbortSignal) {
    const items = (body.messages ?? []) as Json[];
    const [, start] = /^\/agent\/messages\/(.+)\/start$/.exec(pathname) ?? [];
    if (start) {
      const answer = await this.postrider.start({
        messageId: start,
        leaseId: String(body.lease_id),
        fence: Number(body.fence),
      });
      return sent(answer, ({ sendWithinMs, stale }) => ({
        send_within_ms: sendWithinMs,
        ...(stale ? { applied: false, reason: 'stale_lease' } : { applied: true }),
      }));
    }
    switch (pathname) {
      case '/agent/heartbeat':
        return sent(await this.postrider.heartbeat(body as never), ({ leaseTtlMs, ...reply }) => ({
          lease_ttl_ms: leaseTtlMs,
          ...reply,
        }));
      case '/agent/jobs/next': {
        const poll = { id: searchParams.get('lease_request_id')!, limit: Number(searchParams.get('limit')) };
        return sent(await this.postrider.next(poll, signal), (leases) => ({
          messages: leases.map(({ messageId, to, text, leaseId, fence, ttlMs }) => ({
            ...{
              message_id: messageId,
              to,
              text,
              lease_id: leaseId,
              fence,
              lease_ttl_ms: ttlMs,
              attempt: 1,
              sim_slot: this.simSlot,
            },
          })),
        }));
      }
      case '/agent/messages/report': {
        const reports = items.map(({ message_id, lease_id, fence, status, last_error }) => ({
          messageId: String(message_id),
          leaseId: String(lease_id),
          fence: Number(fence),
          status: status as 'SENT',
          parts: 1,
          ...(typeof last_error === 'string' ? { code: last_error } : {}),
        }));
        return sent(await this.postrider.report(reports), () => ({ messages: [] }));
      }
      case '/agent/inbox': {
        const texts = items.map(({ device_message_id, from, text, received_at }) => ({
          ...{ id: 0, deviceMessageId: String(device_message_id), from: String(from), text: String(text) },
          receivedAt: String(received_at),
        }));
        return sent(await this.postrider.inbox(texts), () => ({}));
      }
      default:
        return { status: 404, body: { detail: 'no such address' } };
    }
  }
}

function sent<Value>(answer: Answer<Value>, body: (value: Value) => unknown): { status: number; body: unknown } {
  if (answer.kind === 'answered') return { status: 200, body: body(answer.value) };
  return { status: answer.kind === 'denied' ? 401 : 503, body: { detail: answer.why } };
}

async function bodyOf(request: IncomingMessage): Promise<Json> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  return text ? (JSON.parse(text) as Json) : {};
}
