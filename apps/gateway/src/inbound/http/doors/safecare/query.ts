import { LIMIT, QueryOf, type Parameter, type Parameters, type Query } from '../../request/query.ts';
import type { ItemsWanted } from './answers.ts';

/** The most entries that a page comes after. */
export const MOST_SKIPPED = 10_000;

const SKIP: Parameter<number> = {
  read: (value) => (/^\d{1,5}$/.test(value) && Number(value) <= MOST_SKIPPED ? Number(value) : undefined),
  takes: `a whole number from 0 to ${MOST_SKIPPED.toLocaleString('en')}`,
  says: 'Entries before the page.',
  is: { type: 'integer', minimum: 0, maximum: MOST_SKIPPED },
  otherwise: 0,
};

export const ITEMS: Parameters<ItemsWanted> = { limit: LIMIT, skip: SKIP };

/** Names in the URL that the door does not know are ignored. */
export class DoorQueryOf<Values extends object> extends QueryOf<Values> {
  override transform(given: Query): Partial<Values> {
    return super.transform(
      Object.fromEntries(Object.entries(given).filter(([name]) => Object.hasOwn(this.known, name))),
    );
  }
}
