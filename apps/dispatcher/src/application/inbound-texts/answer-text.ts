import type { SubmitRequest, TenantRules } from '#libs/contracts';
import { clock, newRequestId, parseNumber, PostriderError } from '#libs/kernel';
import {
  nameOfText,
  senderOfAnswer,
  textIdOf,
  type InboundTextRecord,
} from '../../domain/inbound-texts/inbound-text.ts';
import { answerTo } from '../../domain/inbound-texts/sentences.ts';
import { contentOf } from './inbound-content.ts';
import type { InboundPorts } from './ports.ts';

/** An answer that comes later makes no sense. */
const ANSWERED_WITHIN_MS = 24 * 60 * 60_000;
const VALID_FOR_S = 60 * 60;
/** To one person from one number: two machines must not answer each other for ever. */
const MOST_A_DAY = 10;

/** After these it is not known whether the answer was accepted, or it may be accepted later. */
const LATER = new Set(['service_unavailable', 'idempotency_in_progress', 'internal_error']);

/**
 * Answers a word from the number that received it. The text's id is the idempotency key: it is answered once, however
 * often this is repeated. False: to be repeated.
 */
export async function answerText(ports: InboundPorts, text: InboundTextRecord): Promise<boolean> {
  if (clock.now() - text.at.getTime() > ANSWERED_WITHIN_MS) return true;
  try {
    const answer = submissionOf(ports, text, await ports.tenantRules(text.tenant));
    if (answer) await ports.submit(answer, { answers: textIdOf(text), confirms: text.keyword === 'stop' });
    return true;
  } catch (error) {
    const code = error instanceof PostriderError ? error.code : 'internal_error';
    ports.log.warn('inbound.not_answered', { received: text._id, code });
    return !LATER.has(code);
  }
}

/** Undefined: the tenant does not want it. */
function submissionOf(ports: InboundPorts, text: InboundTextRecord, rules: TenantRules): SubmitRequest | undefined {
  const { tenant, environment, route } = text;
  const { from } = contentOf(ports.codec, text);
  const read = parseNumber(from, undefined);
  const says = answerTo(text.keyword!, read.ok ? read.country : undefined, rules);
  if (says === undefined) return undefined;
  const id = textIdOf(text);
  const { duplicate_window_minutes: _, ...policy } = rules.policy;
  return {
    tenant,
    request_id: newRequestId(),
    environment,
    operation: 'confirmation',
    idempotency_key: id,
    fingerprint: id,
    created_by: nameOfText(id),
    policy,
    quotas: [{ subject: `conversation.${text.conversation}`, per: 'day', limit: MOST_A_DAY }],
    all_or_nothing: true,
    items: [{ to: from, text: says, ...senderOfAnswer(text), route, valid_for_s: VALID_FOR_S }],
  };
}
