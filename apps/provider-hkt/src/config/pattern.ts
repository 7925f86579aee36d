/** A pattern of an operator: a regular expression without look-arounds, back references and counts. */
export interface Pattern {
  /** Whether it occurs in the first 2,000 characters; upper and lower case are the same. */
  test(text: string): boolean;
}

export const PATTERN_SAYS =
  'a regular expression of up to 200 characters: literals, . [ ] ( ) | * + ? ^ $ \\b \\B \\d \\D \\s \\S \\w \\W; without { }, look-arounds and back references';

const LONGEST_PATTERN = 200;
const LONGEST_TEXT = 2_000;

/**
 * Throws if it is not such a pattern. All ways through it are followed at once, a character at a time, so that no
 * pattern and no answer can take longer than their lengths multiplied: at most 400 states and 2,000 characters.
 */
export function compiled(source: string): Pattern {
  const known = cache.get(source);
  if (known) return known;
  if (source.length > LONGEST_PATTERN) throw new Error(PATTERN_SAYS);
  const start = new Reader(source).read()(END);
  if (cache.size >= 100) cache.clear();
  const pattern = { test: (text: string) => occurs(start, [...text.slice(0, LONGEST_TEXT)]) };
  cache.set(source, pattern);
  return pattern;
}

const cache = new Map<string, Pattern>();

/** A place in the pattern: it takes a character, or it is passed where a condition holds. */
interface State {
  readonly to: State[];
  readonly takes?: (character: string) => boolean;
  readonly holds?: (characters: readonly string[], at: number) => boolean;
}

const END: State = { to: [] };

function occurs(start: State, characters: readonly string[]): boolean {
  let active: State[] = [];
  for (let at = 0; at <= characters.length; at++) {
    const reached = reachedFrom([...active, start], characters, at);
    if (reached.has(END)) return true;
    active = [];
    for (const { takes, to } of reached) if (at < characters.length && takes?.(characters[at]!)) active.push(...to);
  }
  return false;
}

function reachedFrom(from: readonly State[], characters: readonly string[], at: number): Set<State> {
  const reached = new Set(from);
  for (const { to, takes, holds } of reached) {
    if (!takes && (holds?.(characters, at) ?? true)) for (const next of to) reached.add(next);
  }
  return reached;
}

/** A part of the pattern, once it is known what follows it. */
type Part = (next: State) => State;

const ATOM =
  /\\(?<escape>[bBdDsSwW]|[^A-Za-z0-9])|(?<set>\[\^?(?:\\[dDsSwW]|\\[^A-Za-z0-9]|[^\]\\[])+\])|(?<plain>[^\\[\](){}*+?|])/suy;

class Reader {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  read(): Part {
    const part = this.#choice();
    if (this.#at < this.#source.length) throw new Error(PATTERN_SAYS);
    return part;
  }

  #choice(): Part {
    const parts = [this.#sequence()];
    while (this.#eats('|')) parts.push(this.#sequence());
    return (next) => ({ to: parts.map((part) => part(next)) });
  }

  #sequence(): Part {
    const parts: Part[] = [];
    while (this.#at < this.#source.length && !'|)'.includes(this.#source[this.#at]!)) parts.push(this.#repeated());
    return (next) => parts.reduceRight((after, part) => part(after), next);
  }

  /** Whether a repetition is greedy does not matter for whether the pattern occurs. */
  #repeated(): Part {
    const part = this.#eats('(') ? this.#group() : this.#atom();
    const sign = ['*', '+', '?'].find((it) => this.#eats(it));
    if (sign === undefined) return part;
    this.#eats('?');
    return (next) => {
      const fork: State = { to: sign === '+' ? [next] : [] };
      if (sign === '?') return { to: [part(next), next] };
      const first = part(fork);
      fork.to.push(first);
      if (sign === '+') return first;
      fork.to.push(next);
      return fork;
    };
  }

  #group(): Part {
    if (this.#eats('?') && !this.#eats(':')) throw new Error(PATTERN_SAYS);
    const part = this.#choice();
    if (!this.#eats(')')) throw new Error(PATTERN_SAYS);
    return part;
  }

  #atom(): Part {
    ATOM.lastIndex = this.#at;
    const { escape, set, plain } = ATOM.exec(this.#source)?.groups ?? {};
    const written = escape === undefined ? (set ?? plain) : `\\${escape}`;
    if (written === undefined) throw new Error(PATTERN_SAYS);
    this.#at += written.length;
    const holds = CONDITIONS[written];
    if (holds) return (next) => ({ to: [next], holds });
    const takes = takesOf(written, plain ?? escape);
    return (next) => ({ to: [next], takes });
  }

  #eats(sign: string): boolean {
    if (!this.#source.startsWith(sign, this.#at)) return false;
    this.#at += sign.length;
    return true;
  }
}

const isWord = (character: string | undefined): boolean => character !== undefined && /^\w$/.test(character);
const isBorder = (characters: readonly string[], at: number): boolean =>
  isWord(characters[at - 1]) !== isWord(characters[at]);

const CONDITIONS: Readonly<Record<string, State['holds']>> = {
  '^': (_, at) => at === 0,
  $: ({ length }, at) => at === length,
  '\\b': isBorder,
  '\\B': (characters, at) => !isBorder(characters, at),
};

/** One character of text against one of the pattern: the only use of a native expression, which cannot backtrack. */
function takesOf(written: string, literal: string | undefined): (character: string) => boolean {
  if (literal !== undefined && written !== '.' && !/^\\[a-z]$/i.test(written)) {
    const lower = literal.toLowerCase();
    return (character) => character.toLowerCase() === lower;
  }
  const one = new RegExp(`^${written}$`, 'isu');
  return (character) => one.test(character);
}
