import type { EvidenceDocument } from '#libs/contracts';
import { isReturned } from './budget-rules.ts';
import { CLOCK_MS, type Indexed } from './rule.ts';
import type { OwnedText } from './texts.ts';

const ENDS: readonly EvidenceDocument['kind'][] = ['answer', 'silence', 'lookup', 'closed'];

/** Grants of one message that overlap, and rows or texts of a grant that was never given. */
export function grantProblems({ messages, rowsOf, textsOf }: Indexed): string[] {
  return messages.flatMap((message) => {
    const rows = rowsOf(message._id);
    const beyond = rows
      .filter(({ fence }) => fence > message.fence)
      .map(({ _id }) => `${_id} is of a grant never given`);
    const texts = (textsOf.get(message._id) ?? []).flatMap(({ text, fence = 0 }) =>
      fence > message.fence ? [`${text.sid} was sent at fence ${fence}, ${message._id} has ${message.fence}`] : [],
    );
    return [
      ...beyond,
      ...texts,
      ...shared(message._id, rows, textsOf.get(message._id) ?? []),
      ...overlaps(message._id, rows),
    ];
  });
}

/** A grant that two phones had, and one that came back unstarted though its phone has sent the text. */
function shared(key: string, rows: readonly EvidenceDocument[], texts: readonly OwnedText[]): string[] {
  return [...Map.groupBy(rows, ({ fence }) => fence)].flatMap(([fence, of]) => {
    const agents = new Set(of.flatMap(({ agent }) => agent ?? []));
    const isBack = of.some(isReturned);
    return [
      ...(agents.size > 1 ? [`${key}: ${[...agents].join()} had grant ${fence}`] : []),
      ...(isBack && texts.some((it) => it.fence === fence) ? [`${key}: grant ${fence} came back, and was sent`] : []),
    ];
  });
}

/** A grant is given when the one before it has an end: its holder can send no more then. */
function overlaps(key: string, rows: readonly EvidenceDocument[]): string[] {
  const grants = [...Map.groupBy(rows, ({ fence }) => fence)].sort(([one], [other]) => one - other);
  return grants.flatMap(([fence, of], index) => {
    const [before, earlier] = grants[index - 1] ?? [];
    const granted = grantedAt(of);
    if (before !== fence - 1 || earlier === undefined || granted === undefined) return [];
    // A phone gave it back unstarted, and said more about it later.
    if (earlier.every(({ kind }) => kind === 'phone')) return [];
    const previous = grantedAt(earlier);
    if (previous !== undefined && granted < previous) return [`${key}: grant ${fence} is older than the one before it`];
    const ends = earlier.filter(({ kind }) => ENDS.includes(kind)).map(({ at }) => at.getTime());
    if (ends.length > 0 && granted + CLOCK_MS >= Math.min(...ends)) return [];
    return [`${key}: grant ${fence} was given while grant ${before} could still send`];
  });
}

const grantedAt = (rows: readonly EvidenceDocument[]): number | undefined =>
  rows.find(({ granted_at }) => granted_at)?.granted_at?.getTime();
