import { MOST_RENDERED, type RenderCall, type RenderedItem, type RenderItem } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import { WriteGatherer } from '#libs/persistence';
import { Renders } from '../../application/messages/ports.ts';
import type { Templates } from '../../application/ports.ts';

/** Messages of calls that come while one is under way are rendered together in the next. */
export class GatheredRenders extends Renders {
  private readonly calls: WriteGatherer<RenderCall, RenderedItem[]>;

  constructor({ templates }: Templates) {
    super();
    this.calls = new WriteGatherer({
      name: 'renders',
      max: MOST_RENDERED,
      weigh: ({ items }) => items.length,
      flush: async (calls) => (await templates.render({ calls: [...calls] })).calls.map(({ items }) => items),
    });
  }

  /** Parts of a long list are sent one after another, so that short ones come between. */
  async of(tenant: TenantId, items: readonly RenderItem[]): Promise<readonly RenderedItem[]> {
    const rendered: RenderedItem[] = [];
    for (let from = 0; from < items.length; from += MOST_RENDERED) {
      const part = items.slice(from, from + MOST_RENDERED);
      rendered.push(...(await this.calls.add({ tenant, items: part })));
    }
    return rendered;
  }
}
