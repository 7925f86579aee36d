import { own } from '#libs/kernel';
import { all, one, type Form } from '#libs/sandbox-kit';
import type { TwilioAccount } from './accounts.ts';
import type { OptOuts } from './opt-outs.ts';

interface CreateCall {
  readonly form: Form;
  readonly account: TwilioAccount;
  readonly optOuts: OptOuts;
  readonly now: number;
}

/** The code of the first rule that a create breaks, in Twilio's order: recipient, sender, content, options. */
export function brokenRule(call: CreateCall): number | undefined {
  for (const rule of RULES) {
    const code = rule(call);
    if (code !== undefined) return code;
  }
  return undefined;
}

export const MAGIC_TO: Readonly<Record<string, number>> = {
  '+15005550001': 21211,
  '+15005550002': 21612,
  '+15005550003': 21408,
  '+15005550004': 21610,
  '+15005550009': 21614,
};
const MAGIC_FROM: Readonly<Record<string, number>> = {
  '+15005550001': 21212,
  '+15005550007': 21606,
  '+15005550008': 21611,
};
const MAGIC_SENDER = '+15005550006';

const NUMBER = /^(?:[a-z]+:)?\+[1-9]\d{6,14}$/;
const SENDER = /^(?:(?:[a-z]+:)?\+[1-9]\d{6,14}|\d{3,8}|(?=.*[A-Za-z])[A-Za-z0-9 +_&-]{1,11})$/;
const SERVICE = /^MG[0-9a-fA-F]{32}$/;

const RULES: readonly ((call: CreateCall) => number | undefined)[] = [
  recipient,
  sender,
  optedOut,
  content,
  media,
  options,
  schedule,
];

function recipient({ form }: CreateCall): number | undefined {
  const to = one(form, 'To');
  if (to === '') return 21604;
  return own(MAGIC_TO, to) ?? (NUMBER.test(to) ? undefined : 21211);
}

function sender({ form, account }: CreateCall): number | undefined {
  const from = one(form, 'From');
  const service = one(form, 'MessagingServiceSid');
  if (service !== '' && account.kind === 'test') return 20008;
  if (service !== '') return SERVICE.test(service) ? undefined : 21705;
  if (from === '') return 21603;
  const magic = own(MAGIC_FROM, from);
  if (magic !== undefined) return magic;
  if (!SENDER.test(from)) return 21212;
  const senders = account.kind === 'test' ? [MAGIC_SENDER] : account.senders;
  return !senders || senders.includes(from) ? undefined : 21606;
}

function optedOut({ form, optOuts }: CreateCall): number | undefined {
  const senderId = one(form, 'MessagingServiceSid') || one(form, 'From');
  return optOuts.has(senderId, one(form, 'To')) ? 21610 : undefined;
}

function content({ form }: CreateCall): number | undefined {
  const body = one(form, 'Body');
  if (body === '' && all(form, 'MediaUrl').length === 0 && one(form, 'ContentSid') === '') return 21602;
  return body.length > 1_600 && [...body].length > 1_600 ? 21617 : undefined;
}

function media({ form }: CreateCall): number | undefined {
  const urls = all(form, 'MediaUrl');
  if (urls.length > 10) return 21623;
  return urls.every(isWebUrl) ? undefined : 21620;
}

function options({ form }: CreateCall): number | undefined {
  const callback = one(form, 'StatusCallback');
  if (callback !== '' && (!isWebUrl(callback) || new URL(callback).hostname.includes('_'))) return 21609;
  const validity = one(form, 'ValidityPeriod');
  if (validity === '') return undefined;
  return /^\d+$/.test(validity) && Number(validity) >= 1 && Number(validity) <= 36_000 ? undefined : 21624;
}

function schedule({ form, now }: CreateCall): number | undefined {
  const type = one(form, 'ScheduleType');
  const sendAt = one(form, 'SendAt');
  if (type === '' && sendAt === '') return undefined;
  if (one(form, 'MessagingServiceSid') === '') return 35118;
  if (type !== 'fixed') return 35111;
  const ahead = Date.parse(sendAt) - now;
  return ahead >= 15 * 60_000 && ahead <= 7 * 86_400_000 ? undefined : 35114;
}

function isWebUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
