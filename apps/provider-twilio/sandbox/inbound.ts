import { clock, randomOctets, segmentsOf } from '#libs/kernel';
import type { PhoneText, PhoneTextTaken } from '#libs/sandbox-kit';
import type { TwilioAccount } from './accounts.ts';
import { formCallback } from './callback.ts';
import { API_VERSION } from './message-json.ts';
import type { Twilio } from './twilio.ts';

export interface InboundText extends Omit<PhoneText, 'account'> {
  readonly optOutType?: string;
  /** Pictures of the phone; their type is that of their name. */
  readonly mediaUrls?: readonly string[];
}

export type TextTaken = PhoneTextTaken & Required<Pick<PhoneTextTaken, 'callback'>>;

/** A phone answers: Twilio itself handles and answers the opt-out words, then calls the webhook. */
export async function sendInbound(
  twilio: Twilio,
  account: TwilioAccount,
  { from, to, body, url, optOutType, mediaUrls = [] }: InboundText & { readonly url: string },
): Promise<TextTaken> {
  const sid = `SM${randomOctets(16).toString('hex')}`;
  const says = twilio.optOuts.hear(from, to, body);
  const answer = says === undefined ? undefined : { from: to, to: from, body: says, at: clock.now() };
  if (answer) twilio.room.answers.add(answer);
  const params = {
    AccountSid: account.sid,
    ApiVersion: API_VERSION,
    Body: body,
    From: from,
    MessageSid: sid,
    NumMedia: String(mediaUrls.length),
    NumSegments: String(segmentsOf(body).segments),
    SmsMessageSid: sid,
    SmsSid: sid,
    SmsStatus: 'received',
    To: to,
    ...Object.fromEntries(
      mediaUrls.flatMap((it, at) => [
        [`MediaUrl${at}`, it],
        [`MediaContentType${at}`, it.endsWith('.png') ? 'image/png' : 'image/jpeg'],
      ]),
    ),
    ...(optOutType !== undefined && { OptOutType: optOutType }),
  };
  const { authToken } = account;
  const callback = await twilio.sender.send(
    formCallback({ sid, status: 'received', url, params, authToken, signature: 'valid' }),
  );
  return { sid, callback, ...(answer && { answer }) };
}

/**
 * The webhook of a number: that of the settings, else the address that the account's last text named for its receipts,
 * without its query.
 */
export function inboundUrl({ room, ledger }: Twilio, account: TwilioAccount): string | undefined {
  if (room.settings.inboundUrl) return room.settings.inboundUrl;
  for (const { vendor, account: of, statusCallback } of ledger.texts.newest())
    if (vendor === room.name && of === account.sid && statusCallback) return statusCallback.split(/[?#]/, 1)[0];
  return undefined;
}
