import { one, type Answer, type Form, type Text } from '#libs/sandbox-kit';
import { DEFAULT_LINE, nameOf, type KavenegarAccount } from './accounts.ts';
import { refusal, success, type Entry } from './answers.ts';
import { statusEntry, unknownEntry } from './entries.ts';
import type { Kavenegar } from './kavenegar.ts';
import { e164Of, receptorOf } from './numbers.ts';
import { shownAs, statusOf } from './statuses.ts';

const MOST_IDS = 500;
const MOST_RECEIVED = 100;

/** `sms/status`: of up to 500 messages, in their order. */
export function status(kavenegar: Kavenegar, account: KavenegarAccount, form: Form): Answer {
  return ofEach(one(form, 'messageid'), (id) => {
    const text = own(account, kavenegar.known(id));
    return text ? statusEntry(text) : unknownEntry({ messageid: Number(id) });
  });
}

/** `sms/statuslocalmessageid`: the same by the client references of the last 12 hours. */
export function statusByLocalId(kavenegar: Kavenegar, account: KavenegarAccount, form: Form): Answer {
  return ofEach(one(form, 'localid'), (localid) => {
    const text = kavenegar.knownByLocalId(nameOf(account.key), localid);
    return text ? { ...statusEntry(text), localid } : unknownEntry({ messageid: 0, localid });
  });
}

/** `sms/statusbyreceptor`: the newest messages to a number; Kavenegar tells neither texts nor times. */
export function statusByReceptor(kavenegar: Kavenegar, account: KavenegarAccount, form: Form): Answer {
  if (form['receptor'] === undefined || form['startdate'] === undefined) return refusal(400);
  const [to, from] = [e164Of(one(form, 'receptor')), Number(one(form, 'startdate')) * 1_000];
  if (to === undefined) return refusal(411);
  if (!Number.isFinite(from)) return refusal(417);
  const texts = kavenegar.ledger.texts.ofNumber(to).filter((text) => own(account, text) && text.createdAt >= from);
  return success(texts.map((text) => ({ ...statusEntry(text), receptor: receptorOf(to) })));
}

/** `sms/cancel`: only what is still queued. */
export function cancel(kavenegar: Kavenegar, account: KavenegarAccount, form: Form): Answer {
  return ofEach(one(form, 'messageid'), (id) => {
    const text = own(account, kavenegar.known(id));
    if (!text) return unknownEntry({ messageid: Number(id) });
    if (statusOf(text) <= 2) kavenegar.ledger.move(text, shownAs('13'));
    return statusEntry(text);
  });
}

/** `sms/receive`: texts of people to a line, each only once as unread. */
export function receive(kavenegar: Kavenegar, { lines }: KavenegarAccount, form: Form): Answer {
  const line = one(form, 'linenumber') || (lines[0] ?? DEFAULT_LINE);
  const wantsRead = one(form, 'isread') === '1';
  const texts = kavenegar.inbox.filter((it) => it.line === line && it.read === wantsRead).slice(0, MOST_RECEIVED);
  const entries = texts.map(({ sid, from, body, at }) => ({
    messageid: Number(sid),
    message: body,
    sender: receptorOf(from),
    receptor: line,
    date: Math.floor(at / 1_000),
  }));
  for (const text of texts) text.read = true;
  return success(entries);
}

export const accountInfo = (_: Kavenegar, { remaincredit }: KavenegarAccount): Answer =>
  success({ remaincredit, expiredate: 2_000_000_000, type: 'Master' });

export const accountConfig = (_: Kavenegar, { lines, debugmode, resendfailed }: KavenegarAccount): Answer =>
  success({
    apilogs: 'disabled',
    dailyreport: 'disabled',
    debugmode: debugmode ? 'enabled' : 'disabled',
    defaultsender: lines[0] ?? DEFAULT_LINE,
    mincreditalarm: 10_000,
    resendfailed: resendfailed ? 'enabled' : 'disabled',
  });

function ofEach(list: string, entryOf: (id: string) => Entry): Answer {
  if (list === '') return refusal(400);
  const ids = list.split(',').map((id) => id.trim());
  if (ids.length > MOST_IDS) return refusal(414);
  return ids.every((id) => /^\d{1,19}$/.test(id)) ? success(ids.map(entryOf)) : refusal(400);
}

const own = ({ key }: KavenegarAccount, text: Text | undefined): Text | undefined =>
  text?.account === nameOf(key) ? text : undefined;
