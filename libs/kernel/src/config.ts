import { readFileSync } from 'node:fs';
import { BlockList, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

/** One described setting: where it is read from, what it means, and how its text becomes a value. */
export interface Setting<Value> {
  /** The environment variable. */
  readonly variable: string;
  /** One sentence for the README table and `.env.example`. */
  readonly describe: string;
  readonly secret: boolean;
  /** As text, in the form it would have in the environment; a setting without a fallback is required. */
  readonly fallback?: string;
  /** Throws an `Error` that says what is expected, never the given value. */
  readonly parse: (raw: string) => Value;
}

export type Settings = Readonly<Record<string, Setting<unknown>>>;
export type ConfigOf<S extends Settings> = {
  readonly [Name in keyof S]: S[Name] extends Setting<infer Value> ? Value : never;
};

interface Described {
  readonly describe: string;
  readonly fallback?: string;
  readonly secret?: boolean;
}

function setting<Value>(variable: string, of: Described, parse: (raw: string) => Value): Setting<Value> {
  return { variable, secret: false, ...of, parse };
}

export const text = (variable: string, of: Described): Setting<string> => setting(variable, of, (raw) => raw);

/** A setting that may stay empty; absent means `undefined`. */
export const optionalText = (variable: string, of: Described): Setting<string | undefined> =>
  setting(variable, { fallback: '', ...of }, (raw) => (raw === '' ? undefined : raw));

export const integer = (variable: string, of: Described & { min?: number; max?: number }): Setting<number> =>
  setting(variable, of, (raw) => {
    const { min = 0, max = Number.MAX_SAFE_INTEGER } = of;
    const value = Number(raw);
    if (raw.trim() === '' || !Number.isInteger(value) || value < min || value > max)
      throw new Error(`a whole number from ${min} to ${max}`);
    return value;
  });

/** A TCP port; 0 takes a free one. */
export const port = (variable: string, of: Described): Setting<number> => integer(variable, { ...of, max: 65_535 });

export const flag = (variable: string, of: Described): Setting<boolean> =>
  setting(variable, of, (raw) => {
    if (!['0', '1', 'false', 'true'].includes(raw)) throw new Error('0, 1, true or false');
    return raw === '1' || raw === 'true';
  });

export const oneOf = <const Value extends string>(
  variable: string,
  values: readonly Value[],
  of: Described,
): Setting<Value> =>
  setting(variable, of, (raw) => {
    if (!values.includes(raw as Value)) throw new Error(`one of ${values.join(', ')}`);
    return raw as Value;
  });

export const list = (variable: string, of: Described): Setting<readonly string[]> =>
  setting(variable, of, (raw) => raw.split(',').flatMap((part) => part.trim() || []));

/** An absolute URL without a trailing slash. */
export const url = (variable: string, of: Described): Setting<string> =>
  setting(variable, of, (raw) => {
    if (!URL.canParse(raw)) throw new Error('an absolute URL');
    return raw.replace(/\/+$/, '');
  });

const EVERY_ADDRESS = ['0.0.0.0', '::', 'localhost'];
const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8);

/** An address of this machine to listen on, or the one for all interfaces. */
export const listenAddress = (variable: string, of: Described): Setting<string> =>
  setting(variable, of, (raw) => {
    const own = Object.values(networkInterfaces()).flatMap((all) => all?.map(({ address }) => address) ?? []);
    const isOwn = EVERY_ADDRESS.includes(raw) || own.includes(raw) || (isIP(raw) === 4 && LOOPBACK.check(raw));
    if (!isOwn) throw new Error('an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all its addresses');
    return raw;
  });

/** 32 bytes in base64: a key. */
export const key = (variable: string, of: Described): Setting<Buffer> =>
  setting(variable, { ...of, secret: true }, (raw) => {
    const bytes = Buffer.from(raw, 'base64');
    if (bytes.length !== 32) throw new Error('32 bytes in base64, as `openssl rand -base64 32` prints them');
    return bytes;
  });

/** Says which variables are missing or wrong, by name and never by value. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/**
 * One typed object from the environment; an empty variable counts as absent. A secret may be in a file instead, which
 * `<VARIABLE>_FILE` names. Throws {@link ConfigError}.
 */
export function readConfig<S extends Settings>(
  settings: S,
  env: Readonly<Record<string, string | undefined>>,
): ConfigOf<S> {
  const problems: string[] = [];
  const values = Object.entries(settings).map(([name, of]) => {
    const { variable, fallback, describe, parse } = of;
    try {
      const raw = rawOf(of, env) || fallback;
      if (raw === undefined) problems.push(`${variable} is missing: ${describe}`);
      return [name, raw === undefined ? undefined : parse(raw)];
    } catch (error) {
      problems.push(error instanceof FileProblem ? error.message : `${variable} must be ${(error as Error).message}.`);
      return [name, undefined];
    }
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.fromEntries(values) as ConfigOf<S>;
}

class FileProblem extends Error {}

function rawOf(
  { variable, secret }: Setting<unknown>,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const file = secret ? env[`${variable}_FILE`] : undefined;
  if (!file) return env[variable];
  if (env[variable]) throw new FileProblem(`${variable} and ${variable}_FILE are both set: leave one of them out.`);
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new FileProblem(`${variable}_FILE must be the path of a file that can be read (${code}).`, { cause: error });
  }
}
