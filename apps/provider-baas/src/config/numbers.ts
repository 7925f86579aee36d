/** A mobile number of Korea with dashes, as BaaS takes recipients: `010-1234-5678`. Undefined for any other number. */
export function asRecipient(e164: string): string | undefined {
  const [, middle, end] = /^\+8210(\d{4})(\d{4})$/.exec(e164) ?? [];
  return middle === undefined ? undefined : `010-${middle}-${end}`;
}

/**
 * A sender with dashes, as BaaS takes callback numbers: `02-123-4567`, `031-1234-5678`, `0505-123-4567`, `1588-1234`.
 * Undefined if it is no number of Korea.
 */
export function asCallbackNumber(sender: string): string | undefined {
  const [, first, last] = /^(\d{4})(\d{4})$/.exec(sender) ?? [];
  if (first !== undefined) return `${first}-${last}`;
  const [, area, middle, end] = /^\+82(2|50\d|[13-9]\d)(\d{3,4})(\d{4})$/.exec(sender) ?? [];
  return area === undefined ? undefined : `0${area}-${middle}-${end}`;
}

/** The stored form of a callback number as people of Korea write it: E.164, or eight digits. */
export function storedSender(written: string): string {
  const digits = written.replace(/[ -]/g, '');
  return /^0\d{8,11}$/.test(digits) ? `+82${digits.slice(1)}` : digits;
}
