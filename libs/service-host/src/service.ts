import type { DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyServerOptions } from 'fastify';
import type { Contract } from '#libs/contracts';
import type { NatsConfig } from '#libs/messaging';
import type { OpsConfig } from '#libs/observability';

/** The part of every service's configuration that the host reads. */
export type ServiceConfig = NatsConfig & OpsConfig;

export interface HttpOptions {
  readonly port: number;
  /** Every address unless given. */
  readonly host?: string;
  readonly fastify?: FastifyServerOptions;
  /** Keeps the bytes of each body as `request.rawBody`, for signatures. */
  readonly rawBody?: boolean;
  /** False if the service registers body parsers of its own. */
  readonly bodyParser?: boolean;
  configure?(app: NestFastifyApplication): void | Promise<void>;
}

export interface ServiceDefinition<Config extends ServiceConfig = ServiceConfig> {
  /** The service's name as owner in its contracts. */
  readonly name: string;
  /** The service's config room; throws `ConfigError`. */
  readConfig(): Config;
  /** The contracts it owns: it does not start with a missing or a second handler. */
  readonly contracts: readonly Contract[];
  /** The composition root. */
  module(config: Config): DynamicModule;
  http?(config: Config): HttpOptions;
}
