import { one, type Form } from '#libs/sandbox-kit';

const DAY_MS = 86_400_000;
const TEHRAN_MS = 3.5 * 3_600_000;

/** `live` lists the present day in Tehran, `archive` what is older, between two times if they are given. */
export function isIn(list: 'live' | 'archive', at: number, now: number, query: Form): boolean {
  const today = Math.floor((now + TEHRAN_MS) / DAY_MS) * DAY_MS - TEHRAN_MS;
  if (list === 'live') return at >= today;
  const [from, to] = [one(query, 'fromdate'), one(query, 'todate')];
  const second = Math.floor(at / 1_000);
  return at < today && (from === '' || second >= Number(from)) && (to === '' || second <= Number(to));
}

const USUAL_PAGE = 10;
const LONGEST_PAGE = 100;

/** A page of a list; a status if its size is not allowed. */
export function pageOf<Row>(rows: readonly Row[], query: Form): readonly Row[] | 16 {
  const size = Number(one(query, 'pagesize') || USUAL_PAGE);
  const page = Number(one(query, 'pagenumber') || 1);
  if (!Number.isInteger(size) || size < 1 || size > LONGEST_PAGE || !Number.isInteger(page) || page < 1) return 16;
  return rows.slice((page - 1) * size, page * size);
}
