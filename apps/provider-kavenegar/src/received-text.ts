import { malformed, type VendorText } from '#libs/provider-kit';
import { lineOf, senderOf } from './config/lines.ts';
import { numberOf } from './encode.ts';

/** No public document settles the names, so that those of every known one are read. */
const NAMES = {
  id: ['messageid', 'id'],
  from: ['from', 'sender'],
  to: ['to', 'receptor', 'linenumber'],
  text: ['message', 'text', 'body'],
  /** Seconds since the epoch. */
  date: ['date'],
};

/** The text that a person sent to a line of the account; undefined if the callback has none. */
export function textIn(fields: ReadonlyMap<string, string>): VendorText | undefined {
  const of = (name: keyof typeof NAMES): string | undefined =>
    NAMES[name].map((it) => fields.get(it)).find((value) => value !== undefined);
  const [id, from, to, text] = [of('id'), of('from'), of('to'), of('text')];
  if (from === undefined || text === undefined) return undefined;
  if (!id || !to) throw malformed('The received text has no id, or no line.');
  const seconds = Number(of('date') ?? Number.NaN);
  return {
    vendor_text_id: id,
    from: numberOf(from) ?? from,
    to: senderOf(lineOf(to)),
    text,
    ...(Number.isSafeInteger(seconds) && seconds > 0 && { received_at: seconds * 1_000 }),
  };
}
