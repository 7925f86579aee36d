import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { SandboxConfig } from './config/sandbox-config.ts';
import { sandbox } from './sandbox.module.ts';

/** The sandbox in this process, as main runs it. */
export async function startSandbox(config: SandboxConfig, host = '127.0.0.1') {
  const { port, configure } = sandbox.http(config);
  const adapter = new FastifyAdapter();
  const app = await NestFactory.create<NestFastifyApplication>(sandbox.module(config), adapter, { logger: ['error'] });
  configure(app);
  await app.listen(port, host);
  const { port: bound } = app.getHttpServer().address() as { port: number };
  return { app, port: bound, url: `http://127.0.0.1:${bound}`, close: () => app.close() };
}
