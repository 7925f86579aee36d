import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../config.ts';
import { rotatedLog } from './data-folder.ts';
import { HostEnded, startHost, type Host, type HostOptions } from './host.ts';
import type { Installation } from './installation.ts';
import { keepRunning, type Kept } from './keep-running.ts';
import type { Wave } from './parts.ts';
import { EXIT, Refusal } from './refusal.ts';

type ServiceProcess = Pick<HostOptions, 'entry' | 'service' | 'nodeOptions'> & { readonly name: Wave };

/** No source maps: parsing them takes 30 MB of each process, and the bundles are readable. */
const NODE_OPTIONS = ['--max-semi-space-size=8'];

export const SANDBOX: ServiceProcess = {
  name: 'sandbox',
  entry: 'dist/apps/sandbox/main.js',
  service: 'sandbox',
  nodeOptions: NODE_OPTIONS,
};
export const CORE: ServiceProcess = {
  name: 'core',
  entry: 'dist/apps/standalone/core.js',
  service: 'dispatcher',
  nodeOptions: NODE_OPTIONS,
};
export const EDGE: ServiceProcess = {
  name: 'edge',
  entry: 'dist/apps/standalone/edge.js',
  service: 'gateway',
  nodeOptions: NODE_OPTIONS,
};

const LINES_TOLD = 8;

/** Starts a Node process and keeps it running. If it cannot be started, the end of its log is shown. */
export async function openService(
  { folder, parts, part, terminal }: Installation,
  process: ServiceProcess,
  environment: HostOptions['environment'],
): Promise<Kept & { first: Host }> {
  const { name, ...options } = process;
  const logFile = rotatedLog(folder, name);
  const onBusy = once((work: readonly string[]) => terminal.progress(`${name} is at work on the ${work.join(', ')}`));
  const start = (): Promise<Host> =>
    startHost({ ...options, entry: join(ROOT, options.entry), environment, logFile, onBusy }).catch(
      (error: unknown) => {
        throw lasting(error) ?? error;
      },
    );
  try {
    return await parts.add(name, () => keepRunning({ ...part(name, logFile), start }));
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const exitCode =
      error instanceof HostEnded && error.code === EXIT.misconfigured ? EXIT.misconfigured : EXIT.serviceFailed;
    throw new Refusal(exitCode, `${name} did not start: ${(error as Error).message}.${endOf(logFile)}`, error);
  }
}

/** A reason that another start does not remove. */
const lasting = (error: unknown): Refusal | undefined =>
  error instanceof HostEnded && error.code === EXIT.newerData && error.refusal !== undefined
    ? new Refusal(EXIT.newerData, error.refusal, error)
    : undefined;

function once<Argument>(call: (argument: Argument) => void): (argument: Argument) => void {
  let called = false;
  return (argument) => {
    if (!called) call(argument);
    called = true;
  };
}

function endOf(logFile: string): string {
  if ((statSync(logFile, { throwIfNoEntry: false })?.size ?? 0) === 0) return ` Its log ${logFile} is empty.`;
  const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-LINES_TOLD);
  return ` The end of ${logFile}:\n${lines.map((line) => `  ${line.slice(0, 500)}`).join('\n')}`;
}
