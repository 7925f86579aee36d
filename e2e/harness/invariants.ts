import type { EvidenceDocument, MessageDocument } from '#libs/contracts';
import { fold, isUnresolved } from '../../apps/dispatcher/src/domain/ledger/fold.ts';
import { isOpen } from '../../apps/dispatcher/src/domain/ledger/status.ts';
import { budgetProblems } from './budget-rules.ts';
import { grantProblems } from './grant-rules.ts';
import type { Evidence } from './ledger.ts';
import { repeatProblems } from './repeats.ts';
import { CLOCK_MS, type Indexed, type Rule } from './rule.ts';
import { copiesOf, textsByMessage } from './texts.ts';

/** Vendors whose answer to an accepted text names no id of it. */
const WITHOUT_IDS: readonly (string | undefined)[] = ['hkt', 'phone'];

/** The rules of a run, numbered as the promises they check. */

export const rules: readonly Rule[] = [
  {
    number: 1,
    says: 'every 202 a client holds has exactly one request, and every request was asked for or answers a word',
    check: ({ calls, requests, retried = [] }) => {
      const stored = new Map(requests.map((request) => [request._id.slice(9), request]));
      const asked = new Set(calls.map(({ idempotencyKey }) => idempotencyKey));
      const keys = requests.flatMap(({ idempotency_key }) => idempotency_key ?? []);
      return [
        ...calls.flatMap(({ accepted }) =>
          accepted && !stored.has(accepted.requestId) ? [`202 without a request: ${accepted.requestId}`] : [],
        ),
        ...requests.flatMap(({ _id, idempotency_key, operation, retry_of }) => {
          if (operation === 'confirmation') return [];
          const isAsked = retry_of ? retried.includes(retry_of.slice(9)) : asked.has(idempotency_key ?? '');
          return isAsked ? [] : [`no client asked for ${_id}`];
        }),
        ...(new Set(keys).size === keys.length ? [] : ['one call made two requests']),
      ];
    },
  },
  {
    number: 2,
    says: 'each request has as many messages as it accepted',
    check: ({ requests, messages, messageByKey, calls }) => {
      const counts = Map.groupBy(messages, ({ _id }) => _id.slice(0, 35));
      return [
        ...requests.flatMap(({ _id, total, rejected }) => {
          const stored = counts.get(_id)?.length ?? 0;
          return stored === total - rejected ? [] : [`${_id} accepted ${total - rejected}, ${stored} are stored`];
        }),
        ...calls.flatMap(({ accepted }) =>
          (accepted?.messageIds ?? []).flatMap((id) =>
            messageByKey.has(`${requests[0]?.tenant}.${id}`) ? [] : [`${id} was accepted and is not stored`],
          ),
        ),
      ];
    },
  },
  {
    number: 3,
    says: 'after the drain nothing is in flight',
    check: ({ messages, requests }) => [
      ...messages.flatMap(({ _id, status, wake_at }) =>
        isOpen(status) || wake_at ? [`${_id} is still ${status}`] : [],
      ),
      ...requests.flatMap(({ _id, wake_at }) => (wake_at ? [`${_id} is not fanned out`] : [])),
    ],
  },
  {
    number: 4,
    says: 'a message reached a phone once, or once more for each unknown that its guarantee let be resent',
    check: ({ messages, textsOf, rowsOf }) =>
      messages.flatMap((message) => {
        const texts = copiesOf(textsOf.get(message._id) ?? []);
        const resent = message.guarantee === 'at_most_once' ? 0 : resentUnknowns(message, rowsOf(message._id));
        return texts <= 1 + resent ? [] : [`${message._id} (${message.guarantee}) reached a phone ${texts} times`];
      }),
  },
  {
    number: 5,
    says: 'every text belongs to an attempt whose intent is older, and none was sent after its deadline',
    check: ({ strangers, textsOf, messageByKey, rowsOf }) => [
      ...strangers.map(({ sid }) => `${sid} belongs to no message`),
      ...[...textsOf].flatMap(([key, texts]) =>
        texts.flatMap(({ text, fence }) => {
          const message = messageByKey.get(key);
          if (!message) return [`${text.sid} belongs to ${key}, which is not stored`];
          if (text.at > message.deadline.getTime() + CLOCK_MS) return [`${text.sid} was sent after its deadline`];
          const intents = rowsOf(key).flatMap(({ fence: of, granted_at }) =>
            granted_at && (fence === undefined || of === fence) ? [granted_at.getTime()] : [],
          );
          if (intents.length === 0 && message.fence < (fence ?? 1))
            return [`${text.sid} has no intent at fence ${fence}`];
          const early = Math.min(...intents, ...(intents.length > 0 ? [] : [message.created_at.getTime()])) - text.at;
          return early <= CLOCK_MS
            ? []
            : [`${text.sid} of ${key} at fence ${fence} is ${early} ms older than its intent`];
        }),
      ),
    ],
  },
  {
    number: 6,
    says: 'every attempt that counts as accepted reached the vendor under that id, or a phone if the vendor gives none',
    check: ({ evidence, texts, textsOf }) => {
      const sids = new Set(texts.map(({ sid }) => sid));
      return evidence.flatMap(({ _id, message, outcome, lookup, vendor, vendor_message_id: id }) => {
        const accepted = outcome === 'accepted' || lookup === 'found';
        const onPhone = message !== undefined && textsOf.has(message);
        const taken = id === undefined ? WITHOUT_IDS.includes(vendor) && onPhone : sids.has(id);
        return accepted && !taken ? [`${_id} names a text the vendor never took`] : [];
      });
    },
  },
  {
    number: 7,
    says: 'each stored status is the fold of its evidence, in any order and with repeats',
    check: ({ messages, rowsOf }) =>
      messages.flatMap((message) => {
        const rows = rowsOf(message._id);
        return [rows, shuffled([...rows, ...rows])].flatMap((order) => {
          const { status } = fold(message, order);
          return status === message.status ? [] : [`${message._id} is ${message.status}, its evidence says ${status}`];
        });
      }),
  },
  {
    number: 8,
    says: 'grants are numbered in their order, and one is given when no text can be sent under the one before it',
    check: grantProblems,
  },
  {
    number: 9,
    says: 'a call that is repeated gets its first answer, and another body under its key gets none',
    check: repeatProblems,
  },
  {
    number: 13,
    says: 'each SIM has counted the messages and parts that its phones got and did not give back unstarted',
    check: budgetProblems,
  },
];

