import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** The environment variables about servers; only this file of the library reads them. */
export interface ServersEnvironment {
  readonly mongoUri: string | undefined;
  readonly natsUrl: string | undefined;
  /** Programs that a variable names, with that variable. */
  readonly mongodPrograms: readonly NamedProgram[];
  readonly natsServerPrograms: readonly NamedProgram[];
  /** The folders of the path, in order. */
  readonly path: readonly string[];
  /** The preferred folder for fetched programs; undefined without a home. */
  readonly cacheDir: string | undefined;
  /** Passed on to programs that are run: pip, tar, apt-get. */
  readonly variables: NodeJS.ProcessEnv;
}

export interface NamedProgram {
  readonly variable: string;
  readonly path: string | undefined;
}

export function readServersEnvironment(env: NodeJS.ProcessEnv = process.env): ServersEnvironment {
  const named = (variable: string): NamedProgram => ({ variable, path: env[variable] || undefined });
  return {
    mongoUri: env.MONGODB_URI || undefined,
    natsUrl: env.NATS_URL || undefined,
    mongodPrograms: [named('POSTRIDER_MONGOD'), named('MONGOMS_SYSTEM_BINARY')],
    natsServerPrograms: [named('POSTRIDER_NATS_SERVER')],
    path: (env.PATH ?? '').split(delimiter).filter(Boolean),
    cacheDir: cacheDir(env),
    variables: env,
  };
}

function cacheDir(env: NodeJS.ProcessEnv): string | undefined {
  const home = env.HOME ?? homedir();
  const root = env.XDG_CACHE_HOME || (home ? join(home, '.cache') : undefined);
  return root === undefined ? undefined : join(root, 'postrider', 'bin');
}
