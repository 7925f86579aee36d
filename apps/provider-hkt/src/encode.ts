import type { DeliverItem } from '#libs/contracts';
import { inBig5 } from './big5.ts';
import type { HktSecrets } from './config.ts';

/** A mobile number of Hong Kong as `mrt`: without the plus. */
const HONG_KONG = /^\+(852\d{8})$/;

/** The form of one text, or why HKT cannot take it. */
export function encodeText(
  { to, text, sender }: Pick<DeliverItem, 'to' | 'text' | 'sender'>,
  secrets: Pick<HktSecrets, 'applicationId' | 'sender' | 'textParameter'>,
): { readonly form: string } | { readonly impossible: string } {
  const [, mrt] = HONG_KONG.exec(to) ?? [];
  if (mrt === undefined) return { impossible: 'not_hong_kong' };
  const bytes = secrets.textParameter === 'msg_utf8' ? Buffer.from(text) : inBig5(text);
  if (!bytes) return { impossible: 'not_in_big5' };
  const from = (sender ?? secrets.sender)?.replace('+', '');
  const fields = new URLSearchParams({ application: secrets.applicationId, mrt, ...(from && { sender: from }) });
  return { form: `${fields.toString()}&${secrets.textParameter}=${percentEncoded(bytes)}` };
}

const AS_IT_IS = /^[A-Za-z0-9*_.-]$/;

/** As forms write octets of any charset. */
const percentEncoded = (bytes: Buffer): string =>
  Array.from(bytes, (byte) => {
    const character = String.fromCharCode(byte);
    return AS_IT_IS.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
