import type { EvidenceDocument, LookupAnswer, LookupItem, MessageDocument } from '#libs/contracts';
import { checkpoint, clock, type MessageKey, type Times } from '#libs/kernel';
import { closedRow, lookupRow, silenceRow } from '../../domain/ledger/evidence.ts';
import { endsGrant, fold } from '../../domain/ledger/fold.ts';
import { carriedBy } from '../../domain/routing/carriage.ts';
import { estimateOf } from '../../domain/routing/prices.ts';
import type { Route } from '../../domain/routing/route.ts';
import { routableOf } from '../fan-out/routable.ts';
import { carryOutChange, type ChangePorts } from '../ledger/carry-out-change.ts';
import type { Codec } from '../ledger/ports.ts';
import type { Log } from '../ports.ts';
import { NoAdapter, type Vendors } from '../deliver/ports.ts';
import type { RouteTable } from '../routing/route-table.ts';
import { reconcileAll, type SlowPorts } from '../ledger/reconcile.ts';
import { openContent, Unreadable } from '../ledger/sealed-content.ts';
import type { MissingAdapters } from './missing-adapters.ts';

export type LeasePorts = ChangePorts &
  SlowPorts & {
    readonly vendors: Vendors;
    readonly routes: Pick<RouteTable, 'byId'>;
    readonly codec: Codec;
    readonly times: Pick<Times, 'leaseMs' | 'graceMs'>;
    readonly missingAdapters: MissingAdapters;
    readonly log: Log;
  };

/**
 * Handles leases that ended while their message was in the air: the vendor is asked if it can be, and attempts without
 * an answer get `silence`. The guarantee then decides. A vendor that does not answer is asked again for a grace, and one
 * whose adapter is missing for a while longer.
 */
export async function endLeases(ports: LeasePorts, messages: readonly MessageDocument[]): Promise<void> {
  const ended = (await inTheAir(ports, messages)).map(({ message }) => message);
  const { answers: given, unanswered } = await askVendors(ports, ended);
  const answers = await withoutForeignIds(ports, given);
  checkpoint('dispatcher.lease.after_lookup');

  const now = clock.now();
  // The adapter's own answer may have come meanwhile.
  const silent = await inTheAir(ports, ended);
  const ending = silent.filter(({ message }) => !unanswered.has(message._id));
  const rows = ending.flatMap((it) => endingRows(ports, it, answers.get(it.message._id), now));
  const keys = messages.flatMap(({ _id }) => (unanswered.has(_id) ? [] : _id));
  if (keys.length === 0) return;
  await carryOutChange(ports, { keys, rows, move: (known) => reconcileAll(ports, keys, known) });
}

interface InTheAir {
  readonly message: MessageDocument;
  readonly rows: readonly EvidenceDocument[];
}

async function inTheAir({ evidence }: LeasePorts, messages: readonly MessageDocument[]): Promise<readonly InTheAir[]> {
  const known = await evidence.ofMessages(messages.map(({ _id }) => _id));
  return messages
    .map((message) => ({ message, rows: known.get(message._id) ?? [] }))
    .filter(({ message, rows }) => {
      return fold(message, rows).status === 'SENDING' && !rows.some((row) => endsGrant(row, message.fence));
    });
}

interface Asked {
  readonly answer: LookupAnswer;
  readonly route: Route;
}
type Answers = ReadonlyMap<MessageKey, Asked>;

/** `unanswered`: the vendor did not answer for them, and there is still time to ask again. They stay due. */
async function askVendors(
  ports: LeasePorts,
  messages: readonly MessageDocument[],
): Promise<{ answers: Answers; unanswered: ReadonlySet<MessageKey> }> {
  const answers = new Map<MessageKey, Asked>();
  const asked = new Set<MessageKey>();
  const waiting = new Set<MessageKey>();
  const inVain = clock.now() - ports.times.graceMs;
  for (const [routeId, group] of Map.groupBy(messages, ({ route }) => route ?? '')) {
    const route = await ports.routes.byId(group[0]!.tenant, routeId);
    if (!route || route.lookup === 'none') continue;
    const fences = new Map<string, number>(group.map(({ _id, fence }) => [_id, fence]));
    const readable = group.flatMap((message) => askable(ports, message, route) ?? []);
    for (const { _id } of readable) asked.add(_id);
    const items = readable.flatMap(({ item }) => item ?? []);
    if (items.length === 0) continue;
    const lookedUp = await lookUp(ports, route, items);
    if (lookedUp === 'no_adapter') {
      for (const key of ports.missingAdapters.missing(routeId, group)) waiting.add(key);
      continue;
    }
    for (const answer of lookedUp) {
      if (fences.get(answer.id) === answer.fence) answers.set(answer.id as MessageKey, { answer, route });
    }
  }
  const unanswered = messages.flatMap(({ _id, wake_at }) =>
    asked.has(_id) && !answers.has(_id) && (wake_at!.getTime() > inVain || waiting.has(_id)) ? _id : [],
  );
  return { answers, unanswered: new Set(unanswered) };
}

