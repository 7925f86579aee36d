export * from './checkpoint.ts';
export * from './clock.ts';
export * as setting from './config.ts';
export { ConfigError, readConfig, type ConfigOf, type Setting, type Settings } from './config.ts';
export * from './errors.ts';
export * from './ids.ts';
export * from './random.ts';
export * from './times.ts';
