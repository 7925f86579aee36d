import type { EvidenceDocument, MessageDocument, MessageStatus, TimelineEntry } from '#libs/contracts';
import { fold } from './fold.ts';

/** One entry for the acceptance and one for each row of evidence, with the status after it. */
export function timelineOf(message: MessageDocument, rows: readonly EvidenceDocument[]): TimelineEntry[] {
  const inOrder = [...rows].sort((a, b) => a.at.getTime() - b.at.getTime() || a.fence - b.fence);
  const accepted: TimelineEntry = { at: message.created_at.toISOString(), kind: 'accepted', status: 'PENDING' };
  return [
    accepted,
    ...inOrder.map((row, index) => ({
      at: row.at.toISOString(),
      kind: row.kind,
      status: statusAfter(message, inOrder.slice(0, index + 1)),
      ...(row.route && { route: row.route }),
      ...codeOf(row),
    })),
  ];
}

function statusAfter(message: MessageDocument, rows: readonly EvidenceDocument[]): MessageStatus {
  const fence = Math.max(...rows.map((row) => row.fence));
  const isHeld = fence > 0 && !rows.some((row) => row.fence === fence && row.event === 'returned');
  return fold({ fence, holder: isHeld ? 'held' : undefined, guarantee: message.guarantee }, rows).status;
}

function codeOf({ vendor_code, reason, outcome, event }: EvidenceDocument): { code?: string } {
  const code = vendor_code ?? reason ?? outcome ?? event;
  return code === undefined ? {} : { code };
}
