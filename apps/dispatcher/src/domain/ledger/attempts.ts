import type { AttemptView, EvidenceDocument } from '#libs/contracts';

type Resolution = NonNullable<AttemptView['resolved_by']>;

/** The grants about which something is known, in order: one entry each, from all its rows. */
export function attemptsOf(rows: readonly EvidenceDocument[]): AttemptView[] {
  const byGrant = Map.groupBy(rows.filter(isAboutAttempt), ({ fence }) => fence);
  return [...byGrant].sort(([a], [b]) => a - b).map(([fence, known]) => attemptOf(fence, known.toSorted(byTime)));
}

function attemptOf(fence: number, rows: readonly EvidenceDocument[]): AttemptView {
  const { row, outcome, by } = resolutionOf(rows);
  const first = <Name extends keyof EvidenceDocument>(name: Name): EvidenceDocument[Name] | undefined =>
    row[name] ?? rows.find((other) => other[name] !== undefined)?.[name];
  const [route, vendor, id, code] = [first('route'), first('vendor'), first('vendor_message_id'), first('vendor_code')];
  return {
    fence,
    ...(route && { route }),
    ...(vendor && { vendor }),
    outcome,
    ...(by && { resolved_by: by }),
    ...(row.fault && { fault: row.fault }),
    ...(id && { vendor_message_id: id }),
    ...(code && { code }),
    at: row.at.toISOString(),
    ...costOf(rows),
  };
}

/** What the vendor told last, else what was expected. */
function costOf(rows: readonly EvidenceDocument[]): Pick<AttemptView, 'cost_micros' | 'currency' | 'cost_known'> {
  const told = rows.findLast(({ cost_micros }) => cost_micros !== undefined);
  if (told) return { cost_micros: told.cost_micros!, currency: told.currency!, cost_known: true };
  const expected = rows.find(({ estimate_micros }) => estimate_micros !== undefined);
  if (!expected) return {};
  return { cost_micros: expected.estimate_micros!, currency: expected.currency!, cost_known: false };
}

interface Resolved {
  readonly row: EvidenceDocument;
  readonly outcome: AttemptView['outcome'];
  readonly by?: Resolution;
}

/** An acceptance takes precedence over all other rows, and an adapter's own answer over rows that came later. */
function resolutionOf(rows: readonly EvidenceDocument[]): Resolved {
  for (const kind of ['answer', 'operator', 'phone', 'lookup', 'receipt'] as const) {
    const row = rows.find((it) => it.kind === kind && provesAccepted(it));
    if (row) return { row, outcome: 'accepted', by: kind };
  }
  const answer = rows.find(({ kind, outcome }) => isWord(kind) && outcome !== undefined && outcome !== 'unknown');
  if (answer) return { row: answer, outcome: answer.outcome!, by: answer.kind as Resolution };
  const nothing = rows.find(({ lookup }) => lookup === 'nothing');
  if (nothing) return { row: nothing, outcome: 'not_sent', by: 'lookup' };
  const returned = rows.find(({ event }) => event === 'returned');
  if (returned) return { row: returned, outcome: 'not_started', by: 'phone' };
  const silence = rows.find(({ kind }) => kind === 'silence');
  if (silence) return { row: silence, outcome: 'unknown', by: 'silence' };
  return { row: rows.at(-1)!, outcome: 'unknown' };
}

const isAboutAttempt = ({ kind, fence }: EvidenceDocument): boolean =>
  fence > 0 && kind !== 'closed' && kind !== 'orphan';

const isWord = (kind: EvidenceDocument['kind']): boolean => kind === 'answer' || kind === 'operator';

/** Only an accepted message has a receipt. */
const provesAccepted = ({ kind, outcome, lookup }: EvidenceDocument): boolean =>
  kind === 'receipt' || outcome === 'accepted' || lookup === 'found';

const byTime = (a: EvidenceDocument, b: EvidenceDocument): number => a.at.getTime() - b.at.getTime();
