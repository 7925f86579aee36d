import type { Text } from '../ledger/texts.ts';
import { jsonAnswer, type Answer } from '../vendor/answer.ts';
import { one, type Form } from '../vendor/form.ts';
import type { TwilioAccount } from './accounts.ts';
import { API_VERSION, messageJson } from './message-json.ts';
import { TWILIO, type Twilio } from './twilio.ts';

const DEFAULT_PAGE = 50;
const MAX_PAGE = 1_000;
const FILTERS = ['To', 'From', 'DateSent', 'DateSent<', 'DateSent>'];

/** A page of an account's messages, newest first. */
export function listMessages({ ledger, room }: Twilio, account: TwilioAccount, query: Form): Answer {
  const to = one(query, 'To');
  const size = Math.min(MAX_PAGE, Math.max(1, Number(one(query, 'PageSize')) || DEFAULT_PAGE));
  const page = Number(one(query, 'Page')) || 0;
  const found = pick(to ? ledger.texts.ofNumber(to) : ledger.texts.newest(), {
    wanted: (text) => text.account === account.sid && fits(text, query),
    after: one(query, 'PageToken').slice(2),
    count: size + 1,
  });

  const texts = found.slice(0, size);
  const last = texts.at(-1);
  const uri = (number: number, token?: string): string => pageUri(account.sid, query, size, number, token);
  return jsonAnswer(200, {
    messages: texts.map((text) => messageJson(text, room.settings.price)),
    page,
    page_size: size,
    start: page * size,
    end: page * size + texts.length - 1,
    uri: uri(page, one(query, 'PageToken') || undefined),
    first_page_uri: uri(0),
    previous_page_uri: null,
    next_page_uri: found.length > size && last ? uri(page + 1, `PA${last.sid}`) : null,
  });
}

/** The first `count` wanted texts past the one named `after`. */
function pick(
  texts: Iterable<Text>,
  { wanted, after, count }: { wanted: (text: Text) => boolean; after: string; count: number },
): Text[] {
  const found: Text[] = [];
  let passed = after === '';
  for (const text of texts) {
    if (passed && wanted(text)) found.push(text);
    if (text.sid === after) passed = true;
    if (found.length === count) break;
  }
  return found;
}

function fits(text: Text, query: Form): boolean {
  if (text.vendor !== TWILIO || text.deleted) return false;
  const from = one(query, 'From');
  if (from !== '' && from !== text.from) return false;
  const [on, until, since] = [one(query, 'DateSent'), one(query, 'DateSent<'), one(query, 'DateSent>')];
  if (on + until + since === '') return true;
  if (text.sentAt === undefined) return false;
  const second = Math.floor(text.sentAt / 1_000) * 1_000;
  if (on !== '' && new Date(second).toISOString().slice(0, 10) !== on.slice(0, 10)) return false;
  return (until === '' || second <= Date.parse(until)) && (since === '' || second >= Date.parse(since));
}

function pageUri(account: string, query: Form, size: number, page: number, token?: string): string {
  const params = new URLSearchParams();
  for (const name of FILTERS) if (one(query, name) !== '') params.set(name, one(query, name));
  params.set('PageSize', String(size));
  params.set('Page', String(page));
  if (token) params.set('PageToken', token);
  return `/${API_VERSION}/Accounts/${account}/Messages.json?${params.toString()}`;
}
