import type { MessageContent, MessageFields, SubmitItem, SubmitPolicy, SubmitRequest } from '#libs/contracts';
import {
  checkText,
  parseNumber,
  readSender,
  segmentsOf,
  type ErrorCode,
  type NumberType,
  type NumberWarning,
  type ParsedNumber,
} from '#libs/kernel';
import { DEFAULT_CATEGORY, isCategory, mayAskFor, rulesOf } from './categories.ts';
import { deadlineOf } from './deadline.ts';
import { givenFields } from './message-fields.ts';
import { sendAtOf } from './schedule.ts';

/** More parts than this are refused: 1,600 characters of UCS-2 fill 24. */
export const MAX_SEGMENTS = 24;
export const DEFAULT_PRIORITY = 5;

/** `text` in NFC: the form that was counted. */
export interface AcceptedItem extends MessageFields, MessageContent {
  /** Ms since the epoch. */
  readonly deadline: number;
  readonly warnings: NumberWarning[];
  /** Ms since the epoch: nothing is sent before. Absent where it may go at once. */
  readonly send_at?: number;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** `detail` is a sentence for the caller, without number or text. */
export interface RefusedItem {
  readonly ok: false;
  readonly code: ErrorCode;
  readonly detail: string;
}

export type Gated = ({ readonly ok: true } & AcceptedItem) | RefusedItem;

/** What the tenant owns, where an item names a sender or a route. */
export interface Owned {
  /** Each with the routes that have it. Both of the call's environment. */
  readonly senders: ReadonlyMap<string, ReadonlySet<string>>;
  readonly routes: ReadonlySet<string>;
}

const NOTHING: Owned = { senders: new Map(), routes: new Set() };

/**
 * Runs the gates that need nothing but the call and what the tenant owns, on each item in order: number, text, guarantee,
 * schedule, deadline, sender, route, destination. The first that refuses decides. The same call at the same `now` (ms
 * since the epoch) gives the same answer.
 */
export function acceptItems(
  { items, policy }: Pick<SubmitRequest, 'items' | 'policy'>,
  now: number,
  owned: Owned = NOTHING,
): Gated[] {
  return items.map((item) => acceptItem(item, policy, now, owned));
}

/** Whether the gates can read it at all. Whoever takes calls from outside has looked closer, and says which field. */
export function isItem(item: unknown): item is SubmitItem {
  if (typeof item !== 'object' || item === null) return false;
  const { to, text, category, ...rest } = item as Partial<SubmitItem>;
  const texts = [rest.deadline, rest.send_at, rest.route, ...Object.values(givenFields(rest))];
  return (
    typeof to === 'string' &&
    typeof text === 'string' &&
    (category === undefined || isCategory(category)) &&
    texts.every((it) => it === undefined || typeof it === 'string')
  );
}

/**
 * Refuses what repeats an earlier position: the same text to the same number. `seen` holds what came before, so that a
 * long call can be gated in slices.
 */
export function withoutRepeats(gated: readonly Gated[], seen: Set<string>): Gated[] {
  return gated.map((item) => {
    if (!item.ok) return item;
    const told = `${item.to} ${item.text}`;
    if (seen.has(told))
      return refused('duplicate_in_batch', 'An earlier message of this call says the same to this number.');
    seen.add(told);
    return item;
  });
}

function acceptItem(item: SubmitItem, policy: SubmitPolicy, now: number, owned: Owned): Gated {
  const number = parseNumber(item.to, policy.default_region);
  if (!number.ok) return refused('invalid_number', number.reason);

  const { encoding, segments } = segmentsOf(item.text);
  const problem = checkText(item.text) ?? checkSegments(segments);
  if (problem) return refused('invalid_text', problem);

  const category = item.category ?? DEFAULT_CATEGORY;
  const rules = rulesOf(category);
  const guarantee = item.guarantee ?? rules.guarantee;
  if (!mayAskFor(category, guarantee))
    return refused('invalid_field', `guarantee for ${category} is one of ${rules.mayAsk.join(', ')}.`);

  const sendAt = sendAtOf(item.send_at, now);
  if (!sendAt.ok) return refused('invalid_schedule', sendAt.detail);
  const deadline = deadlineOf(item, rules.deadlineMs, now, sendAt.at);
  if (!deadline.ok) return refused('invalid_deadline', deadline.detail);
  const sender = item.sender === undefined ? undefined : readSender(item.sender);
  if (sender && !sender.ok) return refused('invalid_sender', sender.reason);
  const foreign = checkOwned({ sender: sender?.value, route: item.route }, owned);
  if (foreign) return foreign;
  if (!isAllowed(number, policy)) return refused('destination_blocked', BLOCKED);

  return {
    ok: true,
    to: number.e164,
    to_as_written: item.to,
    text: item.text.normalize('NFC'),
    category,
    guarantee,
    lane: rules.lane,
    priority: item.priority ?? DEFAULT_PRIORITY,
    deadline: deadline.at.getTime(),
    encoding,
    segments,
    warnings: [...number.warnings],
    ...(sendAt.at !== undefined && { send_at: sendAt.at }),
    ...givenFields(item),
    ...(sender && { sender: sender.value }),
    ...(item.route !== undefined && { pinned_route: item.route }),
    ...(number.country && { country: number.country }),
    ...(item.metadata !== undefined && { metadata: item.metadata }),
  };
}

const refused = (code: ErrorCode, detail: string): RefusedItem => ({ ok: false, code, detail });

interface Named {
  readonly sender: string | undefined;
  readonly route: string | undefined;
}

const checkSegments = (segments: number): string | undefined =>
  segments > MAX_SEGMENTS ? `The text needs ${segments} parts; ${MAX_SEGMENTS} are the most.` : undefined;

function checkOwned({ sender, route }: Named, { senders, routes }: Owned): RefusedItem | undefined {
  if (sender !== undefined) {
    const having = senders.get(sender);
    if (!having?.size)
      return refused('sender_not_owned', 'No route of yours in this environment has this sender; add it to one first.');
    if (route !== undefined && routes.has(route) && !having.has(route))
      return refused('sender_not_owned', 'The named route does not have this sender; add it there, or name no route.');
  }
  if (route !== undefined && !routes.has(route)) return refused('invalid_field', 'route is none of your routes.');
  return undefined;
}

/** One sentence for every reason, so that refusals do not spell out the rules to whoever probes them. */
const BLOCKED = 'Texts to this destination are not allowed.';
/** Types whose owners earn on every text received. */
const BLOCKED_TYPES: ReadonlySet<NumberType | undefined> = new Set<NumberType>(['PREMIUM_RATE', 'SHARED_COST']);

function isAllowed({ country, type }: ParsedNumber, { destinations }: SubmitPolicy): boolean {
  if (BLOCKED_TYPES.has(type)) return false;
  return destinations.includes('*') || (country !== undefined && destinations.includes(country));
}
