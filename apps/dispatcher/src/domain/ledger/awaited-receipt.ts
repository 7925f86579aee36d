import type { EvidenceDocument } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import type { Route } from '../routing/route.ts';
import { isAcceptance } from './fold.ts';

/** A grant that was accepted, and whose vendor is asked for the result by its id. */
export interface AwaitedReceipt {
  /** `<message _id>.<fence>` */
  readonly _id: string;
  readonly tenant: TenantId;
  readonly route: string;
  readonly vendor_message_id: string;
  /** When it was accepted. */
  readonly at: Date;
  /** When the vendor is asked next. */
  readonly due: Date;
  /** It is not asked after this: the message stays SENT. */
  readonly until: Date;
  /** How often it was asked. */
  readonly asked: number;
}

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const LONGEST_WINDOW_MS = 72 * HOUR;
/** Before the first time, between it and the second, and so on. */
const PAUSES_MS = [10 * SECOND, 30 * SECOND, 120 * SECOND, 600 * SECOND, HOUR, 6 * HOUR];

/** How long the vendor is left alone about a message for which it was asked so often. */
export const pauseMs = (asked: number, timeScale: number): number =>
  PAUSES_MS[Math.min(asked, PAUSES_MS.length - 1)]! / timeScale;

/** The results that a route's vendor must be asked for, from the rows that say what it accepted. */
export function awaitedFrom(
  rows: readonly EvidenceDocument[],
  { id: route, receipts, carries }: Pick<Route, 'id' | 'receipts' | 'carries'>,
  timeScale: number,
): AwaitedReceipt[] {
  if (receipts !== 'poll_by_id') return [];
  const windowMs = Math.min((carries?.receipt_polls?.window_s ?? Infinity) * SECOND, LONGEST_WINDOW_MS) / timeScale;
  const known = new Set(rows.filter(({ kind }) => kind === 'receipt').map(grantOf));
  return rows.flatMap((row): AwaitedReceipt[] => {
    const { tenant, vendor_message_id, at } = row;
    if (row.route !== route || vendor_message_id === undefined) return [];
    if (!isAcceptance(row) || known.has(grantOf(row))) return [];
    const due = new Date(at.getTime() + pauseMs(0, timeScale));
    return [
      {
        _id: grantOf(row),
        tenant,
        route,
        vendor_message_id,
        at,
        due,
        until: new Date(at.getTime() + windowMs),
        asked: 0,
      },
    ];
  });
}

const grantOf = ({ message, fence }: EvidenceDocument): string => `${message}.${fence}`;
