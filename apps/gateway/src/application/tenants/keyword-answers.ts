import { KEYWORDS, type Confirmations, type Keyword } from '#libs/contracts';

type Sentences<Value> = { readonly [Word in Keyword as `${Word}_answer`]?: Value };

/** What is answered to stop, start and help words; null: the usual sentence again. */
export interface KeywordAnswersChange extends Sentences<string | null> {
  readonly answer_keywords?: boolean;
}

export interface KeywordAnswersView extends Sentences<string> {
  readonly answer_keywords: boolean;
}

export const keywordAnswersView = (confirmations: Confirmations | undefined): KeywordAnswersView => ({
  answer_keywords: confirmations?.enabled ?? true,
  ...Object.fromEntries(
    KEYWORDS.flatMap((word) => (confirmations?.[word] === undefined ? [] : [[`${word}_answer`, confirmations[word]]])),
  ),
});

/** Undefined: nothing was ever changed. */
export function confirmationsWith(
  before: Confirmations | undefined,
  change: KeywordAnswersChange,
): Confirmations | undefined {
  const { answer_keywords: enabled = before?.enabled ?? true } = change;
  const sentences = KEYWORDS.flatMap((word) => {
    const given = change[`${word}_answer`];
    const says = given === undefined ? before?.[word] : given;
    return typeof says === 'string' ? [[word, says] as const] : [];
  });
  return enabled && sentences.length === 0 ? undefined : { enabled, ...Object.fromEntries(sentences) };
}
