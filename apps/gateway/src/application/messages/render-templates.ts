import type { RenderedItem, RenderItem, SubmitItem } from '#libs/contracts';
import { checkText, type TenantId } from '#libs/kernel';
import { NOT_A_MESSAGE, type Refusal } from '../../domain/merge-refused.ts';
import type { Renders } from './ports.ts';

interface Read {
  readonly items: readonly SubmitItem[];
  readonly refused: ReadonlyMap<number, Refusal>;
  /** By position: messages by template, whose text is not known yet. */
  readonly templated: ReadonlyMap<number, RenderItem>;
}

export interface RenderRules {
  readonly maxCharacters: number;
  readonly ignoresExtra: boolean;
}

/** Renders the messages by template; one that cannot be rendered is refused by its position. */
export async function renderTemplates(
  renders: Renders,
  tenant: TenantId,
  { items, refused, templated }: Read,
  rules?: RenderRules,
): Promise<Pick<Read, 'items' | 'refused'>> {
  if (templated.size === 0) return { items, refused };
  const rendered = await renders.of(tenant, [...templated.values()], rules);
  const [all, allRefused] = [[...items], new Map(refused)];
  for (const [at, position] of [...templated.keys()].entries()) {
    const { text, template, category, code, detail = '', field } = bounded(rendered[at]!, rules);
    const item = items[position]!;
    if (text !== undefined && template) {
      all[position] = { ...item, text, template, ...(category && { category: item.category ?? category }) };
    } else {
      all[position] = NOT_A_MESSAGE;
      allRefused.set(position, { code: code ?? 'internal_error', detail, ...(field !== undefined && { field }) });
    }
  }
  return { items: all, refused: allRefused };
}

function bounded(rendered: RenderedItem, rules?: RenderRules): RenderedItem {
  const { text } = rendered;
  const problem = text !== undefined && rules ? checkText(text, rules.maxCharacters) : undefined;
  return problem === undefined ? rendered : { code: 'invalid_text', detail: problem, field: 'variables' };
}
