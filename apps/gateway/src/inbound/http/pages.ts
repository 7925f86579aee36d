import { Type } from 'class-transformer';
import { IsArray, IsString } from 'class-validator';
import { Described } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import type { Cursors } from './cursors.ts';
import { CURSOR, LIMIT, readQuery, type Query } from './query.ts';

export interface Page<Item> {
  readonly data: readonly Item[];
  /** null on the last page. */
  readonly next_cursor: string | null;
}

/** Where a list goes on. It is always there, and null where the list ends. */
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

const DEFAULT_LIMIT = 50;

/** The parameters of a list that has no filters. */
export function pageFrom(query: Query): { readonly limit: number; readonly cursor?: string } {
  const { limit = DEFAULT_LIMIT, cursor } = readQuery<{ limit: number; cursor: string }>(query, {
    limit: LIMIT,
    cursor: CURSOR,
  });
  return { limit, ...(cursor !== undefined && { cursor }) };
}

export interface ListOfTenant {
  readonly tenant: TenantId;
  readonly list: string;
}

/** One page of a list that is known whole; a cursor names the last thing seen, and survives that thing's end. */
export function pageOf<Item>(
  all: readonly Item[],
  idOf: (item: Item) => string,
  query: Query,
  cursors: Cursors,
  { tenant, list }: ListOfTenant,
): Page<Item> {
  const { limit, cursor } = pageFrom(query);
  const sorted = all.toSorted((one, other) => (idOf(one) < idOf(other) ? -1 : 1));
  const after = cursor === undefined ? undefined : cursors.open(tenant, list, cursor);
  const rest = after === undefined ? sorted : sorted.filter((item) => idOf(item) > after);

  const data = rest.slice(0, limit);
  const last = data.at(-1);
  const next = last !== undefined && rest.length > limit ? cursors.seal(tenant, list, idOf(last)) : null;
  return { data, next_cursor: next };
}
