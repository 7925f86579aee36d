import { segmentsOf } from '#libs/kernel';
import { one, type Answer, type Form, type Text } from '#libs/sandbox-kit';
import { DEFAULT_LINE, nameOf, type KavenegarAccount } from './accounts.ts';
import { RETURN_CODES, refusal, success, type Entry } from './answers.ts';
import { sentEntry } from './entries.ts';
import { KAVENEGAR, type Kavenegar } from './kavenegar.ts';
import { e164Of, refusedWith } from './numbers.ts';

const MOST_RECEPTORS = 200;
const MOST_CHARACTERS = 900;

export interface Wanted {
  readonly receptor: string;
  readonly message: string;
  readonly sender: string;
  readonly localId?: string;
  readonly template?: { readonly code: string; readonly tokens: Readonly<Record<string, string>> };
}

/** `sms/send`: one message to up to 200 receptors, each with a client reference or none. */
export function send(kavenegar: Kavenegar, account: KavenegarAccount, form: Form): Promise<Answer> | Answer {
  if (form['receptor'] === undefined || form['message'] === undefined) return refusal(400);
  if (one(form, 'receptor') === '') return refusal(406);
  const receptors = listed(one(form, 'receptor'));
  const localIds = listed(one(form, 'localid'));
  if (receptors.length > MOST_RECEPTORS) return refusal(414);
  if (localIds.length > 0 && localIds.length !== receptors.length) return refusal(419);
  if (!/^\d*$/.test(one(form, 'date'))) return refusal(417);
  if (!/^[A-Za-z0-9-]{0,200}$/.test(one(form, 'tag'))) return refusal(607);
  const [message, sender] = [one(form, 'message'), one(form, 'sender')];
  return sendAll(
    kavenegar,
    account,
    receptors.map((receptor, at) => ({ receptor, message, sender, ...withLocalId(localIds[at]) })),
  );
}

/** `sms/sendarray`: JSON lists of the same length. */
export function sendArray(kavenegar: Kavenegar, account: KavenegarAccount, form: Form): Promise<Answer> | Answer {
  const [receptors, senders, messages] = ['receptor', 'sender', 'message'].map((name) => jsonList(one(form, name)));
  const localIds = jsonList(one(form, 'localmessageids')) ?? [];
  if (!receptors || !senders || !messages || receptors.length === 0) return refusal(400);
  const lengths = [senders, messages, ...(localIds.length > 0 ? [localIds] : [])].map((list) => list.length);
  if (lengths.some((length) => length !== receptors.length)) return refusal(419);
  if (receptors.length > MOST_RECEPTORS) return refusal(414);
  return sendAll(
    kavenegar,
    account,
    receptors.map((receptor, at) => ({
      receptor,
      message: messages[at]!,
      sender: senders[at]!,
      ...withLocalId(localIds[at]),
    })),
  );
}

/** Accepts all or none: they are in the ledger before Kavenegar answers. */
export async function sendAll(
  kavenegar: Kavenegar,
  account: KavenegarAccount,
  wanted: readonly Wanted[],
  written: (entries: readonly Entry[]) => Answer = success,
): Promise<Answer> {
  const cost = (message: string): number => Number(kavenegar.room.settings.price) * segments(message);
  for (const item of wanted) {
    const code = brokenRule(account, item);
    if (code !== undefined) return refusal(code);
  }
  const total = wanted.reduce((sum, { message }) => sum + cost(message), 0);
  if (account.remaincredit < total) return refusal(418);

  const sent = wanted.map((item) => accept(kavenegar, account, item));
  const fresh = sent.filter((it) => it.done !== undefined);
  kavenegar.accounts.spend(account, account.debugmode ? 0 : fresh.reduce((sum, { text }) => sum + cost(text.body), 0));
  const answer = written(sent.map(({ text }) => sentEntry(text, cost(text.body))));
  await Promise.all(fresh.flatMap(({ done }) => done ?? []));
  return answer;
}

/** A message whose client reference is known is not sent again: its first record is answered. */
function accept(
  kavenegar: Kavenegar,
  account: KavenegarAccount,
  { receptor, message, sender, localId, template }: Wanted,
): { readonly text: Text; readonly done?: Promise<void> } {
  const name = nameOf(account.key);
  const known = localId === undefined ? undefined : kavenegar.knownByLocalId(name, localId);
  if (known) return { text: known };
  const facts = {
    vendor: KAVENEGAR,
    account: name,
    sid: kavenegar.nextId(),
    to: e164Of(receptor)!,
    from: sender || (account.lines[0] ?? DEFAULT_LINE),
    body: message,
    segments: segments(message),
    ...(localId !== undefined && { localId }),
    ...(template && { template }),
  };
  return kavenegar.accept(facts, account.debugmode);
}

function brokenRule({ lines }: KavenegarAccount, { receptor, message, sender, localId }: Wanted): number | undefined {
  const to = e164Of(receptor);
  if (to === undefined) return 411;
  const magic = refusedWith(to);
  if (magic !== undefined && RETURN_CODES.includes(magic)) return magic;
  if (message === '' || message.length > MOST_CHARACTERS) return 413;
  if (sender !== '' && !(lines.length > 0 ? lines.includes(sender) : /^\d{4,14}$/.test(sender))) return 412;
  return localId === undefined || isLong(localId) ? undefined : 400;
}

const LARGEST = 2n ** 63n - 1n;
const isLong = (value: string): boolean => /^\d{1,19}$/.test(value) && BigInt(value) <= LARGEST;

const segments = (message: string): number => Math.max(1, segmentsOf(message).segments);
const listed = (value: string): string[] => (value === '' ? [] : value.split(',').map((it) => it.trim()));
const withLocalId = (localId: string | undefined) => (localId === undefined ? {} : { localId });

function jsonList(value: string): string[] | undefined {
  try {
    const list: unknown = JSON.parse(value);
    return Array.isArray(list) ? list.map(String) : undefined;
  } catch {
    return undefined;
  }
}
