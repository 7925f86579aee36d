import { firstRequestIdAt, type TenantId } from '#libs/kernel';

/** An id is made some moments before its request is accepted, by another process, whose clock may differ a little. */
const ID_BEFORE_MS = 10_000;
const ID_AFTER_MS = 1_000;
const LAST_ID_MS = 2 ** 48 - 1;

interface Asked {
  readonly tenant: TenantId;
  readonly request?: string;
  readonly from?: Date;
  readonly until?: Date;
}

/** The ids of a time: they begin with the tenant and the time. */
export function timeRange({ tenant, request, from, until }: Asked, after?: string): { from: string; below: string } {
  const idAt = (ms: number): string => `${tenant}.${firstRequestIdAt(Math.min(Math.max(0, ms), LAST_ID_MS))}`;
  const start = request ? `${request}.` : from ? idAt(from.getTime() - ID_BEFORE_MS) : `${tenant}.`;
  const ends = [
    request ? `${request}/` : until ? idAt(until.getTime() + ID_AFTER_MS) : `${tenant}/`,
    ...(after === undefined ? [] : [after]),
  ];
  return { from: start, below: ends.sort()[0]! };
}
