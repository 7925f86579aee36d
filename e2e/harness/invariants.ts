import type { EvidenceDocument, MessageDocument } from '#libs/contracts';
import { fold, isUnresolved } from '../../apps/dispatcher/src/domain/fold.ts';
import { isOpen } from '../../apps/dispatcher/src/domain/status.ts';
import type { Evidence } from './ledger.ts';
import type { ReceivedText } from './sandbox.ts';

/** The rules of a run, numbered as the promises they check. Each answers the violations it found. */
export interface Rule {
  readonly number: number;
  readonly says: string;
  readonly check: (run: Indexed) => string[];
}

interface Indexed extends Evidence {
  readonly messageByKey: ReadonlyMap<string, MessageDocument>;
  readonly rowsOf: (key: string) => EvidenceDocument[];
  /** Texts by the message they belong to, with the fence their callback address names. */
  readonly textsOf: ReadonlyMap<string, { text: ReceivedText; fence: number }[]>;
  readonly strangers: readonly ReceivedText[];
}

/** The database's clock and the sandbox's may differ by this much on one machine. */
const CLOCK_MS = 250;

export const rules: readonly Rule[] = [
  {
    number: 1,
    says: 'every 202 a client holds has exactly one request, and every request was asked for',
    check: ({ calls, requests }) => {
      const stored = new Map(requests.map((request) => [request._id.slice(9), request]));
      const asked = new Set(calls.map(({ idempotencyKey }) => idempotencyKey));
      const keys = requests.flatMap(({ idempotency_key }) => idempotency_key ?? []);
      return [
        ...calls.flatMap(({ accepted }) =>
          accepted && !stored.has(accepted.requestId) ? [`202 without a request: ${accepted.requestId}`] : [],
        ),
        ...requests.flatMap(({ _id, idempotency_key }) =>
          idempotency_key && asked.has(idempotency_key) ? [] : [`nobody asked for ${_id}`],
        ),
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
        const texts = textsOf.get(message._id)?.length ?? 0;
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
          const message = messageByKey.get(key)!;
          if (text.at > message.deadline.getTime() + CLOCK_MS) return [`${text.sid} was sent after its deadline`];
          const intent = rowsOf(key).find((row) => row.fence === fence && row.granted_at);
          if (!intent && message.fence < fence) return [`${text.sid} has no intent at fence ${fence}`];
          const written = intent?.granted_at ?? message.created_at;
          return written.getTime() <= text.at + CLOCK_MS ? [] : [`${text.sid} is older than its intent`];
        }),
      ),
    ],
  },
  {
    number: 6,
    says: 'every attempt that counts as accepted reached the vendor under that id',
    check: ({ evidence, texts }) => {
      const sids = new Set(texts.map(({ sid }) => sid));
      return evidence.flatMap(({ _id, outcome, lookup, vendor_message_id }) => {
        const accepted = outcome === 'accepted' || lookup === 'found';
        return accepted && !sids.has(vendor_message_id!) ? [`${_id} names a text the vendor never took`] : [];
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
  const byPublicId = new Map(run.messages.map((message) => [message._id.slice(9), message]));
  const textsOf = new Map<string, { text: ReceivedText; fence: number }[]>();
  const strangers: ReceivedText[] = [];
  for (const text of run.texts) {
    const [id, fence] = namedBy(text);
    const message = byPublicId.get(id ?? '');
    if (!message) strangers.push(text);
    else textsOf.set(message._id, [...(textsOf.get(message._id) ?? []), { text, fence: Number(fence) }]);
  }
  return { ...run, messageByKey, rowsOf: (key) => rows.get(key) ?? [], textsOf, strangers };
}

/** The message and the fence that a text's callback address names: `?m=<message>.<fence>`. */
export function namedBy({ statusCallback }: ReceivedText): [string?, string?] {
  const m = statusCallback && new URL(statusCallback).searchParams.get('m');
  const at = m?.lastIndexOf('.') ?? -1;
  return m && at > 0 ? [m.slice(0, at), m.slice(at + 1)] : [];
}

/** Attempts whose end nobody knew when the next grant was written. */
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
