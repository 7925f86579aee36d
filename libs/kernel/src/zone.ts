const MOST_CHARACTERS = 64;

/** The name of a time zone in the IANA database. Offsets such as +03:00 are no names. */
export function isZone(name: unknown): name is string {
  if (typeof name !== 'string' || name.length > MOST_CHARACTERS || !/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Follows the name of the field in a refusal. */
export const ZONE_EXPECTED = 'an IANA time zone, such as Europe/London or UTC';