export interface Violation {
  readonly rule: number;
  readonly what: string;
}

export function violations(run: Evidence): Violation[] {
  const indexed = index(run);
  return rules.flatMap(({ number, check }) => check(indexed).map((what) => ({ rule: number, what })));
}

function index(run: Evidence): Indexed {
  const messageByKey = new Map<string, MessageDocument>(run.messages.map((message) => [message._id, message]));
  const rows = Map.groupBy(run.evidence, ({ message }) => message as string | undefined);
  return { ...run, ...textsByMessage(run), messageByKey, rowsOf: (key) => rows.get(key) ?? [] };
}

/** Attempts whose outcome was not known when the next grant was written. */
function resentUnknowns(message: MessageDocument, rows: readonly EvidenceDocument[]): number {
  let resent = 0;
  for (let fence = 1; fence < message.fence; fence++) {
    const before = rows.filter((row) => row.fence === fence && row.kind !== 'receipt' && row.outcome !== 'accepted');
    if (isUnresolved(before)) resent += 1;
  }
  return resent;
}

function shuffled<T>(values: readonly T[]): T[] {
  const order = [...values];
  for (let at = order.length - 1; at > 0; at--) {
    const other = Math.floor(Math.random() * (at + 1));
    [order[at], order[other]] = [order[other]!, order[at]!];
  }
  return order;
}
