import { run } from './run.ts';

/** How a server reports its version, and the oldest version that Postrider can use. */
export interface Requirement {
  readonly program: string;
  readonly versionArgs: readonly string[];
  readonly pattern: RegExp;
  readonly oldest: string;
}

export const MONGOD: Requirement = {
  program: 'mongod',
  versionArgs: ['--version'],
  pattern: /db version v(\d+\.\d+\.\d+)/,
  oldest: '6.0',
};

export const NATS_SERVER: Requirement = {
  program: 'nats-server',
  versionArgs: ['--version'],
  pattern: /nats-server: v(\d+\.\d+\.\d+)/,
  oldest: '2.14',
};

/** The version of the program at `path`; throws if it does not run, reports something else, or is too old. */
export async function fittingVersion(path: string, required: Requirement): Promise<string> {
  const version = required.pattern.exec(await run(path, required.versionArgs))?.[1];
  if (version === undefined) throw new Error(`${path} does not say that it is ${required.program}`);
  if (!isAtLeast(version, required.oldest)) throw new Error(`${path} is ${version}, ${required.oldest} is needed`);
  return version;
}

export function isAtLeast(version: string, oldest: string): boolean {
  const have = version.split('.').map((part) => Number.parseInt(part, 10));
  for (const [at, need] of oldest.split('.').map(Number).entries()) {
    const part = have[at] ?? 0;
    if (part !== need) return part > need;
  }
  return true;
}
