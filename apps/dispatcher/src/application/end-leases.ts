import type { EvidenceDocument, LookupAnswer, MessageDocument } from '#libs/contracts';
import { checkpoint, clock, type MessageKey } from '#libs/kernel';
import { closedRow, lookupRow, silenceRow } from '../domain/evidence.ts';
import { endsGrant, fold } from '../domain/fold.ts';
import type { Route } from '../domain/route.ts';
import { carryOutChange, type ChangePorts } from './carry-out-change.ts';
import type { Codec, Log, Vendors } from './ports.ts';
import type { RouteTable } from './route-table.ts';
import { settleAllSlowly, type SlowPorts } from './settle-slowly.ts';
import { openContent } from './sealed-content.ts';

export type LeasePorts = ChangePorts &
  SlowPorts & {
    readonly vendors: Vendors;
    readonly routes: RouteTable;
    readonly codec: Codec;
    readonly times: { readonly leaseMs: number };
    readonly log: Log;
  };

/**
 * Leases that ended while their message was in the air: the vendor is asked where it can be, and what it cannot answer
 * becomes `silence`. The guarantee then decides.
 */
export async function endLeases(ports: LeasePorts, messages: readonly MessageDocument[]): Promise<void> {
  const evidence = await ports.evidence.ofMessages(messages.map(({ _id }) => _id));
  const unanswered = messages.filter((message) => {
    const rows = evidence.get(message._id) ?? [];
    return fold(message, rows).status === 'SENDING' && !rows.some((row) => endsGrant(row, message.fence));
  });
  const answers = await askVendors(ports, unanswered);
  checkpoint('dispatcher.lease.after_lookup');

  const now = clock.now();
  const rows = unanswered.flatMap((message) => endingRows(ports, message, answers.get(message._id), now));
  const keys = messages.map(({ _id }) => _id);
  await carryOutChange(ports, { keys, rows, move: (known) => settleAllSlowly(ports, keys, known) });
}

interface Asked {
  readonly answer: LookupAnswer;
  readonly route: Route;
}

async function askVendors(ports: LeasePorts, messages: readonly MessageDocument[]): Promise<Map<MessageKey, Asked>> {
  const answers = new Map<MessageKey, Asked>();
  for (const [routeId, group] of Map.groupBy(messages, ({ route }) => route ?? '')) {
    const route = await ports.routes.byId(routeId);
    if (!route || route.lookup === 'none') continue;
    const items = group.map((message) => {
      const { to, text } = openContent(ports.codec, message);
      const sent_after = message.wake_at!.getTime() - ports.times.leaseMs;
      return { id: message._id, fence: message.fence, to, text, sent_after };
    });
    try {
      const found = await ports.vendors.lookUp(route, items);
      for (const answer of found) answers.set(answer.id as MessageKey, { answer, route });
    } catch (error) {
      ports.log.warn('lookup.failed', { route: routeId, messages: group.length, err: error });
    }
  }
  return answers;
}

function endingRows(
  { planner, times }: LeasePorts,
  message: MessageDocument,
  asked: Asked | undefined,
  now: number,
): EvidenceDocument[] {
  const grantedAt = message.wake_at!.getTime() - times.leaseMs;
  const grant = { key: message._id, fence: message.fence, grantedAt };
  const rows = asked ? [lookupRow(grant, { id: asked.route.id, vendor: asked.route.vendor }, asked.answer, now)] : [];
  if (asked && asked.answer.result !== 'inconclusive') return rows;

  const silence = silenceRow(grant, message.route, now);
  const plan = planner.afterSilence(message, now);
  return plan.do === 'close' ? [...rows, silence, closedRow(grant, plan.reason, now)] : [...rows, silence];
}
