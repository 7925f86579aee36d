import { randomBytes } from 'node:crypto';
import type { Answer } from './api.ts';
import type { ReceivedText } from './sandbox.ts';
import { until } from './wait.ts';

/** A message that a phone was given. */
export interface Lease {
  readonly message_id: string;
  readonly to: string;
  readonly text: string;
  readonly lease_id: string;
  readonly fence: number;
  readonly lease_ttl_ms: number;
  readonly attempt: number;
}

/** What a phone sent, as its radio knows it. */
export interface RadioText {
  readonly at: number;
  readonly agent: string;
  readonly messageId: string;
  readonly fence: number;
  readonly to: string;
  readonly text: string;
}

export interface ReportItem {
  readonly message_id: unknown;
  readonly status: unknown;
  readonly lease_id?: unknown;
  readonly fence?: unknown;
  readonly last_error?: unknown;
  readonly [name: string]: unknown;
}

export interface ReportResult {
  readonly message_id: string;
  readonly applied: boolean;
  readonly status?: string;
  readonly reason?: string;
}

export interface Registration {
  readonly deviceId?: string;
  readonly label?: string;
  /** One of the two. */
  readonly secret?: string;
  readonly code?: string;
  /** False: it only polls and reports, as the phones of the original do. */
  readonly canStart?: boolean;
}

/** Longer than the longest poll. */
const TIMEOUT_MS = 40_000;

/** A phone that a test steers call by call. Its radio is a list. */
export class FakePhone {
  readonly url: string;
  readonly id: string;
  readonly token: string;
  readonly canStart: boolean;
  readonly radio: RadioText[];

  private constructor(url: string, id: string, token: string, canStart: boolean, radio: RadioText[]) {
    this.url = url;
    this.id = id;
    this.token = token;
    this.canStart = canStart;
    this.radio = radio;
  }

  static async register(url: string, registration: Registration, radio: RadioText[] = []): Promise<FakePhone> {
    const { canStart = true, deviceId = `fake-${randomBytes(6).toString('hex')}` } = registration;
    const { status, body } = await registerAt(url, { ...registration, deviceId, canStart });
    if (status !== 200 && status !== 201) throw new Error(`register was answered ${status} ${JSON.stringify(body)}`);
    return new FakePhone(url, String(body.agent_id), String(body.agent_token), canStart, radio);
  }

  /** The same phone by another replica, or through the gateway. */
  at(url: string): FakePhone {
    return new FakePhone(url, this.id, this.token, this.canStart, this.radio);
  }

  call<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    return callAt<T>(this.url, method, path, body, { authorization: `Bearer ${this.token}` });
  }

  heartbeat(told: Record<string, unknown> = {}): Promise<Answer> {
    return this.call('POST', '/agent/heartbeat', {
      battery: 80,
      ...(this.canStart && { capabilities: ['start'] }),
      ...told,
    });
  }

  async next(query: { limit?: number; wait?: number; lease_request_id?: string } = {}): Promise<readonly Lease[]> {
    const given = Object.entries(query).map(([name, value]) => [name, String(value)]);
    const { status, body } = await this.call<{ messages: Lease[] }>(
      'GET',
      `/agent/jobs/next?${new URLSearchParams(Object.fromEntries(given)).toString()}`,
    );
    if (status !== 200) throw new Error(`jobs/next was answered ${status} ${JSON.stringify(body)}`);
    return body.messages;
  }

  /** Polls until there is something. */
  some(query: Parameters<FakePhone['next']>[0] = {}): Promise<readonly Lease[]> {
    return until('the phone gets messages', async () => {
      const leases = await this.next({ wait: 2, ...query });
      return leases.length > 0 && leases;
    });
  }

  start({ message_id, lease_id, fence }: Pick<Lease, 'message_id' | 'lease_id' | 'fence'>): Promise<Answer> {
    return this.call('POST', `/agent/messages/${message_id}/start`, { lease_id, fence });
  }

  report(...messages: readonly ReportItem[]): Promise<Answer<{ messages: readonly ReportResult[] }>> {
    return this.call('POST', '/agent/messages/report', { messages });
  }

  /** The text is out. */
  send({ message_id: messageId, fence, to, text }: Lease): void {
    this.radio.push({ at: Date.now(), agent: this.id, messageId, fence, to, text });
  }

  /** As a good phone does it: asks, sends, tells. False: it may not send it. */
  async deliver(lease: Lease): Promise<boolean> {
    const { message_id, lease_id, fence } = lease;
    if (this.canStart) {
      const { body } = await this.start(lease);
      if (!(Number(body.send_within_ms) > 0)) return false;
    }
    this.send(lease);
    await this.report({ message_id, status: 'SENT', ...(this.canStart && { lease_id, fence }) });
    return true;
  }

  /** Sends whatever it gets, until the signal aborts. */
  async serve(over: AbortSignal, query: Parameters<FakePhone['next']>[0] = { limit: 10, wait: 2 }): Promise<void> {
    while (!over.aborted) {
      const leases = await this.next(query);
      for (const lease of leases) await this.deliver(lease);
    }
  }
}

/** The registration alone, with its answer. */
export const registerAt = (url: string, { deviceId, label, secret, code, canStart }: Registration): Promise<Answer> =>
  callAt(url, 'POST', '/agent/register', {
    device_id: deviceId,
    label: label ?? deviceId,
    ...(canStart && { capabilities: ['start'] }),
    ...(secret !== undefined && { registration_secret: secret }),
    ...(code !== undefined && { enrolment_code: code }),
  });

async function callAt<T = Record<string, unknown>>(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer<T>> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : {}) as T };
}

/** In the form of the sandbox's record. */
export const textsOfRadio = (radio: readonly RadioText[]): ReceivedText[] =>
  radio.map(({ at, agent, messageId, fence, to, text }, n) => ({
    ...{ n, at, to, fence, vendor: 'phone', sid: `radio-${n}`, from: agent, body: text, segments: 1 },
    localId: messageId,
    phone: { name: agent, sim: 0, part: 1, parts: 1 },
  }));
