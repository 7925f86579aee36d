/** The number in E.164; undefined for a form that SMS.IR does not take. */
export function e164Of(mobile: unknown): string | undefined {
  const [, national] = /^(?:\+98|0098|0)?(9\d{9})$/.exec(String(mobile).trim()) ?? [];
  return national === undefined ? undefined : `+98${national}`;
}

/** As SMS.IR writes it: a number without the leading 0. */
export const mobileOf = (e164: string): number => Number(e164.replace(/^\+98/, ''));
