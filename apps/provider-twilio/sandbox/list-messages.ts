import { jsonAnswer, one, type Answer, type Form, type Text } from '#libs/sandbox-kit';
import type { TwilioAccount } from './accounts.ts';
import { API_VERSION, messageJson } from './message-json.ts';
import { TWILIO, type Twilio } from './twilio.ts';

const DEFAULT_PAGE = 50;
const MAX_PAGE = 1_000;
/** A page token is one of these and the id of the message that the page follows or precedes. */
const AFTER = 'PA';
const BEFORE = 'PB';
const FILTERS = ['To', 'From', 'DateSent', 'DateSent<', 'DateSent>'];

/** A page of an account's messages, newest first. */
export function listMessages({ ledger, room }: Twilio, account: TwilioAccount, query: Form): Answer {
  const to = one(query, 'To');
  const size = Math.min(MAX_PAGE, Math.max(1, Number(one(query, 'PageSize')) || DEFAULT_PAGE));
  const page = Number(one(query, 'Page')) || 0;
  const token = one(query, 'PageToken');
  const wanted = (text: Text): boolean => text.account === account.sid && fits(text, query);
  const { texts, goesOn } = pageAt(to ? ledger.texts.ofNumber(to) : ledger.texts.newest(), { wanted, token, size });

  const [first, last] = [texts[0], texts.at(-1)];
  const uri = (number: number, by?: string): string => pageUri(account.sid, query, size, number, by);
  return jsonAnswer(200, {
    messages: texts.map((text) => messageJson(text, room.settings.price)),
    page,
    page_size: size,
    start: page * size,
    end: page * size + texts.length - 1,
    uri: uri(page, token || undefined),
    first_page_uri: uri(0),
    previous_page_uri: page > 0 && first ? uri(page - 1, `${BEFORE}${first.sid}`) : null,
    next_page_uri: goesOn && last ? uri(page + 1, `${AFTER}${last.sid}`) : null,
  });
}

interface Page {
  readonly wanted: (text: Text) => boolean;
  readonly token: string;
  readonly size: number;
}

/** The texts of the page next to the one that the token names, and whether the list continues after them. */
function pageAt(texts: Iterable<Text>, { wanted, token, size }: Page): { texts: readonly Text[]; goesOn: boolean } {
  const isBefore = token.startsWith(BEFORE);
  const named = token.slice(AFTER.length);
  const page: Text[] = [];
  let passed = named === '';
  for (const text of texts) {
    const isNamed = text.sid === named;
    if (isNamed) passed = true;
    if (!wanted(text) || (isNamed && !isBefore)) continue;
    if (passed && (isBefore || page.length === size)) return { texts: page, goesOn: true };
    if (passed || isBefore) page.push(text);
    if (page.length > size) page.shift();
  }
  return { texts: passed ? page : [], goesOn: false };
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
