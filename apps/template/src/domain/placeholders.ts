/** A text is literal parts and placeholders in their order. */
export type Part = string | { readonly variable: string };

export interface Parsed {
  readonly parts: readonly Part[];
  /** Absent: it has no placeholder. */
  readonly syntax?: Syntax;
}

/** `{NAME}` or `{{name}}`. */
export type Syntax = 'single' | 'double';

export const VARIABLE_NAME = /^[A-Za-z][A-Za-z0-9_]{0,31}$/;
const NAME_HERE = /[A-Za-z][A-Za-z0-9_]{0,31}/y;

/**
 * Reads a text. `\{`, `\}` and `\\` stand for a brace or a backslash of the text itself; any other brace that is not part
 * of a placeholder is a problem, and nothing else of a template language exists. Returns the problem as a sentence that
 * repeats nothing of the text.
 */
export function parseText(text: string): Parsed | { readonly problem: string } {
  const parts: Part[] = [];
  let syntax: Syntax | undefined;
  let literal = '';
  for (let at = 0; at < text.length;) {
    PLAIN.lastIndex = at;
    const [plain = ''] = PLAIN.exec(text) ?? [];
    literal += plain;
    at += plain.length;
    if (at === text.length) break;

    const character = text[at]!;
    if (character === '\\' && ESCAPED.includes(text[at + 1]!)) {
      literal += text[at + 1];
      at += 2;
    } else if (character === '{') {
      const found = placeholderAt(text, at);
      if (!found) return { problem: notAPlaceholder(at) };
      if (syntax !== undefined && syntax !== found.syntax) return { problem: TWO_FORMS };
      ({ syntax } = found);
      if (literal !== '') parts.push(literal);
      parts.push({ variable: found.variable });
      literal = '';
      at = found.end;
    } else if (character === '}' || TAGS.some((tag) => text.startsWith(tag, at))) {
      return { problem: notAPlaceholder(at) };
    } else {
      literal += character;
      at++;
    }
  }
  if (literal !== '') parts.push(literal);
  return { parts, ...(syntax && { syntax }) };
}

/** Nothing in it begins or ends anything. */
const PLAIN = /[^{}\\<%]+/y;
const ESCAPED = ['{', '}', '\\'];
/** Of template languages that people may take for this one. */
const TAGS = ['<%', '%>'];
const TWO_FORMS = 'has placeholders of two forms; use either {NAME} or {{name}} in all texts of a template';

const notAPlaceholder = (at: number): string =>
  `has no placeholder at character ${at + 1}, where one seems to begin or end: a placeholder is {NAME} or {{name}}, with ` +
  'letters, digits and _ and a letter first; write \\{ for a brace of the text';

function placeholderAt(
  text: string,
  at: number,
): { readonly variable: string; readonly syntax: Syntax; readonly end: number } | undefined {
  const syntax = text[at + 1] === '{' ? 'double' : 'single';
  const close = syntax === 'double' ? '}}' : '}';
  NAME_HERE.lastIndex = at + close.length;
  const variable = NAME_HERE.exec(text)?.[0];
  if (variable === undefined || !text.startsWith(close, NAME_HERE.lastIndex)) return undefined;
  return { variable, syntax, end: NAME_HERE.lastIndex + close.length };
}

/** One pass: a value is never read as a template. */
export function fill(parts: readonly Part[], valueOf: (variable: string) => string): string {
  let text = '';
  for (const part of parts) text += typeof part === 'string' ? part : valueOf(part.variable);
  return text;
}

export const variablesIn = (parts: readonly Part[]): ReadonlySet<string> =>
  new Set(parts.flatMap((part) => (typeof part === 'string' ? [] : [part.variable])));
