import type { CloseReason, MessageDocument, MessageStatus, StatusChange } from '#libs/contracts';
import { clock, type MessageKey } from '#libs/kernel';
import { closedRow } from '../../domain/ledger/evidence.ts';
import { fold } from '../../domain/ledger/fold.ts';
import { carryOutChange, type ChangePorts } from './carry-out-change.ts';
import { reconcileAll, type SlowPorts } from './reconcile.ts';

/** The status of a message that was never granted and is closed. */
const closedAs = (reason: CloseReason): MessageStatus =>
  fold({ fence: 0, guarantee: 'at_most_once' }, [{ kind: 'closed', fence: 0, reason }]).status;

export type ClosePorts = ChangePorts & SlowPorts;

/** Closes waiting messages. Each goes the slow way: an earlier attempt may decide its final status. */
export async function closeMessages(
  ports: ClosePorts,
  messages: readonly MessageDocument[],
  reason: CloseReason,
  codeOf: (key: MessageKey) => string | undefined = () => undefined,
): Promise<void> {
  if (messages.length === 0) return;
  const now = clock.now();
  const keys = messages.map(({ _id }) => _id);
  const rows = messages.map(({ _id, fence }) => closedRow({ key: _id, fence }, reason, now, codeOf(_id)));
  const never = messages.filter(({ fence }) => fence === 0).map(({ _id }) => _id);

  const move = async (alreadyRecorded: ReadonlySet<string>): Promise<StatusChange[]> => {
    const status = closedAs(reason);
    const matched =
      never.length > 0 && alreadyRecorded.size === 0
        ? await ports.messages.moveFast(never, { status: 'PENDING', fence: 0 }, status)
        : 0;
    const swift = matched === never.length ? new Set(never) : new Set();
    const changes: StatusChange[] = [...never].filter((id) => swift.has(id)).map((id) => ({ id, status }));
    const rest = keys.filter((key) => !swift.has(key));
    return [...changes, ...(await reconcileAll(ports, rest, alreadyRecorded))];
  };
  await carryOutChange(ports, { keys, rows, move });
}
