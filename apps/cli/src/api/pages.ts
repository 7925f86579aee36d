export interface Page<Item> {
  readonly data: readonly Item[];
  readonly next_cursor: string | null;
}

export interface PageQuery {
  readonly limit: number;
  readonly cursor?: string;
}

const LARGEST_PAGE = 100;

/** Up to `limit` rows of a list, read page by page. */
export async function pagesOf<Item>(
  page: (query: PageQuery) => Promise<{ readonly data: readonly Item[]; readonly next_cursor: string | null }>,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<Item>> {
  const data: Item[] = [];
  for (let next = cursor; ;) {
    const wanted = Math.min(limit - data.length, LARGEST_PAGE);
    const { data: rows, next_cursor } = await page({ limit: wanted, ...(next !== undefined && { cursor: next }) });
    data.push(...rows);
    if (next_cursor === null || data.length >= limit) return { data, next_cursor };
    next = next_cursor;
  }
}
