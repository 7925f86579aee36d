import type { RenderItem, SubmitItem } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import { NOT_A_MESSAGE, type Refusal } from '../../domain/merge-refused.ts';
import type { Renders } from './ports.ts';

interface Read {
  readonly items: readonly SubmitItem[];
  readonly refused: ReadonlyMap<number, Refusal>;
  /** By position: messages by template, whose text is not known yet. */
  readonly templated: ReadonlyMap<number, RenderItem>;
}

/** Renders the messages by template; one that cannot be rendered is refused by its position. */
export async function renderTemplates(
  renders: Renders,
  tenant: TenantId,
  { items, refused, templated }: Read,
): Promise<Pick<Read, 'items' | 'refused'>> {
  if (templated.size === 0) return { items, refused };
  const rendered = await renders.of(tenant, [...templated.values()]);
  const [all, allRefused] = [[...items], new Map(refused)];
  for (const [at, position] of [...templated.keys()].entries()) {
    const { text, template, category, code, detail = '', field } = rendered[at]!;
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
