import type { Keyword } from '#libs/contracts';
import { own } from '#libs/kernel';
import { malformed, type VendorCallback, type VendorText } from '#libs/provider-kit';

/** TwiML: nothing is sent back. Twilio notes an error (12300) for an answer of another type. */
export const NO_REPLY: VendorCallback['answer'] = { content_type: 'text/xml', body: '<Response></Response>' };

/** Words that Twilio answers itself by default. */
const ANSWERED: ReadonlySet<string> = new Set([
  ...['STOP', 'UNSUBSCRIBE', 'END', 'QUIT', 'STOPALL', 'REVOKE', 'OPTOUT', 'CANCEL'],
  ...['START', 'YES', 'UNSTOP', 'HELP', 'INFO'],
]);
/** `OptOutType`, which accounts with Advanced Opt-Out get: then Twilio answers, by the words and texts set there. */
const OPT_OUT_TYPES: Readonly<Record<string, Keyword>> = { STOP: 'stop', START: 'start', HELP: 'help' };
const SID = /^(SM|MM)[0-9a-f]{32}$/i;
const MOST_PICTURES = 10;

/** The text in a webhook of Twilio, which was verified. */
export function textOf(form: URLSearchParams): VendorText {
  const sid = form.get('MessageSid') ?? '';
  const [from, to, text] = [form.get('From') ?? '', form.get('To') ?? '', form.get('Body') ?? ''];
  if (!SID.test(sid) || from === '' || to === '') throw malformed('The callback names no text, sender and receiver.');
  const keyword = own(OPT_OUT_TYPES, form.get('OptOutType') ?? '');
  const media_urls = Array.from({ length: MOST_PICTURES }, (_, at) => form.get(`MediaUrl${at}`)).filter((it) => !!it);
  return {
    vendor_text_id: sid,
    from,
    to,
    text,
    ...(media_urls.length > 0 && { media_urls: media_urls as string[] }),
    ...(keyword && { keyword }),
    ...((keyword ?? ANSWERED.has(text.trim().toUpperCase())) && { vendor_answers: true }),
  };
}
