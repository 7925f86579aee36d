import type { Text } from '#libs/sandbox-kit';
import { textView, type TextView } from '../control/phones.ts';
import type { CallView } from './call-log.ts';
import type { Conditions, Sims } from './conditions.ts';
import type { Crash } from './crash-plan.ts';
import type { HeldText, IncomingText, Kind } from './facts.ts';
import type { Phone } from './phone.ts';

const SENT_SHOWN = 8;
const RECEIVED_SHOWN = 8;

/** A phone as its page shows it. */
export interface RadioPhoneView {
  readonly name: string;
  readonly kind: Kind;
  readonly label: string;
  readonly deviceId: string;
  readonly agentId: string | null;
  readonly state: Phone['state'];
  /** Its last call was answered. */
  readonly isOnline: boolean;
  readonly isRevoked: boolean;
  readonly boots: number;
  readonly elapsedMs: number;
  readonly conditions: Conditions;
  readonly sims: Sims;
  readonly crash: Crash | null;
  readonly holds: readonly HeldText[];
  readonly calls: readonly CallView[];
  /** Sentences of its program, the newest first. */
  readonly said: readonly string[];
  readonly sent: { readonly count: number; readonly newest: readonly TextView[] };
  /** The newest first. */
  readonly inbox: readonly IncomingText[];
}

/** The texts that a phone sent in this epoch, the newest first. */
export class SentTexts {
  private texts: Text[] = [];
  private total = 0;

  get count(): number {
    return this.total;
  }

  add(text: Text): void {
    this.total += 1;
    this.texts = [text, ...this.texts].slice(0, SENT_SHOWN);
  }

  list(): readonly Text[] {
    return this.texts;
  }
}

export function viewOf(phone: Phone, sent: SentTexts | undefined): RadioPhoneView {
  const { facts, holds, isRevoked } = phone;
  const { name, kind, label, deviceId, agentId, boots, conditions, sims, inbox } = facts;
  const calls = phone.calls.list();
  return {
    name,
    kind,
    label,
    deviceId,
    agentId: agentId ?? null,
    state: phone.state,
    isOnline: phone.state === 'on' && calls[0]?.end === 'answered',
    isRevoked,
    boots,
    elapsedMs: facts.isOn ? phone.elapsedMs() : 0,
    conditions,
    sims,
    crash: phone.crashes.next ?? null,
    holds,
    calls,
    said: phone.said,
    sent: { count: sent?.count ?? 0, newest: (sent?.list() ?? []).map(textView) },
    inbox: inbox.slice(-RECEIVED_SHOWN).toReversed(),
  };
}
