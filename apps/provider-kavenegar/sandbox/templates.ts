export interface Template {
  readonly code: string;
  /** With %token, %token2, %token3, %token10 and %token20. */
  readonly text: string;
  readonly approved: boolean;
}

const FIRST: readonly Template[] = [
  { code: 'login', text: 'code %token', approved: true },
  {
    code: 'appointment',
    text: 'Dear %token10, your visit is on %token at %token2 in room %token3. %token20',
    approved: true,
  },
  { code: 'new-one', text: 'Hello %token', approved: false },
];

export class Templates {
  private readonly templates = new Map<string, Template>();

  constructor() {
    this.reset();
  }

  list(): readonly Template[] {
    return [...this.templates.values()];
  }

  approved(code: string): Template | undefined {
    const template = this.templates.get(code);
    return template?.approved ? template : undefined;
  }

  put(template: Template): void {
    this.templates.set(template.code, template);
  }

  delete(code: string): boolean {
    return this.templates.delete(code);
  }

  reset(): void {
    this.templates.clear();
    for (const template of FIRST) this.put(template);
  }
}

const TOKEN = /%token(?:10|20|2|3)?/g;

export type Filled = { readonly text: string } | { readonly code: number };

/** The text of a template with its tokens, or the return code that refuses them. */
export function fill({ text }: Template, tokens: Readonly<Record<string, string>>): Filled {
  if (Object.entries(tokens).some(([name, value]) => !isToken(name, value))) return { code: 431 };
  const names = new Set((text.match(TOKEN) ?? []).map((it) => it.slice(1)));
  const fits = names.size === Object.keys(tokens).length && Object.keys(tokens).every((name) => names.has(name));
  return fits ? { text: text.replace(TOKEN, (it) => tokens[it.slice(1)]!) } : { code: 432 };
}

const MOST_SPACES: Readonly<Record<string, number>> = { token10: 5, token20: 8 };

function isToken(name: string, value: string): boolean {
  if (value === '' || value.length > 100 || /[\r\n]/.test(value)) return false;
  const most = MOST_SPACES[name];
  return most === undefined ? !/[\s_,;|/\\\u200B\u200C]/.test(value) : value.split(' ').length - 1 <= most;
}
