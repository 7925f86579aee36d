import { one, type Form } from '#libs/sandbox-kit';

/** A call's parameters, as they came and as UTF-8. */
export interface Parameters {
  readonly raw: string;
  readonly form: Form;
}

interface TextOfCall {
  readonly application: string;
  readonly mrt: string;
  readonly sender: string;
  readonly text: string;
}

/** The text of a call, or why the gateway refuses it. The reasons are invented: nothing about them is public. */
export function readText(
  { raw, form }: Parameters,
  taken: string | undefined,
): TextOfCall | { readonly reason: string } {
  const [application, mrt, sender] = [one(form, 'application'), one(form, 'mrt'), one(form, 'sender')];
  if (application === '') return { reason: 'Missing parameter: application' };
  if (taken !== undefined && application !== taken) return { reason: 'Invalid application' };
  if (!/^852\d{8}$/.test(mrt)) return { reason: 'Invalid mobile number' };
  if (sender !== '' && !/^\d{3,15}$/.test(sender)) return { reason: 'Invalid sender' };
  const text = one(form, 'msg_utf8') || big5In(raw);
  return text === '' ? { reason: 'Missing parameter: msg_utf8' } : { application, mrt, sender, text };
}

/** `msg_text` is BIG5 in percent-encoding: a form that was read as UTF-8 has lost it. */
function big5In(raw: string): string {
  const [, encoded = ''] = /(?:^|&)msg_text=([^&]*)/.exec(raw) ?? [];
  const bytes = encoded
    .replaceAll('+', ' ')
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return new TextDecoder('big5').decode(Buffer.from(bytes, 'latin1'));
}
