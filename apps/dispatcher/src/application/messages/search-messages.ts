import { setImmediate as nextTurn } from 'node:timers/promises';
import type { MessageSummary, SearchMessagesReply, SearchMessagesRequest } from '#libs/contracts';
import { monotonicMs, parseNumber, PostriderError, publicMessageId, type MessageKey } from '#libs/kernel';
import { shownOf } from '../ledger/sealed-content.ts';
import { messageChoiceOf } from './choice-of.ts';
import { afterOf, summaryOf, type ListPorts } from './list-messages.ts';
import type { MessageChoice } from './ports.ts';

/** Of the newest messages in range, over all pages of a search. */
const MOST_SEARCHED = 50_000;
/** A call ends after this time, with what it has found. */
const BUDGET_MS = 50;
const READ_AT_ONCE = 250;
/** Other work gets a turn after so many messages. */
const SLICE = 25;

/**
 * Messages to a number, by its keyed hash, or with a part of their text, by reading the texts. Only texts that the
 * reader sees in full are compared, in the form in which they see them.
 */
export async function searchMessages(ports: ListPorts, query: SearchMessagesRequest): Promise<SearchMessagesReply> {
  const { searched, text, reader, reads_content } = query;
  const choice = messageChoiceOf(query, query.where);
  if (!choice) return { items: [], searched };
  await ports.codec.ready(choice.tenant);
  const asked = query.to === undefined ? choice : { ...choice, to_hash: hashOf(ports, query.to, query) };
  if (text === undefined) return { ...(await byNumber(ports, query, asked)), searched };

  const own = reads_content ? asked : { ...asked, created_by: reader };
  if (own.created_by === undefined && !reads_content) return { items: [], searched };
  if (!reads_content && choice.created_by !== undefined && choice.created_by !== reader) return { items: [], searched };
  return byText(ports, { ...query, text }, own as MessageChoice);
}

function hashOf({ codec }: ListPorts, to: string, { tenant, default_region }: SearchMessagesRequest): string {
  const read = parseNumber(to, default_region);
  if (!read.ok) throw new PostriderError('invalid_number', read.reason);
  return codec.hash(tenant as MessageChoice['tenant'], read.e164);
}

async function byNumber({ lists, codec }: ListPorts, query: SearchMessagesRequest, choice: MessageChoice) {
  const { found, next } = await lists.messages(choice, { limit: query.limit, ...afterOf(query) });
  const items = found.map((message) => summaryOf(message, shownOf(codec, query, message)));
  return { items, ...(next && { next: publicMessageId(next) as string }) };
}

async function byText(
  { lists, codec }: ListPorts,
  query: SearchMessagesRequest & { readonly text: string },
  choice: MessageChoice,
): Promise<SearchMessagesReply> {
  const endsAt = monotonicMs() + BUDGET_MS;
  const readable = { ...query, masked: false };
  const wanted = comparable(query.text);
  const items: MessageSummary[] = [];
  let { searched } = query;
  let { after } = afterOf(query);
  const page = (next: MessageKey | undefined): SearchMessagesReply => {
    const isMore = next !== undefined && searched < MOST_SEARCHED;
    return { items, searched, ...(isMore && { next: publicMessageId(next) as string }) };
  };

  for (;;) {
    const limit = Math.min(READ_AT_ONCE, MOST_SEARCHED - searched);
    if (limit <= 0) return page(undefined);
    const { found, next } = await lists.messages(choice, { limit, ...(after && { after }) });
    for (const [at, message] of found.entries()) {
      if (at > 0 && at % SLICE === 0) await nextTurn();
      searched += 1;
      const { text } = shownOf(codec, readable, message);
      if (text === undefined || !comparable(text).includes(wanted)) continue;
      items.push(summaryOf(message, shownOf(codec, query, message)));
      if (items.length === query.limit) return page(message._id);
    }
    if (next === undefined) return page(undefined);
    after = next;
    if (monotonicMs() >= endsAt) return page(next);
  }
}

const comparable = (text: string): string => text.normalize('NFC').toLowerCase();
