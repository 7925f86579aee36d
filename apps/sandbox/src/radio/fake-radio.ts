import { segmentsOf, sleep } from '#libs/kernel';
import type { Ledger, Text } from '#libs/sandbox-kit';
import type { Conditions } from './conditions.ts';
import type { PhoneFacts } from './facts.ts';

/** The vendor of texts that a phone sent, in the ledger. */
export const PHONE = 'phone';

/** A text, or a part of one, as the program gives it to the radio. */
export interface Outgoing {
  /** Id of the message, if the program tells it. */
  readonly message?: string;
  readonly fence?: number;
  readonly to: string;
  readonly body: string;
  /** Slot; absent: the first SIM there is. */
  readonly sim?: number;
  /** From 1. */
  readonly part: number;
  readonly parts: number;
}

/** `failed` with a code as Android names it. */
export type RadioEnd =
  | { readonly kind: 'sent'; readonly text: Text }
  | { readonly kind: 'failed'; readonly code: string }
  | { readonly kind: 'unknown' };

/** What the radio knows of its phone. */
export interface RadioOf {
  /** As they are now. */
  facts(): PhoneFacts;
  /** Aborted when the sandbox stops. */
  readonly closing: AbortSignal;
  set(conditions: Partial<Conditions>): void;
  /** A text has just gone out; the program does not know it yet. */
  isOut(): void;
}

const DELIVERED_AFTER_MS = 100;

/** Sends one part. A text that is out is on the disk before anybody hears of it. */
export async function transmit(ledger: Ledger, of: RadioOf, out: Outgoing): Promise<RadioEnd> {
  const { sendMs, hang, hangMs } = of.facts().conditions;
  if (sendMs > 0) await sleep(sendMs, of.closing);
  if (of.closing.aborted) return { kind: 'unknown' };
  const slot = out.sim ?? of.facts().sims.findIndex((sim) => sim !== null);
  const code = refusal(of, slot);
  if (code !== undefined) return { kind: 'failed', code };
  const text = hang === 'before' ? undefined : await put(ledger, of, out, slot);
  if (text) of.isOut();
  if (hang !== 'no') await sleep(hangMs, of.closing);
  if (!text || hang !== 'no') return { kind: 'unknown' };
  ledger.move(text, 'sent');
  return { kind: 'sent', text };
}

/** The carrier tells that the text arrived; false: it tells nothing. */
export async function deliver(ledger: Ledger, of: RadioOf, text: Text): Promise<boolean> {
  if (!of.facts().conditions.deliveryReports) return false;
  await sleep(DELIVERED_AFTER_MS, of.closing);
  if (of.closing.aborted) return false;
  ledger.move(text, 'delivered');
  return true;
}

function refusal(of: RadioOf, slot: number): string | undefined {
  const { isOn, sims, conditions } = of.facts();
  const { coverage, failure, failures, partsLeft } = conditions;
  if (!isOn) return 'RADIO_OFF';
  if (!sims[slot]) return 'NO_SIM';
  if (!coverage) return 'NO_SERVICE';
  if (failure !== null && failures !== 0) {
    if (failures !== null) of.set(failures > 1 ? { failures: failures - 1 } : { failure: null, failures: null });
    return failure;
  }
  if (partsLeft === 0) return 'LIMIT_EXCEEDED';
  if (partsLeft !== null) of.set({ partsLeft: partsLeft - 1 });
  return undefined;
}

async function put(ledger: Ledger, of: RadioOf, out: Outgoing, slot: number): Promise<Text> {
  const { name, label, sims, agentId } = of.facts();
  const { message, fence, to, body, part, parts } = out;
  const facts = {
    vendor: PHONE,
    account: agentId ?? name,
    sid: `PH${ledger.nextId()}`,
    to,
    from: sims[slot]!.number,
    body,
    segments: parts > 1 ? 1 : segmentsOf(body).segments,
    ...(message !== undefined && { localId: message }),
    ...(fence !== undefined && { fence }),
    phone: { name, label, sim: slot, part, parts },
  };
  const { text, durable } = ledger.receive(facts, 'queued');
  await durable;
  await ledger.sync();
  return text;
}
