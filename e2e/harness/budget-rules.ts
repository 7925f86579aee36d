import type { EvidenceDocument, MessageDocument } from '#libs/contracts';
import type { Indexed } from './rule.ts';

/** SIMs whose counters differ from a recount of the ledger. */
export function budgetProblems({ budgets = [], messages, rowsOf }: Indexed): string[] {
  const granted = messages.flatMap((message) =>
    phoneGrantsOf(message, rowsOf(message._id)).map((agent) => ({ agent, parts: message.segments })),
  );
  const byAgent = Map.groupBy(granted, ({ agent }) => agent);
  return budgets.flatMap(({ sim, agents, messages: counted, parts }) => {
    const own = agents.flatMap((agent) => byAgent.get(agent) ?? []);
    const sum = own.reduce((all, one) => all + one.parts, 0);
    return own.length === counted && sum === parts
      ? []
      : [`${sim} counted ${counted} messages and ${parts} parts, its phones got ${own.length} and ${sum}`];
  });
}

/** The phone of each grant that did not come back unstarted. A fault that it told after that is no start. */
function phoneGrantsOf({ fence, agent, holder }: MessageDocument, rows: readonly EvidenceDocument[]): string[] {
  const grants = new Map<number, string>();
  for (const row of rows) if (row.agent && row.kind !== 'phone') grants.set(row.fence, row.agent);
  if (agent && holder) grants.set(fence, agent);
  for (const row of rows) if (isReturned(row)) grants.delete(row.fence);
  for (const row of rows) if (row.agent && row.event === 'sent') grants.set(row.fence, row.agent);
  return [...grants.values()];
}

/** It came back unstarted. */
export const isReturned = ({ kind, event }: EvidenceDocument): boolean =>
  kind === 'phone' && String(event) === 'returned';
