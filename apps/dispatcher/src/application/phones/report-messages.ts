import type { EvidenceDocument, MessageDocument, NotApplied, PhoneReport, PhoneReportResult } from '#libs/contracts';
import { checkpoint, clock, isMessageId, messageKeyOf, type MessageKey, type TenantId } from '#libs/kernel';
import { phoneRow, receiptRow } from '../../domain/ledger/evidence.ts';
import { isAcceptance } from '../../domain/ledger/fold.ts';
import { isProven } from '../../domain/ledger/status.ts';
import { afterReport, grantOfReport } from '../../domain/ledger/phone-report.ts';
import { carryOutChange, raise } from '../ledger/carry-out-change.ts';
import type { Evidence, MessageMetrics, Messages } from '../ledger/ports.ts';
import { settleBatch, type Settlement, type SettlePorts } from '../ledger/settle-batch.ts';
import { attemptOfPhone, type AttemptOfPhonePorts } from './attempt-of-phone.ts';
import type { PhoneMessages } from './ports.ts';

export type ReportPorts = SettlePorts &
  AttemptOfPhonePorts & {
    readonly phoneMessages: PhoneMessages;
    readonly messages: Messages;
    readonly evidence: Evidence;
    readonly metrics: Pick<MessageMetrics, 'confirmedDuplicate'>;
  };

/** One report of a phone, and in the end its result. */
export interface Reporting {
  readonly tenant: TenantId;
  readonly agent: string;
  readonly report: PhoneReport;
  result?: PhoneReportResult;
}

interface Known {
  readonly message: MessageDocument;
  readonly rows: readonly EvidenceDocument[];
}

interface Decided {
  readonly it: Reporting;
  readonly message: MessageDocument;
  readonly fence: number;
}

/**
 * Writes what phones report. Two reports about one message follow each other; the others are written together. When it
 * resolves, each has its result.
 */
export async function reportMessages(ports: ReportPorts, all: readonly Reporting[]): Promise<void> {
  let rest = all;
  while (rest.length > 0) {
    const first = new Map(rest.toReversed().map((it) => [keyOf(it) ?? it, it]));
    const round = rest.filter((it) => first.get(keyOf(it) ?? it) === it);
    const again = await reportRound(ports, round);
    rest = [...again, ...rest.filter((it) => !round.includes(it))];
  }
}

/** Returns those that must be read again: another answer about the grant was written at the same time. */
async function reportRound(ports: ReportPorts, round: readonly Reporting[]): Promise<readonly Reporting[]> {
  const known = await read(ports, round);
  const decided = {
    settle: [] as Decided[],
    start: [] as Decided[],
    deliver: [] as Decided[],
    prove: [] as Decided[],
    keep: [] as Decided[],
  };
  const results = new Map<Reporting, PhoneReportResult>();
  for (const it of round) {
    const found = known.get(keyOf(it)!);
    if (!found) {
      results.set(it, resultOf(it, undefined, 'not_found'));
      continue;
    }
    const { message, rows } = found;
    const grant = grantOfReport(it.agent, it.report, message, rows);
    if (grant.grant === 'none') {
      results.set(it, resultOf(it, grant.reason === 'not_found' ? undefined : message, grant.reason));
      continue;
    }
    const ofGrant = rows.filter(({ fence }) => fence === grant.fence);
    const { outcome } = outcomeOf(it.report, message);
    const after = afterReport(it.report.event, message, grant.grant, {
      isSent: ofGrant.some(isAcceptance),
      isAnswered: ofGrant.some((row) => row.kind === 'answer' && row.outcome !== outcome),
    });
    if (after.do === 'nothing') results.set(it, resultOf(it, message, after.reason));
    else {
      const isStale = grant.grant === 'past' || after.do === 'keep';
      const reason = after.do === 'keep' ? after.reason : isStale ? 'stale_lease' : undefined;
      results.set(it, resultOf(it, message, reason));
      decided[after.do].push({ it, message, fence: grant.fence });
    }
  }
  await startOf(ports, decided.start);
  await startOf(
    ports,
    decided.settle.filter(({ message, it }) => message.status === 'ASSIGNED' && it.report.event === 'unknown'),
  );
  await settle(ports, known, decided.settle);
  await prove(ports, known, decided.prove, decided.deliver);
  await keep(ports, decided.keep);
  await tellResults(ports, results);
  return decided.settle.flatMap(({ it }) => (it.report.event === 'sent' && !isProven(it.result!.status!) ? it : []));
}

async function read(ports: ReportPorts, round: readonly Reporting[]): Promise<Map<MessageKey, Known>> {
  const keys = [...new Set(round.flatMap((it) => keyOf(it) ?? []))];
  const [messages, rows] = await Promise.all([ports.messages.byKeys(keys), ports.evidence.ofMessages(keys)]);
  return new Map(messages.map((message) => [message._id, { message, rows: rows.get(message._id) ?? [] }]));
}

async function startOf({ phoneMessages }: ReportPorts, started: readonly Decided[]): Promise<void> {
  const now = new Date(clock.now());
  for (const { message } of started) {
    if (message.status === 'ASSIGNED') await phoneMessages.start([message._id], message.fence, now);
  }
}