async function lookUp(
  { vendors, missingAdapters, log }: LeasePorts,
  route: Route,
  items: readonly LookupItem[],
): Promise<readonly LookupAnswer[] | 'no_adapter'> {
  let answers: readonly LookupAnswer[] = [];
  try {
    answers = await vendors.lookUp(route, items);
  } catch (err) {
    const isMissing = err instanceof NoAdapter;
    log.warn(isMissing ? 'lookup.no_adapter' : 'lookup.failed', { route: route.id, messages: items.length, err });
    if (isMissing) return 'no_adapter';
  }
  missingAdapters.answered(route.id);
  return answers;
}

/**
 * The vendor cannot be asked about a message that can never be read; its lease also ends in silence. Without the
 * tenant's key there is no `item` yet: another replica may have the key, or this one soon.
 */
function askable(ports: LeasePorts, message: MessageDocument, route: Route): Askable | undefined {
  const { _id } = message;
  try {
    return { _id, item: lookupItem(ports, message, route) };
  } catch (error) {
    ports.log.error('message.unreadable', { message: _id, err: error });
    return error instanceof Unreadable ? undefined : { _id };
  }
}

interface Askable {
  readonly _id: MessageKey;
  readonly item?: LookupItem;
}

function lookupItem({ codec, times }: LeasePorts, message: MessageDocument, route: Route): LookupItem {
  const content = openContent(codec, message);
  const { _id: id, fence, sender } = message;
  const sent_after = message.wake_at!.getTime() - times.leaseMs;
  const as = { ...(sender !== undefined && { sender }), ...carriedBy(route, content) };
  return { id, fence, to: content.to, sent_after, ...as };
}

/**
 * A search by number, text and time may find the text of another message. An id that another message of ours has, or
 * that was found for two at once, proves nothing for this one.
 */
async function withoutForeignIds({ evidence }: LeasePorts, answers: Answers): Promise<Answers> {
  const found = [...answers].flatMap(([key, { answer, route }]) =>
    answer.result === 'found' && answer.vendor_message_id ? { key, route: route.id, id: answer.vendor_message_id } : [],
  );
  if (found.length === 0) return answers;

  const owners = new Map<string, Set<MessageKey>>();
  const owns = (route: string, id: string, key: MessageKey): void => {
    const known = owners.get(`${route} ${id}`) ?? new Set();
    owners.set(`${route} ${id}`, known.add(key));
  };
  for (const { key, route, id } of found) owns(route, id, key);
  for (const [route, group] of Map.groupBy(found, (it) => it.route)) {
    const rows = await evidence.byVendorIds(route, [...new Set(group.map(({ id }) => id))]);
    for (const row of rows) if (row.message) owns(route, row.vendor_message_id!, row.message);
  }

  const foreign = new Set(found.flatMap(({ key, route, id }) => (owners.get(`${route} ${id}`)!.size > 1 ? key : [])));
  return new Map([...answers].map(([key, asked]) => [key, foreign.has(key) ? inconclusive(asked) : asked]));
}

const inconclusive = ({ answer: { id, fence }, route }: Asked): Asked => ({
  answer: { id, fence, result: 'inconclusive' },
  route,
});

function endingRows(
  { planner, times, codec }: LeasePorts,
  { message, rows: known }: InTheAir,
  asked: Asked | undefined,
  now: number,
): EvidenceDocument[] {
  const grantedAt = message.leased_at?.getTime() ?? message.wake_at!.getTime() - times.leaseMs;
  const grant = {
    key: message._id,
    fence: message.fence,
    grantedAt,
    ...(message.leased_at && { agent: message.agent, lease: message.holder }),
  };
  const isFound = asked?.answer.result === 'found';
  const estimate = isFound && estimateOf(asked.route, routableOf(message, openContent(codec, message)), now);
  const rows = asked ? [lookupRow(grant, asked.route, asked.answer, now, estimate || undefined)] : [];
  if (asked && asked.answer.result !== 'inconclusive') return rows;

  const silence = silenceRow(grant, message.route, now);
  const plan = planner.afterSilence(message, known, now);
  return plan.do === 'close' ? [...rows, silence, closedRow(grant, plan.reason, now)] : [...rows, silence];
}
