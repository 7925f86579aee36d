import type { LookupItem } from '#libs/contracts';
import { clock } from '#libs/kernel';
import type { LookUpAnswer } from '#libs/provider-kit';
import { lineOf, type SmsirSecrets } from './config.ts';
import { nationalOf } from './encode.ts';
import { needsArchive, type ListedText, type ListName, type Listings } from './listings.ts';

/** SMS.IR's times have whole seconds, and its clock is not ours. */
const SLACK_MS = 5_000;
/** Of a list; an attempt is looked up soon, and the newest come first. */
const MOST_PAGES = 20;

/**
 * Searches the newest messages for this one. SMS.IR has no client reference, so an empty result proves nothing, and of
 * several that fit none can be identified as this one.
 */
export async function lookUpMessage(
  listings: Pick<Listings, 'page'>,
  item: LookupItem,
  secrets: SmsirSecrets,
  signal: AbortSignal,
): Promise<LookUpAnswer> {
  const since = item.sent_after - SLACK_MS;
  const lists: ListName[] = needsArchive(since, clock.now()) ? ['send/live', 'send/archive'] : ['send/live'];
  const found = new Set<string>();
  for (const list of lists) {
    for (let page = 1, goesOn = true; goesOn; page += 1) {
      if (page > MOST_PAGES) return { result: 'inconclusive' };
      const read = await listings.page({ list, page, since }, secrets, signal);
      for (const row of read.rows) if (row.id !== undefined && isSame(row, item, secrets)) found.add(row.id);
      goesOn = read.goesOn;
    }
  }
  const [vendor_message_id, another] = found;
  return vendor_message_id !== undefined && another === undefined
    ? { result: 'found', vendor_message_id }
    : { result: 'inconclusive' };
}

/**
 * A template's text is the vendor's: it only must have each value in it. The line is compared for texts of our own;
 * templates are sent from lines of SMS.IR's choice.
 */
export function isSame(
  { mobile, text, line }: Pick<ListedText, 'mobile' | 'text' | 'line'>,
  { to, text: ours, template, sender }: Pick<LookupItem, 'to' | 'text' | 'template' | 'sender'>,
  { lineNumber }: Pick<SmsirSecrets, 'lineNumber'>,
): boolean {
  if (mobile !== nationalOf(to)) return false;
  const values = Object.values(template?.tokens ?? {});
  if (values.length > 0) return values.every((value) => hasValue(text, value));
  if (plain(text) !== plain(ours)) return false;
  return template !== undefined || line === (sender === undefined ? lineNumber : lineOf(sender));
}

const DIGIT = /\p{Nd}/u;

/** Whether the value is in the text, and is no part of a longer number. */
function hasValue(text: string, value: string): boolean {
  const isDigit = (character = ''): boolean => DIGIT.test(character);
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
    const [before, after] = [text[at - 1], text[at + value.length]];
    if (!(isDigit(value[0]) && isDigit(before)) && !(isDigit(value.at(-1)) && isDigit(after))) return true;
  }
  return false;
}

const plain = (text: string): string => text.replaceAll('\r\n', '\n').trim();
