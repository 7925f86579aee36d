/** A small client of the gateway's API, as an application would write it. */
export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

export interface Sent {
  readonly id: string;
  readonly request_id: string;
  readonly status: string;
}

export interface MessageView {
  readonly id: string;
  readonly status: string;
  readonly reason?: string;
  readonly attempts: readonly {
    readonly outcome: string;
    readonly vendor?: string;
    readonly vendor_message_id?: string;
  }[];
  readonly timeline: readonly { readonly kind: string; readonly status: string; readonly at: string }[];
  readonly possible_duplicate?: boolean;
  readonly metadata?: Readonly<Record<string, string>>;
}

export class Api {
  readonly url: string;
  private readonly key: string | undefined;

  constructor(url: string, key?: string) {
    this.url = url;
    this.key = key;
  }

  async call<T = Record<string, unknown>>(
    method: string,
    path: string,
    {
      body,
      headers = {},
      timeoutMs = 15_000,
    }: { body?: unknown; headers?: Record<string, string>; timeoutMs?: number } = {},
  ): Promise<Answer<T>> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(this.key !== undefined && { 'x-api-key': this.key }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : {}) as T };
  }

  send(message: Record<string, unknown>, idempotencyKey?: string): Promise<Answer<Sent & { code?: string }>> {
    const headers: Record<string, string> = idempotencyKey ? { 'idempotency-key': idempotencyKey } : {};
    return this.call('POST', '/api/v1/messages', { body: message, headers });
  }

  sendBatch(
    messages: readonly Record<string, unknown>[],
    idempotencyKey?: string,
    defaults: Record<string, unknown> = {},
  ) {
    const headers: Record<string, string> = idempotencyKey ? { 'idempotency-key': idempotencyKey } : {};
    return this.call<{
      request_id: string;
      total: number;
      accepted: number;
      rejected: number;
      items: { position: number; id?: string; code?: string }[];
    }>('POST', '/api/v1/messages/batch', { body: { messages, defaults }, headers });
  }

  async message(id: string): Promise<MessageView> {
    const answer = await this.call<MessageView>('GET', `/api/v1/messages/${id}`);
    if (answer.status !== 200) throw new Error(`GET message answered ${answer.status}`);
    return answer.body;
  }

  async request(id: string) {
    const answer = await this.call<{ state: string; counts: Record<string, number>; accepted: number }>(
      'GET',
      `/api/v1/requests/${id}`,
    );
    if (answer.status !== 200) throw new Error(`GET request answered ${answer.status}`);
    return answer.body;
  }
}
