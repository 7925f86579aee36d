import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConfigError } from '#libs/kernel';
import type { SandboxConfig } from './config/sandbox-config.ts';
import { sandbox } from './sandbox.module.ts';

const EXIT = { ok: 0, failed: 1, misconfigured: 2 } as const;

/** Starts the sandbox in this process, as main does. */
export async function startSandbox(config: SandboxConfig) {
  const { port, host, configure } = sandbox.http(config);
  const app = await NestFactory.create<NestFastifyApplication>(sandbox.module(config), new FastifyAdapter(), {
    logger: ['error'],
    abortOnError: false,
  });
  configure(app);
  await app.listen(port, host);
  const address = app.getHttpServer().address() as { port: number };
  return { port: address.port, url: `http://127.0.0.1:${address.port}`, close: () => app.close() };
}

/**
 * The sandbox as a process: it does not depend on broker and database and so not on their host, and behaves like every
 * other service towards its parent.
 */
export async function runSandbox(): Promise<void> {
  try {
    const { port, close } = await startSandbox(sandbox.readConfig());
    const ports = { http: port, ops: port };
    stopOnSignals(close);
    process.stdout.write(`${JSON.stringify({ event: 'service.ready', service: sandbox.name, ports })}\n`);
    process.send?.({ type: 'ready', service: sandbox.name, ports });
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(error instanceof ConfigError ? EXIT.misconfigured : EXIT.failed);
  }
}

/** The first signal, or the end of the parent, stops it in order; the second one at once. */
function stopOnSignals(close: () => Promise<void>): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(EXIT.failed);
    stopping = true;
    close().then(
      () => process.exit(EXIT.ok),
      () => process.exit(EXIT.failed),
    );
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
  if (process.send) process.on('disconnect', () => stopping || stop());
}
