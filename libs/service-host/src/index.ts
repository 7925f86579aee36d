export { createApp } from './create-app.ts';
export type { HttpOptions, ServiceConfig, ServiceDefinition } from './service.ts';
export { startService } from './start-service.ts';
