/** Where phones call: natively, through SafeCare's base path, and beside the native API. */
export const PREFIXES = ['agent', 'sms/agent', 'api/v1/agent'] as const;

const CALLS: readonly (readonly [path: RegExp, method: string])[] = [
  [/^(?:register|heartbeat|messages\/report|messages\/[^/]+\/start|inbox)$/, 'POST'],
  [/^jobs\/next$/, 'GET'],
];

/** The methods that an address takes. */
export function methodsAt(path: string): readonly string[] {
  const prefix = PREFIXES.find((it) => path.startsWith(`/${it}/`));
  if (prefix === undefined) return [];
  const call = path.slice(prefix.length + 2).replace(/\/$/, '');
  return CALLS.flatMap(([form, method]) => (form.test(call) ? [method] : []));
}

export const pathOf = (target: string): string => target.replace(/[?#].*$/s, '');
