import { clock, CREDITS, monotonicMs, own } from '#libs/kernel';
import {
  costOf,
  sha256Hex,
  type PollContext,
  type PolledReceipts,
  type VendorReceipt,
  type VendorText,
} from '#libs/provider-kit';
import { senderOf, type SmsirSecrets } from './config.ts';
import { IRAN } from './encode.ts';
import { needsArchive, type ListedText, type ListName, type Listings } from './listings.ts';
import { REASONS, STATUSES } from './outcomes.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** 100,000 messages of a list. */
const MOST_PAGES = 1_000;

const LISTS: readonly ListName[] = ['send/live', 'send/archive', 'receive/live', 'receive/archive'];

/**
 * Lists are by the time of sending, and results come later. Every poll reads the last hour; one every ten minutes reads
 * two days, after which a text that did not arrive is not delivered any more.
 */
const DEPTHS = {
  near: { sentWithinMs: HOUR_MS, lateMs: 10 * MINUTE_MS },
  far: { sentWithinMs: 48 * HOUR_MS, lateMs: 50 * MINUTE_MS },
};
type Depth = keyof typeof DEPTHS;
const FAR_EVERY_MS = 10 * MINUTE_MS;

interface Place {
  readonly depth: Depth;
  readonly list: number;
  readonly page: number;
  /** The first row of the page before. */
  readonly after?: string;
}

/** What SMS.IR reports after it has accepted: results of texts sent, and texts received. It never calls back. */
export class Poll {
  /** By account, when two days were read last. */
  private readonly farAt = new Map<string, number>();

  constructor(private readonly listings: Pick<Listings, 'page'>) {}

  async page(since: number, secrets: SmsirSecrets, context: PollContext): Promise<PolledReceipts> {
    const { cursor, signal, texts: wanted = false } = context;
    const place = placeOf(cursor) ?? { depth: this.depthFor(secrets), list: 0, page: 1 };
    const list = LISTS[place.list]!;
    const { lateMs } = DEPTHS[place.depth];
    const from = readFrom(list, place.depth, since);
    const isOfTexts = isReceived(list);
    const {
      rows,
      goesOn,
      first = '',
    } = await this.listings.page({ list, page: place.page, since: from }, secrets, signal);
    if (cursor === undefined && place.depth === 'far') this.farAt.set(accountOf(secrets), monotonicMs());

    // A vendor that repeats a page would do so for ever.
    const repeats = first !== '' && first === place.after;
    const more = goesOn && !repeats && place.page < MOST_PAGES;
    const next = more
      ? { ...place, page: place.page + 1, after: first }
      : placeAfter(place, since, wanted && secrets.lineNumber !== undefined);
    return {
      receipts: isOfTexts ? [] : rows.toReversed().flatMap((row) => receiptIn(row, since - lateMs) ?? []),
      ...(isOfTexts && { texts: rows.toReversed().map(textIn) }),
      ...(next && { cursor: `${next.depth}:${next.list}:${next.page}:${next.after ?? ''}` }),
    };
  }

  private depthFor(secrets: SmsirSecrets): Depth {
    const lastAt = this.farAt.get(accountOf(secrets)) ?? -Infinity;
    return monotonicMs() - lastAt < FAR_EVERY_MS ? 'near' : 'far';
  }
}

const accountOf = ({ apiUrl, apiKey }: SmsirSecrets): string => `${apiUrl} ${apiKey}`;

/** Where the next list that is wanted begins; an account without a line receives no texts. */
function placeAfter({ depth, list }: Place, since: number, texts: boolean): Place | undefined {
  const isWanted = (name: ListName): boolean =>
    (texts || !isReceived(name)) &&
    (!name.endsWith('/archive') || needsArchive(readFrom(name, depth, since), clock.now()));
  const next = LISTS.findIndex((name, at) => at > list && isWanted(name));
  return next < 0 ? undefined : { depth, list: next, page: 1 };
}

const isReceived = (list: ListName): boolean => list.startsWith('receive/');

/** Older rows are not read. */
const readFrom = (list: ListName, depth: Depth, since: number): number =>
  since - (isReceived(list) ? DEPTHS[depth].lateMs : DEPTHS[depth].sentWithinMs);

function placeOf(cursor: string | undefined): Place | undefined {
  const [, depth, list, page, after = ''] =
    /^(near|far):([0-3]):([1-9]\d{0,3}):([0-9a-f]{16})?$/.exec(cursor ?? '') ?? [];
  return depth === undefined ? undefined : { depth: depth as Depth, list: Number(list), page: Number(page), after };
}

/** Undefined if the state proves nothing, or was reported before. A failure may have no time: then it is repeated. */
function receiptIn(
  { id, state = '', reportedAt = Infinity, cost }: ListedText,
  since: number,
): VendorReceipt | undefined {
  const status = own(STATUSES, state);
  if (id === undefined || status === undefined || reportedAt < since) return undefined;
  const vendor_code = own(REASONS, state);
  return {
    vendor_message_id: id,
    status,
    ...(vendor_code !== undefined && { vendor_code }),
    ...costOf(cost, CREDITS),
  };
}

/** SMS.IR gives a text received no id: all that is known of it makes one, which is the same at every reading. */
function textIn({ mobile, text, line, at }: ListedText): VendorText {
  const vendor_text_id = sha256Hex([line, mobile, String(at), text].join('\n')).slice(0, 32);
  const from = /^\d{10}$/.test(mobile) ? IRAN + mobile : mobile;
  return { vendor_text_id, from, to: senderOf(line), text, received_at: at };
}
