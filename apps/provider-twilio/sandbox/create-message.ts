import { clock, segmentsOf } from '#libs/kernel';
import { all, jsonAnswer, one, type Answer, type Form, type Medium, type TextFacts } from '#libs/sandbox-kit';
import type { TwilioAccount } from './accounts.ts';
import { brokenRule } from './create-rules.ts';
import { twilioError } from './errors.ts';
import { messageJson } from './message-json.ts';
import { TWILIO, type Twilio } from './twilio.ts';

/** Accepts a message: it is in the ledger before Twilio answers. */
export async function createMessage(twilio: Twilio, account: TwilioAccount, form: Form): Promise<Answer> {
  const { ledger, room, optOuts } = twilio;
  const broken = brokenRule({ form, account, optOuts, now: clock.now() });
  if (broken !== undefined) return twilioError(broken);

  const urls = all(form, 'MediaUrl');
  const media = urls.length === 0 ? [] : await twilio.media.fetchAll(urls, MEDIA_TYPES);
  if (media === undefined) return twilioError(21620);
  const facts = factsOf(twilio, account, form, media);
  const scheduled = facts.sendAt !== undefined;
  const { text, durable } = scheduled
    ? ledger.schedule(facts)
    : ledger.receive(facts, facts.service ? 'accepted' : 'queued');
  const answer = jsonAnswer(201, messageJson(text, room.settings.price));
  await durable;

  if (scheduled) void twilio.awaitDue(text);
  else {
    const plan = room.planFor(text);
    const led = twilio.lead(text, plan);
    if (plan.beforeAnswer) await led;
  }
  return answer;
}

/** What Twilio takes as media; it passes other files on, and never a web page. */
const MEDIA_TYPES =
  /^(image|audio|video)\/|^application\/(pdf|vcard)$|^text\/(vcard|x-vcard|csv|rtf|calendar|directory)$/;

function factsOf({ ledger }: Twilio, account: TwilioAccount, form: Form, fetched: readonly Medium[]): TextFacts {
  const body = one(form, 'Body');
  const media = all(form, 'MediaUrl');
  const service = one(form, 'MessagingServiceSid') || undefined;
  const sendAt = one(form, 'SendAt');
  return {
    vendor: TWILIO,
    account: account.sid,
    sid: (media.length > 0 ? 'MM' : 'SM') + ledger.nextId(),
    to: one(form, 'To'),
    from: one(form, 'From') || account.senders?.[0] || POOL_NUMBER,
    body,
    segments: Math.max(1, segmentsOf(body).segments),
    statusCallback: one(form, 'StatusCallback') || undefined,
    service,
    ...(media.length > 0 && { media, fetched: fetched.map(({ id }) => id) }),
    sendAt: sendAt === '' ? undefined : Date.parse(sendAt),
  };
}

/** The sender of a messaging service if the account names no senders. */
const POOL_NUMBER = '+15005550006';
