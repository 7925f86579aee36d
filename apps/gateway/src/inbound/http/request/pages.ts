import { Type } from 'class-transformer';
import { IsArray, IsString } from 'class-validator';
import { Described } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import type { Cursors } from './cursors.ts';
import { CURSOR, LIMIT, type Parameters } from './query.ts';

export interface Page<Item> {
  readonly data: readonly Item[];
  /** null on the last page. */
  readonly next_cursor: string | null;
}

/** The cursor of the next page. It is always present, and null at the end of the list. */
export function NextCursor(says = 'For the next page; null on the last.'): PropertyDecorator {
  return (target, name) => {
    IsString()(target, name);
    Described(says, undefined, { type: ['string', 'null'] })(target, name);
  };
}

/** The class of a page, for the document. */
export function pageOfClass<Item extends object>(Item: new () => Item): new () => Page<Item> {
  class ItemPage implements Page<Item> {
    @Described('The page.') @IsArray() @Type(() => Item) data!: readonly Item[];
    @NextCursor() next_cursor!: string | null;
  }
  return ItemPage;
}

export interface PageWanted {
  readonly limit: number;
  readonly cursor?: string;
}

/** The parameters of a list that has no filters. */
export const PAGE: Parameters<PageWanted> = { limit: LIMIT, cursor: CURSOR };

export interface ListOfTenant {
  readonly tenant: TenantId;
  readonly list: string;
}

/** One page of what changed, newest first; a cursor names the version before which the page starts. */
export async function pageOfChanges<Change extends { readonly version: number }>(
  changes: (page: { readonly limit: number; readonly before?: number }) => Promise<readonly Change[]>,
  { limit, cursor }: PageWanted,
  cursors: Cursors,
  { tenant, list }: ListOfTenant,
): Promise<Page<Change>> {
  const before = cursor === undefined ? {} : { before: Number(cursors.open(tenant, list, cursor)) };

  const data = await changes({ limit, ...before });
  const last = data.at(-1);
  const isMore = last !== undefined && data.length === limit && last.version > 1;
  return { data, next_cursor: isMore ? cursors.seal(tenant, list, String(last.version)) : null };
}

/**
 * One page of a list that is completely known; a cursor names the last entry seen, and stays valid when that entry is
 * removed.
 */
export function pageOf<Item>(
  all: readonly Item[],
  idOf: (item: Item) => string,
  { limit, cursor }: PageWanted,
  cursors: Cursors,
  { tenant, list }: ListOfTenant,
): Page<Item> {
  const sorted = all.toSorted((one, other) => (idOf(one) < idOf(other) ? -1 : 1));
  const after = cursor === undefined ? undefined : cursors.open(tenant, list, cursor);
  const rest = after === undefined ? sorted : sorted.filter((item) => idOf(item) > after);

  const data = rest.slice(0, limit);
  const last = data.at(-1);
  const next = last !== undefined && rest.length > limit ? cursors.seal(tenant, list, idOf(last)) : null;
  return { data, next_cursor: next };
}
