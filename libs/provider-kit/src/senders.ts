import { readSender, takesSender, type SenderRule, type Setting } from '#libs/kernel';
import type { TypedSetting } from './typed-settings.ts';

/** A setting that names a sender, refused where the vendor does not take it. */
export function optionalSenderSetting(of: Setting<string | undefined>, rule: SenderRule): Setting<string | undefined> {
  return { ...of, parse: (raw) => (raw === '' ? undefined : senderOf(raw, rule)) };
}

/** The same as its owner types it. */
export const typedSender = (rule: SenderRule): Omit<TypedSetting, 'variable' | 'example'> => ({
  pattern: { test: (value) => takesSender(rule, value) },
  says: `${rule.says}.`,
  normal: asWritten,
});

/** A sender that was checked, as it is written everywhere. */
function asWritten(sender: string): string {
  const read = readSender(sender);
  return read.ok ? read.value : sender;
}

function senderOf(raw: string, rule: SenderRule): string {
  const written = raw.trim();
  if (!takesSender(rule, written)) throw new Error(rule.says);
  return asWritten(written);
}
