import { Module, type DynamicModule, type INestApplicationContext, type LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { MessagingModule, type BusLink, type BusStrategy } from '#libs/messaging';
import { nestLog, ObservabilityModule, type Observability } from '#libs/observability';
import type { HttpOptions } from './service.ts';

export interface NestParts {
  readonly module: DynamicModule;
  readonly link: BusLink;
  readonly strategy: BusStrategy;
  readonly observability: Observability;
  readonly http?: HttpOptions;
}

export interface NestApp {
  readonly app: INestApplicationContext;
  readonly httpPort?: number;
  /** Accepts no more HTTP and resolves when all requests are answered. */
  stopHttp(): Promise<void>;
}

@Module({})
class Host {}

/** A Nest app that listens on the bus, and then on HTTP if the service has any. */
export async function startNest(parts: NestParts): Promise<NestApp> {
  const { module, link, observability, http } = parts;
  const root = { module: Host, imports: [ObservabilityModule.of(observability), MessagingModule.of(link), module] };
  const logger = nestLog(observability.log);
  return http === undefined ? startOnBus(root, parts, logger) : startOnHttp(root, parts, http, logger);
}

async function startOnBus(root: DynamicModule, { strategy }: NestParts, logger: LoggerService): Promise<NestApp> {
  const app = await NestFactory.createMicroservice(root, { strategy, logger, abortOnError: false });
  await closing(app, () => app.listen());
  return { app, stopHttp: () => Promise.resolve() };
}

async function startOnHttp(
  root: DynamicModule,
  { strategy, observability }: NestParts,
  http: HttpOptions,
  logger: LoggerService,
): Promise<NestApp> {
  const { FastifyAdapter } = await import('@nestjs/platform-fastify');
  const { rawBody = false, bodyParser = true } = http;
  const app = await NestFactory.create<NestFastifyApplication>(root, new FastifyAdapter(http.fastify), {
    logger,
    rawBody,
    bodyParser,
    abortOnError: false,
  });
  const fastify = app.getHttpAdapter().getInstance();
  // A connection that is kept alive would keep the server from closing long after its last answer.
  fastify.addHook('onSend', async (_, reply) => {
    if (observability.draining.signal.aborted) reply.header('connection', 'close');
  });
  await closing(app, async () => {
    await http.configure?.(app);
    app.connectMicroservice({ strategy });
    await app.init();
    await app.startAllMicroservices();
    await app.listen(http.port, http.host ?? '0.0.0.0');
  });
  const { port } = app.getHttpServer().address() as { port: number };
  return { app, httpPort: port, stopHttp: () => fastify.close() };
}

/** After a failure during the start, closes what was started, and then rethrows the error. */
async function closing(app: INestApplicationContext, start: () => Promise<unknown>): Promise<void> {
  try {
    await start();
  } catch (error) {
    await app.close().catch(() => undefined);
    throw error;
  }
}
