import type { EvidenceDocument, Explanation, ItemOutcome, SkipReason } from '#libs/contracts';

/** A route answered that it cannot reach the recipient. It is not tried again for this message. */
export interface Refusal {
  readonly route: string;
  /** The vendor's code. */
  readonly code?: string;
}

type Answer = Pick<ItemOutcome, 'outcome' | 'fault'>;

export const refusesRecipient = ({ outcome, fault }: Partial<Answer>): boolean =>
  outcome === 'vendor_fault' && fault === 'recipient';

export const refusalOf = (route: string, { vendor_code }: Pick<ItemOutcome, 'vendor_code'>): Refusal => ({
  route,
  ...(vendor_code !== undefined && { code: vendor_code }),
});

/** In the order in which they came. */
export const refusalsIn = (rows: readonly EvidenceDocument[]): Refusal[] =>
  rows
    .filter((row) => row.kind === 'answer' && row.route !== undefined && refusesRecipient(row))
    .sort((a, b) => a.fence - b.fence)
    .map((row) => refusalOf(row.route!, row));

/** Reasons that end by themselves, or by a change that is not one of the route's rules. */
const PASSING: ReadonlySet<SkipReason> = new Set<SkipReason>([
  'forced_open',
  'breaker_open',
  'throttled',
  'no_adapter',
  'phones_away',
]);

/** Whether a route is left that may carry the message, now or once it is usable again; `only`: no other may. */
export function hasRouteLeft(
  { routes, skipped }: Pick<Explanation, 'routes' | 'skipped'>,
  refusals: readonly Refusal[],
  only?: string,
): boolean {
  const refused = new Set(refusals.map(({ route }) => route));
  const later = skipped.flatMap(({ route, reason }) => (PASSING.has(reason) ? route : []));
  return [...routes, ...later].some((id) => !refused.has(id) && (only === undefined || id === only));
}

/** The first route's code, for a message that we closed because no route was left. */
export const firstRefusalOf = (fence: number, rows: readonly EvidenceDocument[]): string | undefined =>
  rows.find((row) => row.kind === 'closed' && row.fence === fence && row.vendor_code !== undefined)?.vendor_code;
