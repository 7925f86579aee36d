import type { Journal, Radio, RadioResult, Sim } from '../../../agent/src/index.ts';
import { inParts } from './in-parts.ts';
import type { Life } from './life.ts';
import type { Phone } from './phone.ts';

/** The phone as its program knows it. */
export function agentRadio(phone: Phone, life: Life, journal: Pick<Journal, 'entry'>): Radio {
  return {
    divide: (text) => (phone.facts.conditions.partByPart ? inParts(text) : [text]),

    async send({ messageId: message, to, text: body, number: part, of: parts, simSlot }): Promise<RadioResult> {
      const sim = simSlot === undefined ? {} : { sim: simSlot };
      const fence = journal.entry(message)?.fence;
      const grant = fence === undefined ? {} : { fence };
      const end = await phone.send(life, { message, to, body, part, parts, ...sim, ...grant });
      if (end.kind === 'failed') return { failed: end.code };
      if (end.kind === 'unknown') return 'unknown';
      void phone.delivered(life, end.text);
      return 'sent';
    },

    async state() {
      const { conditions, sims } = phone.facts;
      const { battery, charging, network } = conditions;
      const there = simsOf(sims);
      const why = there.length === 0 ? { why: 'it has no SIM' } : {};
      return { ready: there.length > 0, ...why, battery, charging, network, sims: there };
    },

    async received(after) {
      const newer = phone.facts.inbox.filter(({ id }) => after === undefined || id > after);
      return newer.map(({ id, from, text, at, sim: simSlot }) => ({
        id,
        from,
        text,
        receivedAt: new Date(at).toISOString(),
        simSlot,
      }));
    },
  };
}

const simsOf = (sims: Phone['facts']['sims']): Sim[] =>
  sims.flatMap((sim, slot) => (sim ? { slot, number: sim.number, country: sim.country, operator: sim.operator } : []));
