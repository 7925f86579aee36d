/** A server that was found. */
export interface Found {
  readonly path: string;
  readonly version: string;
  /** Where it came from, for people. */
  readonly from: string;
}

/** Told while looking, so that a person sees why a first start takes its time. One sentence without a full stop. */
export type Tell = (sentence: string) => void;

/** One way to come by a server. It gives what it found, or throws an error that says what was tried and why not. */
export interface Way {
  readonly name: string;
  /** It asks the network: a person waiting is told when it does not work. */
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

/** The first way of all, a server that already runs, is taken before anybody looks for a program. */
export function notGivenWay(variable: string, value: string | undefined): Way {
  const reason = value === undefined ? 'it is not set' : 'it is set, but a server of our own is wanted here';
  return { name: variable, find: () => Promise.reject(new Error(reason)) };
}
