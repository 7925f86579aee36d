import type { Grant, Heartbeat, HeartbeatReply, Lease, Permission, ReceivedText, Report } from '../agent/ports.ts';

type Json = Readonly<Record<string, unknown>>;

export function heartbeatBody({ freeParts, leases, sims, ...told }: Heartbeat, version: string): object {
  return {
    ...told,
    ...(sims ? { sims } : {}),
    ...(freeParts === undefined ? {} : { free_parts: freeParts }),
    app_version: version,
    capabilities: ['start'],
    leases: leases.map(grantOf),
  };
}

export function grantOf({ messageId, leaseId, fence }: Grant): { message_id: string; lease_id: string; fence: number } {
  return { message_id: messageId, lease_id: leaseId, fence };
}

export function reportBody(reports: readonly Report[]): object {
  return {
    messages: reports.map(({ status, code, parts, simSlot, ...grant }) => ({
      ...grantOf(grant),
      status,
      ...(code ? { last_error: code } : {}),
      ...(parts > 0 ? { parts } : {}),
      ...(simSlot === undefined ? {} : { sim_slot: simSlot }),
    })),
  };
}

export function inboxBody(texts: readonly (ReceivedText & { deviceMessageId: string })[]): object {
  return {
    messages: texts.map(({ deviceMessageId, from, text, receivedAt, simSlot }) => ({
      device_message_id: deviceMessageId,
      from,
      text,
      received_at: receivedAt,
      ...(simSlot === undefined ? {} : { sim_slot: simSlot }),
    })),
  };
}

export function fromHeartbeat(body: unknown): HeartbeatReply {
  const { lease_ttl_ms, extended, revoked } = body as Json;
  return { leaseTtlMs: Number(lease_ttl_ms) || 0, extended: textsIn(extended), revoked: textsIn(revoked) };
}

/** An item that is not whole is left out: its lease ends by itself. */
export function fromLeases(body: unknown): Lease[] {
  const { messages } = body as Json;
  if (!Array.isArray(messages)) throw new Error('no list of messages');
  return messages.flatMap((item: Json) => {
    const { message_id, to, text, lease_id, fence, lease_ttl_ms, sim_slot } = item;
    const whole =
      [message_id, to, text, lease_id].every((value) => typeof value === 'string' && value !== '') &&
      Number.isSafeInteger(fence) &&
      Number(lease_ttl_ms) > 0;
    if (!whole) return [];
    return {
      messageId: String(message_id),
      to: String(to),
      text: String(text),
      leaseId: String(lease_id),
      fence: Number(fence),
      ttlMs: Number(lease_ttl_ms),
      ...(Number.isInteger(sim_slot) ? { simSlot: Number(sim_slot) } : {}),
    };
  });
}

export function fromPermission(body: unknown): Permission {
  const { send_within_ms, reason } = body as Json;
  return { sendWithinMs: Number(send_within_ms) || 0, stale: reason === 'stale_lease' || reason === 'not_found' };
}

const textsIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
