import type { INestApplicationContext } from '@nestjs/common';
import { monotonicMs, sleep, timesScaledBy } from '#libs/kernel';
import { Bus, BusLink, BusStrategy } from '#libs/messaging';
import { createLog, createMetrics, Draining, Health, type Log, type Observability } from '#libs/observability';
import { startNest, type NestApp } from './nest-app.ts';
import { openOpsServer, type Hosted, type OpsServer } from './ops-server.ts';
import type { ServiceConfig, ServiceDefinition } from './service.ts';

export interface Started {
  readonly app: INestApplicationContext;
  readonly bus: Bus;
  readonly log: Log;
  readonly httpPort?: number;
  /** Drains and closes, within the drain time; a second call waits for the first. */
  stop(): Promise<void>;
}

/** One service as `createApp` runs it, for specs: it does not control the process and has an ops server of its own. */
export async function startService<Config extends ServiceConfig>(
  definition: ServiceDefinition<Config>,
  config: Config,
): Promise<{
  readonly app: INestApplicationContext;
  readonly bus: Bus;
  readonly ports: { readonly http?: number; readonly ops: number };
  close(): Promise<void>;
}> {
  const ops = await openOpsServer(config.opsHost, config.opsPort);
  const { app, bus, httpPort, stop } = await hostService(definition, config, ops).catch(async (error: unknown) => {
    await ops.close();
    throw error;
  });
  const ports = { ops: ops.port, ...(httpPort === undefined ? {} : { http: httpPort }) };
  const close = async (): Promise<void> => {
    await stop();
    await ops.close();
  };
  return { app, bus, ports, close };
}

/** Connects, wires and starts one service, and shows it on the ops server. */
export async function hostService<Config extends ServiceConfig>(
  definition: ServiceDefinition<Config>,
  config: Config,
  ops: OpsServer,
): Promise<Started> {
  const { name, contracts } = definition;
  const log = createLog({ service: name, level: config.logLevel });
  const observability = { log, metrics: createMetrics(name), health: new Health(), draining: new Draining() };
  const { metrics, health, draining } = observability;
  const hosted: Hosted = { name, health, metrics };
  let started = false;
  health.add('started', () => started);
  health.add('draining', () => !draining.signal.aborted);
  ops.hosted.push(hosted);

  const link = await BusLink.connect({ ...config, service: name, log, metrics });
  health.add('bus', () => link.up);
  const strategy = new BusStrategy(link, contracts);
  const http = definition.http?.(config);
  const parts = { module: definition.module(config), link, strategy, observability, ...(http ? { http } : {}) };
  const nest = await startNest(parts).catch(async (error: unknown) => {
    await link.close();
    throw error;
  });
  started = true;

  const drainMs = timesScaledBy(config.timeScale).drainMs;
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopping ??= goDown({ link, strategy, nest, observability, drainMs }));
  const { app, httpPort } = nest;
  return { app, bus: app.get(Bus), log, stop, ...(httpPort === undefined ? {} : { httpPort }) };
}

interface Descent {
  readonly link: BusLink;
  readonly strategy: BusStrategy;
  readonly nest: NestApp;
  readonly observability: Observability;
  readonly drainMs: number;
}

/**
 * The order: new work ends first, then running work, then what it used: HTTP and loops, the bus, databases, the
 * connection.
 */
async function goDown({ link, strategy, nest, observability, drainMs }: Descent): Promise<void> {
  const { log, draining } = observability;
  const ends = monotonicMs() + drainMs;
  const left = (): number => Math.max(0, ends - monotonicMs());
  const late: string[] = [];

  const within = async (what: string, work: Promise<unknown>): Promise<void> => {
    const over = new AbortController();
    const ended = await Promise.race([
      work.then(
        () => true,
        (error: unknown) => {
          log.error('service.drain_failed', { what, err: error });
          return true;
        },
      ),
      sleep(left(), over.signal).then(() => false),
    ]);
    over.abort();
    if (!ended) late.push(what);
  };

  const loops = draining.begin().then((failed) => late.push(...failed));
  await Promise.all([within('loops', loops), within('http', nest.stopHttp())]);
  if (!(await strategy.drain(left()))) late.push('handlers');
  await within('module', nest.app.close());
  await link.close();
  if (late.length > 0) log.warn('service.drain_incomplete', { late });
}
