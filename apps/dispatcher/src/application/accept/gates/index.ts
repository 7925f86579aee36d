import type { SubmitItem, SubmittedTemplate } from '#libs/contracts';
import type { AcceptedItem, Gated } from '../../../domain/acceptance/accepted-item.ts';
import { isCategory } from '../../../domain/acceptance/categories.ts';
import { givenFields } from '../../../domain/acceptance/message-fields.ts';
import { category } from './category.ts';
import { destination } from './destination.ts';
import { eachItem, type Call, type Check, type Found, type Gate } from './gate.ts';
import { number } from './number.ts';
import { optOut, type OptOutGatePorts } from './opt-out.ts';
import { repeats } from './repeats.ts';
import { schedule } from './schedule.ts';
import { sender, type SenderPorts } from './sender.ts';
import { text } from './text.ts';

export type GatePorts = SenderPorts & OptOutGatePorts;

/** Fields that are kept as given. */
const given: Check = ({ asked }, { answers, confirms }) => ({
  ...givenFields(asked),
  ...(asked.metadata !== undefined && { metadata: asked.metadata }),
  ...(asked.template && byTemplate(asked.template)),
  ...(answers !== undefined && { answers }),
  ...(confirms && { confirms }),
});

const byTemplate = ({ id, version, language, vendors }: SubmittedTemplate): Found => ({
  template_id: id,
  template_version: version,
  language,
  vendor_templates: vendors,
});

/** In this order; the first gate that refuses an item decides. */
const gatesOf = (ports: GatePorts): readonly Gate[] => [
  eachItem(given, number, text, category, schedule),
  sender(ports),
  eachItem(destination),
  optOut(ports),
  repeats,
];

/** Each gate is called once for all remaining items. The same call at the same `now` gives the same answer. */
export async function passGates(ports: GatePorts, items: readonly SubmitItem[], call: Call): Promise<Gated[]> {
  const gated = new Array<Gated>(items.length);
  let passing = items.map((asked, position) => ({ asked, position, found: {} as Found }));
  for (const gate of gatesOf(ports)) {
    if (passing.length === 0) break;
    const refusals = await gate(passing, call);
    if (refusals.length === 0) continue;
    passing = passing.filter(({ position }, at) => {
      const refusal = refusals[at];
      if (refusal) gated[position] = refusal;
      return !refusal;
    });
  }
  for (const { position, found } of passing) {
    const { number_type: _, ...accepted } = found;
    gated[position] = { ok: true, ...(accepted as AcceptedItem) };
  }
  return gated;
}

/** Whether the gates can read it at all. The gateway has checked the fields and named wrong ones. */
export function isItem(item: unknown): item is SubmitItem {
  if (typeof item !== 'object' || item === null) return false;
  const { to, text: says, category: of, ...rest } = item as Partial<SubmitItem>;
  const texts = [rest.deadline, rest.send_at, rest.route, rest.pool, ...Object.values(givenFields(rest))];
  return (
    typeof to === 'string' &&
    typeof says === 'string' &&
    (of === undefined || isCategory(of)) &&
    texts.every((it) => it === undefined || typeof it === 'string')
  );
}
