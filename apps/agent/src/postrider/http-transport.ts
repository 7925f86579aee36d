import type { Answer, Grant, Transport } from '../agent/ports.ts';
import { call, type Call } from './http-call.ts';
import { fromHeartbeat, fromLeases, fromPermission, grantOf, heartbeatBody, inboxBody, reportBody } from './wire.ts';

/** `AGENT_VERSION` of the heartbeat. */
export interface HttpTransportOptions {
  /** Of Postrider, without a slash at its end. */
  readonly url: string;
  readonly token: string;
  readonly version: string;
}

const ANSWER_MS = 15_000;

/** Postrider's API for phones over HTTP. */
export function httpTransport({ url, token, version }: HttpTransportOptions): Transport {
  const ask = <Value>(path: string, signal: AbortSignal, of: Partial<Call>, read: (body: unknown) => Value) =>
    call({ url: `${url}/agent/${path}`, method: 'POST', token, timeoutMs: ANSWER_MS, ...of }, signal, read);

  return {
    heartbeat: (beat, signal) => ask('heartbeat', signal, { body: heartbeatBody(beat, version) }, fromHeartbeat),
    next: ({ id, limit, waitS }, signal) => {
      const query = new URLSearchParams({ limit: String(limit), wait: String(waitS), lease_request_id: id });
      const timeoutMs = waitS * 1_000 + ANSWER_MS;
      return ask(`jobs/next?${query.toString()}`, signal, { method: 'GET', timeoutMs }, fromLeases);
    },
    start: (grant: Grant, signal) => {
      const { lease_id, fence } = grantOf(grant);
      return ask(
        `messages/${encodeURIComponent(grant.messageId)}/start`,
        signal,
        { body: { lease_id, fence } },
        fromPermission,
      );
    },
    report: (reports, signal) => ask('messages/report', signal, { body: reportBody(reports) }, nothing),
    inbox: (texts, signal) => ask('inbox', signal, { body: inboxBody(texts) }, nothing),
  };
}

export interface Registration {
  readonly url: string;
  readonly deviceId: string;
  readonly label?: string;
  /** One of the two. */
  readonly code?: string;
  readonly secret?: string;
  readonly version: string;
}
export interface Registered {
  readonly agentId: string;
  readonly token: string;
  readonly heartbeatS: number;
}

/** Registers this phone. Its old token ends. */
export function register(given: Registration, signal: AbortSignal): Promise<Answer<Registered>> {
  const body = {
    device_id: given.deviceId,
    ...(given.label ? { label: given.label } : {}),
    ...(given.code ? { enrolment_code: given.code } : {}),
    ...(given.secret ? { registration_secret: given.secret } : {}),
    capabilities: ['start'],
    app_version: given.version,
  };
  const of: Call = { url: `${given.url}/agent/register`, method: 'POST', body, timeoutMs: ANSWER_MS };
  return call(of, signal, (answer) => {
    const { agent_id, agent_token, heartbeat_s } = answer as Record<string, unknown>;
    if (typeof agent_id !== 'string' || typeof agent_token !== 'string') throw new Error('no agent_id and agent_token');
    return { agentId: agent_id, token: agent_token, heartbeatS: Number(heartbeat_s) || 30 };
  });
}

function nothing(): void {}
