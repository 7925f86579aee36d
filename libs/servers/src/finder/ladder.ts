/** A server that was found. */
export interface Found {
  readonly path: string;
  readonly version: string;
  /** Where it came from, in words for people. */
  readonly from: string;
}

/** Called during the search, so that a person sees why a first start takes long. One sentence without a full stop. */
export type Tell = (sentence: string) => void;

/** One way to get a server. It returns the server, or throws an error that says what was tried and why it failed. */
export interface Way {
  readonly name: string;
  /** It uses the network: its failure is shown to a waiting person. */
  readonly remote?: boolean;
  readonly find: () => Promise<{ readonly path: string; readonly version: string; readonly from?: string }>;
}

export class NotFound extends Error {
  readonly tried: readonly string[];

  constructor(what: string, tried: readonly string[], advice: string) {
    super(
      `${what} was not found. ${advice}\nTried, in this order:\n${tried.map((line, at) => `  ${at + 1}. ${line}`).join('\n')}`,
    );
    this.name = 'NotFound';
    this.tried = tried;
  }
}

/** Tries the ways in order; the first that fits is used. */
export async function firstThatFits(what: string, ways: readonly Way[], advice: string, tell: Tell): Promise<Found> {
  const tried: string[] = [];
  for (const way of ways) {
    try {
      const found = { from: way.name, ...(await way.find()) };
      tell(`${what} ${found.version} (${found.from}): ${found.path}`);
      return found;
    } catch (error) {
      const reason = `${way.name}: ${(error as Error).message}`;
      tried.push(reason);
      if (way.remote) tell(`${what}, ${reason}`);
    }
  }
  throw new NotFound(what, tried, advice);
}

/** The way for a server that already runs is used before any program is looked for. */
export function notGivenWay(variable: string, value: string | undefined): Way {
  const reason = value === undefined ? 'it is not set' : 'it is set, but this caller needs a server of its own';
  return { name: variable, find: () => Promise.reject(new Error(reason)) };
}
