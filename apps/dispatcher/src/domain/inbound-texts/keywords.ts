import type { Keyword } from '#libs/contracts';

/**
 * Words of the whole text, whatever their letters' case. One list for all senders; words of each sender may come later,
 * since YES, END and CANCEL are also answers to a question.
 */
const WORDS: Readonly<Record<Keyword, readonly string[]>> = {
  stop: [
    ...['STOP', 'STOPALL', 'STOP ALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT', 'OPT-OUT', 'REMOVE'],
    // French; Turkish, whose capital I has a dot; Persian, whose digits are written as those of ASCII here.
    ...['ARRET', 'ARRÊT', 'TD', 'RET', 'IPTAL', 'İPTAL', 'لغو11', 'لغو 11'],
  ],
  start: ['START', 'UNSTOP', 'YES'],
  help: ['HELP', 'INFO'],
};

const KEYWORDS: ReadonlyMap<string, Keyword> = new Map(
  Object.entries(WORDS).flatMap(([keyword, words]) => words.map((word) => [word, keyword as Keyword] as const)),
);
/** Within a longer text two words are one after the other; the single ones suffice. */
const STOP_WORDS: ReadonlySet<string> = new Set(WORDS.stop.filter((word) => !word.includes(' ')));

/** A yes to any question: only who has opted out wants texts again by it. */
const AMBIGUOUS_START = 'YES';

/** Marks are those of emoji, and accents without their letter. */
const AROUND = /^[\p{P}\p{S}\p{Z}\p{Cc}\p{M}\s]+|[\p{P}\p{S}\p{Z}\p{Cc}\p{M}\s]+$/gu;
const INVISIBLE = /\p{Cf}/gu;
const BETWEEN = /[^\p{L}\p{M}\p{N}-]+/u;

/** The word that the text is; `ifOptedOut`: it means that only if its sender has opted out. */
export function keywordOf(text: string): { readonly keyword: Keyword; readonly ifOptedOut: boolean } | undefined {
  const word = comparable(text).replace(AROUND, '').replace(/\s+/gu, ' ');
  const keyword = KEYWORDS.get(word);
  return keyword && { keyword, ifOptedOut: word === AMBIGUOUS_START };
}

/** Whether a stop word is among others, as in "stop by tomorrow": a person should read it. */
export const namesStop = (text: string): boolean =>
  comparable(text)
    .split(BETWEEN)
    .some((word) => STOP_WORDS.has(word));

const comparable = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .toUpperCase()
    .replace(/[٠-٩۰-۹]/gu, asciiDigit);

const asciiDigit = (digit: string): string => String(digit.codePointAt(0)! & 0xf);
