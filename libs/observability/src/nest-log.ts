import type { LoggerService } from '@nestjs/common';
import type { Log } from './log.ts';

/** Nest's own lines as events; its information lines are logged at the debug level only. */
export function nestLog(log: Log): LoggerService {
  const line = (parts: unknown[]): Record<string, unknown> => {
    const [message, ...rest] = parts;
    const context = typeof rest.at(-1) === 'string' ? rest.at(-1) : undefined;
    return message instanceof Error ? { err: message, context } : { said: String(message), context };
  };
  return {
    log: (...parts: unknown[]) => log.debug('nest.log', line(parts)),
    debug: (...parts: unknown[]) => log.debug('nest.debug', line(parts)),
    verbose: (...parts: unknown[]) => log.debug('nest.debug', line(parts)),
    warn: (...parts: unknown[]) => log.warn('nest.warning', line(parts)),
    error: (...parts: unknown[]) => log.error('nest.error', line(parts)),
    fatal: (...parts: unknown[]) => log.error('nest.error', line(parts)),
  };
}