async function settle(
  ports: ReportPorts,
  known: ReadonlyMap<MessageKey, Known>,
  decided: readonly Decided[],
): Promise<void> {
  if (decided.length === 0) return;
  const settlements: Settlement[] = [];
  for (const { it, message } of decided) {
    const flight = await attemptOfPhone(ports, message, known.get(message._id)!.rows);
    settlements.push({ flight, outcome: outcomeOf(it.report, message) });
  }
  checkpoint('dispatcher.phones.before_settle');
  await settleBatch(ports, settlements);
  checkpoint('dispatcher.phones.after_settle');
  countDuplicates(ports, known, decided);
  // Nothing more is expected of them: their end is decided now, and not when the lease ends.
  const now = new Date(clock.now());
  const unknown = decided.filter(({ it }) => it.report.event === 'unknown');
  for (const { message } of unknown) await ports.phoneMessages.lookNow([message._id], message.fence, now);
}

/** By its own fence, whatever happened since: the status follows from the evidence. */
async function prove(
  ports: ReportPorts,
  known: ReadonlyMap<MessageKey, Known>,
  proved: readonly Decided[],
  delivered: readonly Decided[],
): Promise<void> {
  if (proved.length + delivered.length === 0) return;
  const now = clock.now();
  const via = ({ it, message }: Decided) => ({ id: message.route ?? it.agent, vendor: 'phone' });
  const rows = [
    ...[...proved, ...delivered].map((of) =>
      phoneRow(leasedOf(of), of.message.route, { event: 'sent', outcome: 'accepted' }, now),
    ),
    ...delivered.map((of) => receiptRow(grantOf(of), via(of), { vendor_message_id: '', status: 'DELIVERED' }, now)),
  ];
  const keys = [...new Set([...proved, ...delivered].map(({ message }) => message._id))];
  const move = async () => {
    await ports.messages.promoteStatus(keys, 'SENT');
    const risen = await raise(ports.messages, rows);
    const isRisen = new Set(risen.map(({ id }) => id));
    return [...keys.filter((id) => !isRisen.has(id)).map((id) => ({ id, status: 'SENT' as const })), ...risen];
  };
  await carryOutChange(ports, { keys, rows, move });
  countDuplicates(ports, known, [...proved, ...delivered]);
}

/** A second acceptance, at another grant: the recipient got it twice. */
function countDuplicates(
  ports: ReportPorts,
  known: ReadonlyMap<MessageKey, Known>,
  accepted: readonly Decided[],
): void {
  for (const { it, message, fence } of accepted) {
    const isSent = it.report.event === 'sent' || it.report.event === 'delivered';
    const before = known.get(message._id)!.rows.filter(isAcceptance);
    const isSecond = before.length > 0 && before.every((row) => row.fence !== fence);
    if (isSent && isSecond) ports.metrics.confirmedDuplicate(message.route ?? it.agent);
  }
}

async function keep({ evidence }: ReportPorts, kept: readonly Decided[]): Promise<void> {
  const now = clock.now();
  await evidence.insert(
    kept.map((of) =>
      phoneRow(grantOf(of), of.message.route, { event: of.it.report.event, code: of.it.report.code }, now),
    ),
  );
}

/** Only now: a phone that got no result repeats its report. */
async function tellResults(
  { messages }: ReportPorts,
  results: ReadonlyMap<Reporting, PhoneReportResult>,
): Promise<void> {
  const keys = [...results].flatMap(([it, { status }]) => (status === undefined ? [] : keyOf(it)!));
  const stored = await messages.byKeys([...new Set(keys)]);
  const statuses = new Map(stored.map(({ _id, status }) => [_id, status]));
  for (const [it, result] of results) {
    const status = result.status && (statuses.get(keyOf(it)!) ?? result.status);
    it.result = { ...result, ...(status && { status }) };
  }
}

const grantOf = ({ it, message, fence }: Decided) => ({ key: message._id, fence, agent: it.agent });
/** It was sent, so that its lease counts. */
const leasedOf = (of: Decided) => ({ ...grantOf(of), lease: of.it.report.lease_id });

function outcomeOf(
  { event, outcome = 'rejected', fault, code, retry_after_ms }: PhoneReport,
  message: MessageDocument,
) {
  const of = { id: message._id, fence: message.fence };
  if (event === 'sent') return { ...of, outcome: 'accepted' as const };
  if (event === 'unknown') return { ...of, outcome: 'unknown' as const };
  return {
    ...of,
    outcome,
    ...(fault && { fault }),
    ...(code !== undefined && { vendor_code: code }),
    ...(retry_after_ms !== undefined && { retry_after_ms }),
  };
}

const resultOf = (
  { report }: Reporting,
  message: Pick<MessageDocument, 'status'> | undefined,
  reason?: NotApplied,
): PhoneReportResult => ({
  message_id: report.message_id,
  applied: reason === undefined,
  ...(message && { status: message.status }),
  ...(reason && { reason }),
});

const keyOf = ({ tenant, report: { message_id: id } }: Reporting): MessageKey | undefined =>
  isMessageId(id) ? messageKeyOf(tenant, id) : undefined;
