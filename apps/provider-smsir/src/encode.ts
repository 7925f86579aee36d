import type { DeliverItem, VendorTemplate } from '#libs/contracts';
import { takesToken } from '#libs/kernel';
import type { ItemAnswer } from '#libs/provider-kit';
import { lineOf, TEMPLATES, type SmsirSecrets } from './config.ts';

type Item = Pick<DeliverItem, 'to' | 'text' | 'template' | 'sender'>;

export interface Encoded {
  readonly path: string;
  readonly body: string;
}

/** The call that sends an item, or why SMS.IR would refuse it. */
export function encodeSend(item: Item, { lineNumber }: Pick<SmsirSecrets, 'lineNumber'>): Encoded | ItemAnswer {
  const { to, text, template, sender = lineNumber } = item;
  const mobile = nationalOf(to);
  if (mobile === undefined || !to.startsWith(IRAN)) return fault('recipient', 'not_in_iran');
  if (template) return encodeVerify(mobile, template);
  if (sender === undefined) return fault('request', 'no_line_number');
  if (text.trim() === '') return { outcome: 'rejected', vendor_code: 'empty_text' };
  return {
    path: '/v1/send/bulk',
    body: JSON.stringify({
      lineNumber: Number(lineOf(sender)),
      messageText: text,
      mobiles: [mobile],
      sendDateTime: null,
    }),
  };
}

const CODE = new RegExp(`^${TEMPLATES.code_pattern}$`);

function encodeVerify(mobile: string, { code, tokens }: VendorTemplate): Encoded | ItemAnswer {
  if (!CODE.test(code)) return fault('request', 'template_code');
  const parameters = Object.entries(tokens).map(([name, value]) => ({ name, value }));
  if (!parameters.every(({ name, value }) => takesToken(TEMPLATES.tokens, name, value)))
    return fault('request', 'token_not_possible');
  return { path: '/v1/send/verify', body: JSON.stringify({ mobile, templateId: Number(code), parameters }) };
}

const fault = (kind: 'recipient' | 'request', vendor_code: string): ItemAnswer => ({
  outcome: 'vendor_fault',
  fault: kind,
  vendor_code,
});

export const IRAN = '+98';

/** The ten digits of an Iranian number in any of its forms: `912…`, `0912…`, `+98912…`, `0098912…`. */
export const nationalOf = (number: string): string | undefined => /^(?:\+98|0098|98|0)?([1-9]\d{9})$/.exec(number)?.[1];

export const headersOf = ({ apiKey }: Pick<SmsirSecrets, 'apiKey'>): string[] => [
  'x-api-key',
  apiKey,
  'accept',
  'application/json',
];
