import { readSender, takesSender, type SenderRule, type Setting } from '#libs/kernel';
import type { TypedSetting } from './typed-settings.ts';

/** A setting that names a sender, refused if the vendor does not take it. */
export function optionalSenderSetting(of: Setting<string | undefined>, rule: SenderRule): Setting<string | undefined> {
  return { ...of, parse: (raw) => (raw === '' ? undefined : senderOf(raw, rule)) };
}

/** The same for a setting that a person types. */
export const typedSender = (rule: SenderRule): Omit<TypedSetting, 'variable' | 'example'> => ({
  pattern: { test: (value) => takesSender(rule, value) },
  says: `${rule.says}.`,
  normal: asWritten,
});

/** The stored form of a sender that was checked. */
function asWritten(sender: string): string {
  const read = readSender(sender);
  return read.ok ? read.value : sender;
}

function senderOf(raw: string, rule: SenderRule): string {
  const written = raw.trim();
  if (!takesSender(rule, written)) throw new Error(rule.says);
  return asWritten(written);
}
