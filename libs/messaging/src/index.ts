export { Bus, type CallOptions } from './bus.ts';
export type { CallContext, JobContext } from './context.ts';
export { BusUnavailable, CallTimedOut, NoResponders } from './errors.ts';
export { HandleEvent, HandleJob, HandleRpc } from './handlers.ts';
export { BusLink, type LinkOptions } from './link.ts';
export { MessagingModule } from './messaging.module.ts';
export { natsSettings, type NatsConfig } from './settings.ts';
export { BusStrategy } from './strategy.ts';
export { validatePayload, type ValidateOptions } from './validate.ts';
