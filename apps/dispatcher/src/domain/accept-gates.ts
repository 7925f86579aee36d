import type { Category, Encoding, Guarantee, Lane, SubmitItem, SubmitPolicy, SubmitRequest } from '#libs/contracts';
import {
  checkText,
  parseNumber,
  segmentsOf,
  type ErrorCode,
  type NumberType,
  type NumberWarning,
  type ParsedNumber,
} from '#libs/kernel';
import { DEFAULT_CATEGORY, mayAskFor, rulesOf } from './categories.ts';
import { deadlineOf } from './deadline.ts';

/** More parts than this are refused: 1,600 characters of UCS-2 fill 24. */
export const MAX_SEGMENTS = 24;
export const DEFAULT_PRIORITY = 5;

export interface AcceptedItem {
  /** E.164 */
  readonly to: string;
  readonly to_as_written: string;
  /** In NFC: the form that was counted. */
  readonly text: string;
  readonly category: Category;
  readonly guarantee: Guarantee;
  readonly lane: Lane;
  readonly priority: number;
  readonly deadline: Date;
  readonly encoding: Encoding;
  readonly segments: number;
  readonly warnings: NumberWarning[];
  readonly client_ref?: string;
  readonly subject_ref?: string;
  readonly metadata?: Record<string, string>;
}

/** `detail` is a sentence for the caller, without number or text. */
export interface RefusedItem {
  readonly ok: false;
  readonly code: ErrorCode;
  readonly detail: string;
}

export type Gated = ({ readonly ok: true } & AcceptedItem) | RefusedItem;

/**
 * Runs the gates that need nothing but the call itself, on each item in order: number, text, guarantee, deadline,
 * destination. The first that refuses decides. The same call at the same `now` (ms since the epoch) gives the same answer.
 */
export function acceptItems({ items, policy }: Pick<SubmitRequest, 'items' | 'policy'>, now: number): Gated[] {
  return items.map((item) => acceptItem(item, policy, now));
}

function acceptItem(item: SubmitItem, policy: SubmitPolicy, now: number): Gated {
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

  const deadline = deadlineOf(item, rules.deadlineMs, now);
  if (!deadline.ok) return refused('invalid_deadline', deadline.detail);
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
    deadline: deadline.at,
    encoding,
    segments,
    warnings: [...number.warnings],
    ...referencesOf(item),
  };
}

const refused = (code: ErrorCode, detail: string): RefusedItem => ({ ok: false, code, detail });

const checkSegments = (segments: number): string | undefined =>
  segments > MAX_SEGMENTS ? `The text needs ${segments} parts; ${MAX_SEGMENTS} are the most.` : undefined;

/** One sentence for every reason, so that refusals do not spell out the rules to whoever probes them. */
const BLOCKED = 'Texts to this destination are not allowed.';
/** Types whose owners earn on every text received. */
const BLOCKED_TYPES: ReadonlySet<NumberType | undefined> = new Set<NumberType>(['PREMIUM_RATE', 'SHARED_COST']);

function isAllowed({ country, type }: ParsedNumber, { destinations }: SubmitPolicy): boolean {
  if (BLOCKED_TYPES.has(type)) return false;
  return destinations.includes('*') || (country !== undefined && destinations.includes(country));
}

const referencesOf = ({ client_ref, subject_ref, metadata }: SubmitItem) => ({
  ...(client_ref !== undefined && { client_ref }),
  ...(subject_ref !== undefined && { subject_ref }),
  ...(metadata !== undefined && { metadata }),
});
