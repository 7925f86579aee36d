import { ConfigError, monotonicMs } from '#libs/kernel';
import { addProcessMetrics, createLog, createMetrics, type Log } from '#libs/observability';
import { NewerData } from '#libs/persistence';
import { openOpsServer, type OpsServer } from './ops-server.ts';
import { hostService, type Started } from './start-service.ts';
import type { ServiceConfig, ServiceDefinition } from './service.ts';

const EXIT = { ok: 0, failed: 1, misconfigured: 2, newerData: 9 } as const;
const TELL_BUSY_EVERY_MS = 1_000;

interface Configured {
  readonly definition: ServiceDefinition;
  readonly config: ServiceConfig;
}

/** Hosts one service or several in this process, from reading their configuration to the exit code. */
export function createApp(...definitions: ServiceDefinition[]): { run(): Promise<void> } {
  return { run: () => run(definitions) };
}

async function run(definitions: readonly ServiceDefinition[]): Promise<void> {
  const services = readConfigs(definitions);
  const [first] = services;
  if (first === undefined) throw new Error('There is no service to host.');
  const name = services.map(({ definition }) => definition.name).join(',');
  const log = createLog({ service: name, level: first.config.logLevel });
  const started: Started[] = [];
  const descent = stopOnSignals(started, log);
  exitOnFaults(log);

  try {
    const ops = await openOpsServer(first.config.opsHost, first.config.opsPort);
    const processMetrics = createMetrics(name);
    addProcessMetrics(processMetrics);
    ops.metrics.push(processMetrics);
    const telling = tellBusy(ops);
    for (const { definition, config } of services) {
      if (descent.begun()) return;
      const service = await hostService(definition, config, ops);
      started.push(service);
    }
    clearInterval(telling);
    if (!descent.begun()) announce(services, started, ops.port);
  } catch (error) {
    if (error instanceof NewerData) await refuse(error);
    else log.error('service.start_failed', { err: error });
    await descent.exit(error instanceof NewerData ? EXIT.newerData : EXIT.failed);
  }
}

/** All problems of all services at once, so that they can be corrected together. */
function readConfigs(definitions: readonly ServiceDefinition[]): Configured[] {
  const problems = new Set<string>();
  const configured = definitions.flatMap((definition): Configured[] => {
    try {
      return [{ definition, config: definition.readConfig() }];
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      for (const problem of error.problems) problems.add(problem);
      return [];
    }
  });
  if (problems.size > 0) {
    for (const problem of problems) process.stderr.write(`${problem}\n`);
    process.exit(EXIT.misconfigured);
  }
  return configured;
}

function announce(services: readonly Configured[], started: readonly Started[], opsPort: number): void {
  for (const [index, { definition }] of services.entries()) {
    const { log, httpPort } = started[index] as Started;
    const ports = { ...(httpPort === undefined ? {} : { http: httpPort }), ops: opsPort };
    log.info('service.ready', { ports });
    process.send?.({ type: 'ready', service: definition.name, ports });
  }
}

/** The parent waits longer for a process that reports work before it is ready. */
const tellBusy = ({ hosted }: OpsServer): NodeJS.Timeout =>
  setInterval(() => {
    const busyWith = hosted.flatMap(({ health }) => health.busyWith);
    if (busyWith.length > 0) process.send?.({ type: 'busy', with: busyWith });
  }, TELL_BUSY_EVERY_MS).unref();

/** Only the message, for the person who started it: starting again would change nothing. */
async function refuse({ message }: Error): Promise<void> {
  process.stderr.write(`${message}\n`);
  if (process.send) await new Promise((sent) => process.send!({ type: 'refused', sentence: message }, sent));
}

/** Ctrl-C under npm reaches the process twice, from the terminal and from npm. */
const SAME_SIGNAL_MS = 1_000;

/** The first signal, or the end of the parent, drains; the second signal ends the process at once. */
function stopOnSignals(started: readonly Started[], log: Log): { begun(): boolean; exit(code: number): Promise<void> } {
  let stopping = false;
  let first = { why: '', atMs: 0 };
  const exit = async (code: number): Promise<void> => {
    stopping = true;
    await Promise.all(started.map((service) => service.stop()));
    process.exit(code);
  };
  const stop = (why: string): void => {
    const repeated = why === first.why && monotonicMs() - first.atMs < SAME_SIGNAL_MS;
    if (repeated) return;
    if (stopping) process.exit(EXIT.failed);
    first = { why, atMs: monotonicMs() };
    log.info('service.stopping', { why });
    void exit(EXIT.ok);
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  if (process.send) process.on('disconnect', () => stopping || stop('parent_gone'));
  return { begun: () => stopping, exit };
}

function exitOnFaults(log: Log): void {
  const fail = (err: unknown): void => {
    log.error('service.uncaught', { err });
    process.exit(EXIT.failed);
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
}
