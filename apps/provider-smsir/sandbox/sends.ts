import { clock, segmentsOf } from '#libs/kernel';
import { one, type Answer, type Form, type TextFacts } from '#libs/sandbox-kit';
import { nameOf, SERVICE_LINE, type SmsirAccount } from './accounts.ts';
import { done, refusal } from './answers.ts';
import { fieldsOf, listOf, textOf, wordOf, type Fields } from './fields.ts';
import { hasNoId, magicRefusal } from './magic-numbers.ts';
import { e164Of } from './mobiles.ts';
import { costOf } from './reports.ts';
import { SMSIR, type Smsir } from './smsir.ts';
import { rendered, SANDBOX_TEMPLATE, type Parameter } from './templates.ts';

const MOST = 100;
const HOUR_S = 3_600;
const YEAR_S = 365 * 24 * HOUR_S;

/** One text to one number. */
interface Part {
  readonly to: string;
  readonly body: string;
}

/** `send/verify`: a template to one number, from a line of SMS.IR's own. */
export async function verify(smsir: Smsir, account: SmsirAccount, body: Fields): Promise<Answer> {
  const to = e164Of(textOf(body, 'mobile'));
  if (to === undefined) return refusal(104);
  const template = smsir.templates.get(body.get('templateid'));
  if (!template || (account.kind === 'sandbox' && template.code !== SANDBOX_TEMPLATE.code)) return refusal(113);
  const parameters = listOf(body, 'parameters').map(parameterOf);
  const text = rendered(template, parameters);
  if (typeof text === 'number') return refusal(text);
  const broken = magicRefusal(to) ?? (smsir.blacklist.has(to) ? 115 : undefined);
  if (broken !== undefined) return refusal(broken);

  const tokens = Object.fromEntries(parameters.map(({ name, value }) => [name, value]));
  const by = { from: SERVICE_LINE, template: { code: String(template.code), tokens } };
  const { ids, cost, refused } = await take(smsir, account, [{ to, body: text }], by);
  return refused ?? done({ messageId: Number(ids[0]), cost });
}

/** `send/bulk`: one text to many numbers; `send/likeToLike`: a text for each. */
export async function bulk(
  smsir: Smsir,
  account: SmsirAccount,
  body: Fields,
  kind: 'bulk' | 'likeToLike',
): Promise<Answer> {
  const mobiles = listOf(body, 'mobiles');
  const texts = kind === 'bulk' ? mobiles.map(() => body.get('messagetext')) : listOf(body, 'messagetexts');
  const line = textOf(body, 'linenumber');
  const sendAt = body.get('senddatetime') ?? undefined;
  const broken = brokenRule(account, { mobiles, texts, line, sendAt });
  if (broken !== undefined) return refusal(broken);
  const numbers = mobiles.map(e164Of);
  const magic = numbers.flatMap((number) => (number === undefined ? 104 : (magicRefusal(number) ?? [])))[0];
  if (magic !== undefined) return refusal(magic);

  const parts = numbers.map((to, at): Part => ({ to: to!, body: wordOf(texts[at]) }));
  const service = uuidOf(smsir.ledger.nextId());
  const due = sendAt === undefined ? {} : { sendAt: Number(sendAt) * 1_000 };
  const { ids, cost, refused } = await take(smsir, account, parts, { from: line, service, ...due });
  return refused ?? done({ packId: service, messageIds: ids.map((id) => (id === null ? null : Number(id))), cost });
}

/** `send?username=&password=&line=&mobile=&text=`: the older form, whose password is the key. */
export async function sendByUrl(smsir: Smsir, account: SmsirAccount, query: Form): Promise<Answer> {
  const [to, line, body] = [e164Of(one(query, 'mobile')), one(query, 'line'), one(query, 'text')];
  const broken = brokenRule(account, { mobiles: [to], texts: [body], line, sendAt: undefined });
  if (broken !== undefined || to === undefined) return refusal(broken ?? 104);
  const { ids, cost, refused } = await take(smsir, account, [{ to, body }], { from: line });
  return refused ?? done({ messageId: ids[0] === null ? null : Number(ids[0]), cost });
}

function brokenRule(
  { lines }: SmsirAccount,
  { mobiles, texts, line, sendAt }: Record<'mobiles' | 'texts', readonly unknown[]> & { line: string; sendAt: unknown },
): number | undefined {
  if (!lines.includes(line)) return 101;
  if (mobiles.length === 0) return 107;
  if (texts.length === 0) return 108;
  if (mobiles.length > MOST) return 105;
  if (texts.length > MOST) return 106;
  if (mobiles.length !== texts.length) return 110;
  if (texts.some((text) => wordOf(text).trim() === '')) return 103;
  const ahead = Number(sendAt) - clock.now() / 1_000;
  return sendAt === undefined || (ahead >= HOUR_S && ahead <= YEAR_S) ? undefined : 109;
}

interface Taken {
  readonly ids: readonly (string | null)[];
  readonly cost: number;
  readonly refused?: Answer;
}

/** Every text is in the ledger before SMS.IR answers. A number on the blacklist gets none, and no id. */
async function take(
  smsir: Smsir,
  account: SmsirAccount,
  parts: readonly Part[],
  by: Pick<TextFacts, 'from' | 'service' | 'template' | 'sendAt'>,
): Promise<Taken> {
  const isRefused = ({ to }: Part): boolean => smsir.blacklist.has(to) || hasNoId(to);
  const costs = parts.map((part) => (isRefused(part) ? 0 : costOf(smsir.room.settings.price, segmentsIn(part.body))));
  const cost = Number(costs.reduce((sum, it) => sum + it, 0).toFixed(3));
  if (account.credit !== undefined && account.credit < cost) return { ids: [], cost, refused: refusal(102) };
  if (account.credit !== undefined) smsir.accounts.put({ ...account, credit: account.credit - cost });
  if (account.kind === 'sandbox') return { ids: parts.map(() => smsir.nextId()), cost };

  const ids = parts.map(async (part) => {
    if (isRefused(part)) return null;
    const facts = { vendor: SMSIR, account: nameOf(account), sid: smsir.nextId(), ...by, ...part };
    const { ledger } = smsir;
    const full = { ...facts, segments: segmentsIn(part.body) };
    const { text, durable } = by.sendAt === undefined ? ledger.receive(full, 'queued') : ledger.schedule(full);
    await durable;
    if (by.sendAt !== undefined) void smsir.awaitDue(text);
    else await smsir.lead(text);
    return text.sid;
  });
  return { ids: await Promise.all(ids), cost };
}

const segmentsIn = (body: string): number => Math.max(1, segmentsOf(body).segments);

function parameterOf(parameter: unknown): Parameter {
  const fields = fieldsOf(parameter);
  return { name: textOf(fields, 'name'), value: textOf(fields, 'value') };
}

const uuidOf = (hex: string): string => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** `DELETE send/scheduled/<pack>`: texts that are not due yet are not sent. */
export function deleteScheduled({ ledger, room }: Smsir, account: SmsirAccount, packId: string): Answer {
  const texts = [...ledger.texts.newest()].filter(
    ({ service, status, account: name }) => service === packId && status === 'scheduled' && name === nameOf(account),
  );
  if (texts.length === 0) return refusal(112);
  for (const text of texts) ledger.move(text, 'canceled');
  const returned = texts.reduce((sum, { segments }) => sum + costOf(room.settings.price, segments), 0);
  return done({ returnedCreditCount: Number(returned.toFixed(3)), smsCount: texts.length });
}
