import { readPasted } from './pasted-number.ts';
import { isE164 } from './phone-number.ts';

export const SENDER_KINDS = ['number', 'short_code', 'name', 'messaging_service'] as const;
export type SenderKind = (typeof SENDER_KINDS)[number];

/** `value` is the one form that is stored and compared. `reason` is a sentence for the caller. */
export type ReadSender =
  | { readonly ok: true; readonly kind: SenderKind; readonly value: string }
  | { readonly ok: false; readonly reason: string };

/** Lines of Iranian companies have up to 14 digits after the country code: more than E.164 allows. */
const IRANIAN_LINE = /^\+98[1-9]\d{13}$/;
const SHORT_CODE = /^\d{3,8}$/;
const MESSAGING_SERVICE = /^MG[0-9a-f]{32}$/i;
const NAME = /^(?=.{1,11}$)(?=.*[A-Za-z])[A-Za-z0-9+&_-](?:[A-Za-z0-9 +&_-]*[A-Za-z0-9+&_-])?$/;
/** Looks like a number: letters that replace 0 and 1 beside real digits. */
const LOOKS_NUMERIC = /^(?=.*\d)[0-9OoIl +&_-]+$/;

/** Follows the name of the field in a refusal. */
export const SENDER_EXPECTED =
  'a number in E.164, a short code of 3 to 8 digits, a name of 1 to 11 letters, digits, spaces and + - _ & with a letter among them, or a Messaging Service (MG and 32 hex digits)';
export const LONGEST_SENDER = 34;

/**
 * What a phone shows as the sender: a number in E.164 (as it was pasted), a short code, an alphanumeric sender id with the signs that vendors
 * document, without a space at either end, or a Messaging Service that picks one. A vendor narrows it by a `SenderRule`.
 */
export function readSender(written: unknown): ReadSender {
  const value = typeof written === 'string' ? written : '';
  const pasted = readPasted(value);
  if (pasted.ok && (isE164(pasted.digits) || IRANIAN_LINE.test(pasted.digits)))
    return { ok: true, kind: 'number', value: pasted.digits };
  if (SHORT_CODE.test(value)) return { ok: true, kind: 'short_code', value };
  if (MESSAGING_SERVICE.test(value))
    return { ok: true, kind: 'messaging_service', value: `MG${value.slice(2).toLowerCase()}` };
  if (!NAME.test(value)) return { ok: false, reason: `A sender is ${SENDER_EXPECTED}.` };
  if (LOOKS_NUMERIC.test(value))
    return { ok: false, reason: 'A sender that only looks like a number is refused; use other letters.' };
  return { ok: true, kind: 'name', value };
}

/** Which senders a vendor takes. It is data, so that it can be stored with its routes. */
export interface SenderRule {
  readonly kinds: readonly SenderKind[];
  /** Digits of numbers and short codes: least and most. */
  readonly digits?: readonly number[];
  /** Characters of names: least and most. */
  readonly characters?: readonly number[];
  /** Signs that names may contain besides letters and digits. */
  readonly signs: string;
  /** Signs are allowed only between letters or digits. */
  readonly signs_inside: boolean;
  /** What the vendor takes, after "takes" or "must be". */
  readonly says: string;
}

export function takesSender(rule: SenderRule, sender: string): boolean {
  const read = readSender(sender);
  if (!read.ok || !rule.kinds.includes(read.kind)) return false;
  if (read.kind === 'messaging_service') return true;
  return read.kind === 'name' ? takesName(rule, read.value) : isWithin(rule.digits, read.value.replace('+', '').length);
}

function takesName({ characters, signs, signs_inside }: SenderRule, name: string): boolean {
  const isPlain = (character: string): boolean => /[A-Za-z0-9]/.test(character);
  const hasPlainEnds = isPlain(name.at(0)!) && isPlain(name.at(-1)!);
  return (
    isWithin(characters, name.length) &&
    [...name].every((character) => isPlain(character) || signs.includes(character)) &&
    (hasPlainEnds || !signs_inside)
  );
}

const isWithin = ([least, most]: readonly number[] = [], length: number): boolean =>
  length >= (least ?? 0) && length <= (most ?? Infinity);
