import type { EvidenceDocument, MessageDocument, MessageStatus, StatusChange } from '#libs/contracts';
import { checkpoint, clock, type MessageKey } from '#libs/kernel';
import { isDeadLetter } from '../../domain/ledger/dead-letter.ts';
import { closedRow } from '../../domain/ledger/evidence.ts';
import { fold, type Folded } from '../../domain/ledger/fold.ts';
import { isClosed, mayRise } from '../../domain/ledger/status.ts';
import type { AttemptPlanner } from './plan-attempt.ts';
import type { MoveOptions, Evidence, Expected, Messages } from './ports.ts';

export interface SlowPorts {
  readonly messages: Messages;
  readonly evidence: Evidence;
  readonly planner: AttemptPlanner;
}

/**
 * The slow way: read the message, then its evidence, fold, and write with status and fence in the filter; on a miss
 * start again. Each (status, fence) is entered once, so no revision counter is needed. Returns the state it entered or
 * found, if it has to be announced.
 */
export async function reconcile(
  ports: SlowPorts,
  key: MessageKey,
  options: { latest?: boolean } = {},
): Promise<StatusChange | undefined> {
  for (;;) {
    const message = await ports.messages.byKey(key);
    if (!message) return undefined;
    const rows = (await ports.evidence.ofMessages([key], options)).get(key) ?? [];

    const step = await decide(ports, message, rows);
    if (step === 'again') continue;
    if (step === 'stays') return announceable(message);

    const expected = { status: message.status, fence: message.fence };
    checkpoint('dispatcher.slow.before_move');
    if (await ports.messages.moveSlowly(key, expected, step.to.status, step.also)) {
      return announceable({ _id: key, status: step.to.status });
    }
  }
}

/**
 * Several messages the slow way. Another replica may have written an `alreadyRecorded` row at this moment, so that
 * message's evidence is read with the newest writes.
 */
export async function reconcileAll(
  ports: SlowPorts,
  keys: readonly MessageKey[],
  alreadyRecorded: ReadonlySet<string>,
): Promise<StatusChange[]> {
  const contested = new Set([...alreadyRecorded].map((row) => row.slice(0, MESSAGE_KEY_LENGTH)));
  const changes: StatusChange[] = [];
  for (let at = 0; at < keys.length; at += AT_ONCE) {
    const slice = keys.slice(at, at + AT_ONCE).map((key) => reconcile(ports, key, { latest: contested.has(key) }));
    for (const change of await Promise.all(slice)) if (change) changes.push(change);
  }
  return changes;
}

const AT_ONCE = 16;
const MESSAGE_KEY_LENGTH = 40;

type Step = 'stays' | 'again' | { to: Folded; also: MoveOptions };

async function decide(ports: SlowPorts, message: MessageDocument, rows: EvidenceDocument[]): Promise<Step> {
  const to = fold(message, rows);
  const closing = (): Step => ({ to, also: deadLetterOf(message, rows, to.status) });
  if (isClosed(message.status)) return mayRise(message.status, to.status) ? closing() : 'stays';
  if (isClosed(to.status)) return closing();
  if (to.status !== 'PENDING' || message.status === 'PENDING') return 'stays';

  const plan = ports.planner.afterEvidence(message, rows, clock.now());
  if (plan.do === 'pending') return { to, also: { wakeAt: new Date(plan.wakeAt), uncount: !plan.countsAttempt } };
  if (plan.do !== 'close') return 'stays';
  await ports.evidence.insert([closedRow({ key: message._id, fence: message.fence }, plan.reason, clock.now())]);
  return 'again';
}

/** An existing dead letter keeps what operators did with it. */
function deadLetterOf(message: MessageDocument, rows: EvidenceDocument[], status: MessageStatus): MoveOptions {
  if (!isDeadLetter(message.fence, status, rows)) return {};
  return { deadLetter: message.dead_letter ? 'stays' : new Date(clock.now()) };
}

function announceable(message: Pick<MessageDocument, '_id' | 'status'>): StatusChange | undefined {
  return isClosed(message.status) ? { id: message._id, status: message.status } : undefined;
}

export type { Expected };
