/** The name under which a rule is for every token that has no rule of its own. */
export const EVERY_TOKEN = '*';

/** Which values a vendor takes for one token of its templates. */
export interface TokenValueRule {
  /** The token at the vendor, or {@link EVERY_TOKEN}. */
  readonly name: string;
  /** UTF-16 code units. */
  readonly max_length?: number;
  readonly max_spaces?: number;
  /** Characters that a value may not have. */
  readonly refuses?: string;
}

/** Whether a vendor takes the value of its token. */
export function takesToken(rules: readonly TokenValueRule[], name: string, value: string): boolean {
  const rule = rules.find((it) => it.name === name) ?? rules.find((it) => it.name === EVERY_TOKEN);
  if (!rule) return false;
  const { max_length = Infinity, max_spaces = Infinity, refuses = '' } = rule;
  if (value === '' || value.length > max_length) return false;
  if (value.split(' ').length - 1 > max_spaces) return false;
  return ![...refuses].some((character) => value.includes(character));
}
