import { MOST_RENDERED, type RenderCall, type RenderedItem, type RenderItem } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import { WriteGatherer } from '#libs/persistence';
import { Renders } from '../../application/messages/ports.ts';
import type { Templates } from '../../application/ports.ts';

/** The most bytes that a character takes on the bus, and the share of a call that each message may take. */
const CHARACTER_BYTES = 6;
const SHARE_BYTES = 15_000;

const weightOf = ({ variables = {} }: RenderItem): number => {
  const characters = Object.entries(variables).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  return Math.max(1, (characters * CHARACTER_BYTES) / SHARE_BYTES);
};

/** Messages of calls that come while one is under way are rendered together in the next. */
export class GatheredRenders extends Renders {
  private readonly calls: WriteGatherer<RenderCall, RenderedItem[]>;

  constructor({ templates }: Templates) {
    super();
    this.calls = new WriteGatherer({
      name: 'renders',
      max: MOST_RENDERED,
      weigh: ({ items }) => items.reduce((sum, item) => sum + weightOf(item), 0),
      flush: async (calls) => (await templates.render({ calls: [...calls] })).calls.map(({ items }) => items),
    });
  }

  /** Parts of a long list are sent one after another, so that short ones come between. */
  async of(
    tenant: TenantId,
    items: readonly RenderItem[],
    { ignoresExtra }: { readonly ignoresExtra: boolean } = { ignoresExtra: false },
  ): Promise<readonly RenderedItem[]> {
    const rendered: RenderedItem[] = [];
    for (let from = 0; from < items.length; from += MOST_RENDERED) {
      const part = items.slice(from, from + MOST_RENDERED);
      rendered.push(...(await this.calls.add({ tenant, items: part, ...(ignoresExtra && { ignore_extra: true }) })));
    }
    return rendered;
  }
}
