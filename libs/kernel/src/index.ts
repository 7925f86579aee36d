export * from './addresses.ts';
export * from './api-key.ts';
export * from './checkpoint.ts';
export * from './clock.ts';
export * as setting from './config.ts';
export { ConfigError, readConfig, type ConfigOf, type Setting, type Settings } from './config.ts';
export * from './country.ts';
export * from './currency.ts';
export * from './errors.ts';
export * from './ids.ts';
export {
  otherHostsInProduction,
  publicAddressInProduction,
  secretInProduction,
  secureAddressInProduction,
} from './in-production.ts';
export * from './mask.ts';
export * from './media-type.ts';
export * from './own.ts';
export * from './phone-number.ts';
export * from './public-address.ts';
export * from './random.ts';
export * from './rfc3339.ts';
export * from './segments.ts';
export * from './sender.ts';
export * from './text.ts';
export * from './times.ts';
export * from './unicode.ts';
export * from './user-token.ts';
export * from './vendor-tokens.ts';
export * from './zone.ts';
