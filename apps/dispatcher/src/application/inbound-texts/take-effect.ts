import { checkpoint, newRequestId } from '#libs/kernel';
import { optOutKey, type OptOutChangeRecord, type OptOutRecord } from '../../domain/acceptance/opt-out.ts';
import { nameOfText, textIdOf, textNamedBy, type InboundTextRecord } from '../../domain/inbound-texts/inbound-text.ts';
import { contentOf } from './inbound-content.ts';
import type { InboundPorts } from './ports.ts';

/** A second help word is not answered within this time. */
const HELPED_FOR_MS = 24 * 60 * 60_000;

/**
 * Does what a word asks for. True: it is answered, because this text, and no earlier one, made the present state. A
 * change that was made after the text was recorded is newer than its wish, and stays.
 */
export function takeEffect(ports: InboundPorts, text: InboundTextRecord): Promise<boolean> {
  switch (text.keyword!) {
    case 'stop':
      return optOut(ports, text);
    case 'start':
      return optIn(ports, text);
    case 'help':
      return ports.conversations.claimHelp(text, new Date(text.at.getTime() - HELPED_FOR_MS));
  }
}

async function optOut(ports: InboundPorts, text: InboundTextRecord): Promise<boolean> {
  const { tenant, from_hash, at } = text;
  const { codec, optOuts, optOutChanges } = ports;
  const key = optOutKey(tenant, from_hash);
  const last = (await optOuts.of(tenant, key))?.changes.at(-1);
  if (last && !last.scope && last.at > at) return false;

  const number = codec.seal(tenant, 'opt_out', contentOf(codec, text).from);
  const change = { ...changeBy(ports, text), scope: 'all', source: 'sms' } as const;
  const wanted = { tenant, key, id: newRequestId(), number, scope: 'all', change, renews: true } as const;
  const inForce = await optOutChanges.adding(tenant, () => optOuts.add(wanted));
  checkpoint('dispatcher.inbound.after_opt_out');
  return inForce.changes.at(-1)!.by === change.by;
}

async function optIn(ports: InboundPorts, text: InboundTextRecord): Promise<boolean> {
  const { tenant, from_hash, at } = text;
  const key = optOutKey(tenant, from_hash);
  const change = changeBy(ports, text);
  const found = await ports.optOuts.of(tenant, key);
  const last = found?.changes.at(-1);
  if (!found?.scope) return last?.by === change.by;
  if (last!.at > at || !(await mayLift(ports, text, found))) return false;

  const isLifted = await ports.optOuts.lift(tenant, found.id!, change);
  checkpoint('dispatcher.inbound.after_lift');
  return isLifted || (await ports.optOuts.of(tenant, key))?.changes.at(-1)?.by === change.by;
}

/**
 * A text does not lift what the same vendor received later, in whatever order it reports them, and one of a test account
 * lifts only what another one asked for.
 */
async function mayLift(
  { inboundTexts }: InboundPorts,
  { tenant, environment, route, received_at }: InboundTextRecord,
  { changes, renewed }: OptOutRecord,
): Promise<boolean> {
  const made = changes.at(-1)!;
  for (const { by } of renewed ? [made, renewed] : [made]) {
    const id = textNamedBy(by);
    const text = id === undefined ? null : await inboundTexts.byId(tenant, id);
    if (environment === 'test' && text?.environment !== 'test') return false;
    if (text?.route === route && text.received_at > received_at) return false;
  }
  return true;
}

/** The text itself is the proof, or the reason. Of two texts the later one counts, in whatever order they take effect. */
const changeBy = ({ codec }: InboundPorts, text: InboundTextRecord): OptOutChangeRecord => ({
  at: text.at,
  by: nameOfText(textIdOf(text)),
  note: codec.seal(text.tenant, 'opt_out_note', contentOf(codec, text).text.slice(0, LONGEST_NOTE)),
});

const LONGEST_NOTE = 200;
