import { readFileSync } from 'node:fs';
import { BlockList, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { secretInProduction } from './in-production.ts';

/** One described setting: where it is read from, what it means, and how its text becomes a value. */
export interface Setting<Value> {
  /** The environment variable. */
  readonly variable: string;
  /** One sentence for the README table and `.env.example`. */
  readonly describe: string;
  readonly secret: boolean;
  /** As text, in the form it would have in the environment; a setting without a fallback is required. */
  readonly fallback?: string;
  /** Another variable for it, which the installations that Postrider replaces have. */
  readonly alias?: string;
  /** Throws an `Error` that says what is expected, never the given value. */
  readonly parse: (raw: string) => Value;
  /** What a value that `parse` takes must be in production besides; undefined if it is that. */
  readonly inProduction?: (raw: string) => string | undefined;
}

export type Settings = Readonly<Record<string, Setting<unknown>>>;
export type ConfigOf<S extends Settings> = {
  readonly [Name in keyof S]: S[Name] extends Setting<infer Value> ? Value : never;
};

interface Described extends Pick<Setting<unknown>, 'describe' | 'fallback' | 'alias' | 'inProduction'> {
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

const PRODUCTION = 'production';
const appEnv = oneOf('APP_ENV', ['development', 'test', 'staging', PRODUCTION], {
  describe:
    'Where it runs: development, test, staging or production. In production defaults and guessable secrets are refused, and users of a new tenant send live.',
  fallback: 'development',
});

/** Whether texts of this installation go to people. */
export const isProduction: Setting<boolean> = { ...appEnv, parse: (raw) => appEnv.parse(raw) === PRODUCTION };

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
  const inProduction = env[isProduction.variable] === PRODUCTION;
  const values = Object.entries(settings).map(([name, of]) => {
    const { fallback, describe, parse } = of;
    const variable = namedIn(env, of);
    try {
      const raw = rawOf(of, env) || fallback;
      if (raw === undefined) problems.push(`${variable} is missing: ${describe}`);
      const value = raw === undefined ? undefined : parse(raw);
      const expected = inProduction && raw ? expectedInProduction(of, raw) : undefined;
      if (expected !== undefined) problems.push(`${variable} must be ${expected}, because APP_ENV is production.`);
      return [name, value];
    } catch (error) {
      problems.push(
        error instanceof SourceProblem ? error.message : `${variable} must be ${(error as Error).message}.`,
      );
      return [name, undefined];
    }
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.fromEntries(values) as ConfigOf<S>;
}

const expectedInProduction = ({ secret, inProduction }: Setting<unknown>, raw: string): string | undefined =>
  (secret ? secretInProduction(raw) : undefined) ?? inProduction?.(raw);

/** The name that the operator used. */
const namedIn = (env: Readonly<Record<string, string | undefined>>, { variable, alias }: Setting<unknown>): string =>
  alias !== undefined && (env[alias] || env[`${alias}_FILE`]) ? alias : variable;

class SourceProblem extends Error {}

/** The text of the variables that are set, of all that the setting may be read from: they must have the same. */
function rawOf(
  { variable, alias, secret }: Setting<unknown>,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const names = alias === undefined ? [variable] : [variable, alias];
  const files = secret ? names.map((name) => `${name}_FILE`) : [];
  const given = [...names, ...files].filter((name) => env[name]);
  const texts = given.map((name) => (files.includes(name) ? textOf(name, env[name]!) : env[name]!));
  const other = texts.findIndex((text) => text !== texts[0]);
  if (other > 0) throw new SourceProblem(`${given[0]} and ${given[other]} are both set: leave one of them out.`);
  return texts[0];
}

function textOf(variable: string, file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new SourceProblem(`${variable} must be the path of a file that can be read (${code}).`, { cause: error });
  }
}
