import { inLanguage } from './languages.ts';
import { fill, parseText, type Part } from './placeholders.ts';
import type { Content, Variable } from './template.ts';

interface CompiledText {
  readonly language: string;
  readonly parts: readonly Part[];
}

/** A version that was checked when it was saved, ready for rendering. */
export interface Compiled {
  readonly texts: readonly [CompiledText, ...CompiledText[]];
  readonly variables: readonly Variable[];
}

export function compile({ contents, variables }: Pick<Content, 'contents' | 'variables'>): Compiled {
  const [first, ...others] = contents.map(({ language, text }) => ({ language, parts: partsOf(text) }));
  return { texts: [first!, ...others], variables };
}

function partsOf(text: string): readonly Part[] {
  const parsed = parseText(text);
  if ('problem' in parsed) throw new Error(`A stored text ${parsed.problem}.`);
  return parsed.parts;
}

/** The text of a message, whose values were checked. */
export function renderText(
  { texts }: Compiled,
  language: string | undefined,
  values: Readonly<Record<string, string>>,
): { readonly language: string; readonly text: string } {
  const chosen = inLanguage(texts, language);
  return { language: chosen.language, text: fill(chosen.parts, (variable) => values[variable]!) };
}
