/** What a placeholder may be: the values that a send has. One without a value leaves its field out. */
export const PLACEHOLDERS = [
  'to',
  'text',
  'sender',
  'key',
  'secret',
  'basic',
  'encoding',
  'callback_url',
  'reference',
  'valid_for_s',
  'valid_for_ms',
] as const;
export type Values = Readonly<Partial<Record<(typeof PLACEHOLDERS)[number], string>>>;

const PLACEHOLDER = /\{(\w+)\}/g;
const ALONE = /^\{(\w+)\}$/;

/** A tree of JSON with its placeholders filled in one pass: what a value contains is never read again. */
export function fill(tree: unknown, values: Values): unknown {
  if (typeof tree === 'string') return fillText(tree, values);
  if (Array.isArray(tree)) return tree.map((item) => fill(item, values)).filter((item) => item !== undefined);
  if (typeof tree !== 'object' || tree === null) return tree;
  const entries = Object.entries(tree).map(([name, item]) => [name, fill(item, values)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}

/** Undefined if the text is one placeholder without a value. */
export function fillText(text: string, values: Values, encode = (value: string): string => value): string | undefined {
  const alone = ALONE.exec(text)?.[1];
  if (alone !== undefined && valueOf(values, alone) === undefined) return undefined;
  return text.replace(PLACEHOLDER, (_, name: string) => encode(valueOf(values, name) ?? ''));
}

const valueOf = (values: Values, name: string): string | undefined => values[name as keyof Values];

/** A placeholder that does not exist. */
export function unknownPlaceholder(tree: unknown): string | undefined {
  const names = Array.from((JSON.stringify(tree) ?? '').matchAll(PLACEHOLDER), ([, name]) => name!);
  return names.find((name) => !(PLACEHOLDERS as readonly string[]).includes(name));
}
