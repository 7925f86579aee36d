import { segmentsOf } from '#libs/kernel';
import type { TwilioAccount } from './accounts.ts';
import { formCallback } from './callback.ts';
import { API_VERSION } from './message-json.ts';
import type { Twilio } from './twilio.ts';

interface PhoneAnswer {
  /** The phone. */
  readonly from: string;
  /** The business's number. */
  readonly to: string;
  readonly body: string;
  readonly url: string;
  readonly optOutType?: string;
}

/** A phone answers: Twilio itself handles the opt-out words, then calls the webhook. */
export async function sendInbound(twilio: Twilio, account: TwilioAccount, answer: PhoneAnswer) {
  const { from, to, body, url, optOutType } = answer;
  const sid = `SM${twilio.ledger.nextId()}`;
  twilio.optOuts.hear(from, to, body);
  const params = {
    AccountSid: account.sid,
    ApiVersion: API_VERSION,
    Body: body,
    From: from,
    MessageSid: sid,
    NumMedia: '0',
    NumSegments: String(segmentsOf(body).segments),
    SmsMessageSid: sid,
    SmsSid: sid,
    SmsStatus: 'received',
    To: to,
    ...(optOutType !== undefined && { OptOutType: optOutType }),
  };
  const { authToken } = account;
  const end = await twilio.sender.send(
    formCallback({ sid, status: 'received', url, params, authToken, signature: 'valid' }),
  );
  return { sid, ...end };
}
