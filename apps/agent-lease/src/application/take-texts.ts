import { PHONE_VENDOR, type ClientOf, type dispatcherQuestions, type InboundText } from '#libs/contracts';
import { clock, parseInstant, parseNumber } from '#libs/kernel';
import type { Agent, Sim } from '../domain/agent.ts';

export interface TextPorts {
  readonly inbound: Pick<ClientOf<typeof dispatcherQuestions>['inbound'], 'record'>;
}

/** A text that a phone received. */
export interface TakenText {
  readonly device_message_id: string;
  readonly from: string;
  readonly text: string;
  /** By the phone's clock: RFC 3339, or milliseconds since the epoch. */
  readonly received_at?: unknown;
  readonly sim_slot?: number;
}

/** A phone may have been without a network for so long. */
const OLDEST_MS = 30 * 86_400_000;
const AHEAD_MS = 60_000;

/** Resolves when the texts are durable. The same text comes again under the same id, and is recorded once. */
export async function takeTexts({ inbound }: TextPorts, agent: Agent, texts: readonly TakenText[]): Promise<void> {
  const { tenant, id } = agent;
  await inbound.record({
    tenant,
    vendor: PHONE_VENDOR,
    route: id,
    texts: texts.map((text) => inboundText(agent, text)),
  });
}

function inboundText(agent: Agent, { device_message_id, from, text, received_at, sim_slot }: TakenText): InboundText {
  const sim = agent.sims.find(({ slot }) => slot === sim_slot) ?? agent.sims[0];
  const receivedAt = timeOf(received_at);
  return {
    ...{ vendor_text_id: device_message_id, from: internationally(from, sim), to: sim?.number ?? agent.id, text },
    ...(receivedAt !== undefined && { received_at: receivedAt }),
  };
}

/**
 * Networks show numbers of the SIM's country without a country code. A short code or a name stays as it is: it is in no
 * range of numbers.
 */
function internationally(from: string, sim: Sim | undefined): string {
  const read = parseNumber(from, sim?.country);
  return read.ok && read.warnings.length === 0 ? read.e164 : from;
}

/** Undefined, which means now, if the phone's clock cannot be right. */
function timeOf(given: unknown): number | undefined {
  const ms = typeof given === 'number' ? given : parseInstant(given)?.getTime();
  const now = clock.now();
  return ms !== undefined && ms > now - OLDEST_MS && ms < now + AHEAD_MS ? Math.floor(ms) : undefined;
}
