import { Injectable } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';
import { scrub, scrubFields } from './scrub.ts';
import { currentTrace, traceIdOf } from './trace.ts';
import { Troubles } from './troubles.ts';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export type Fields = Readonly<Record<string, unknown>>;

/**
 * Events with fields, one JSON line each: `log.warn('message.retry_scheduled', { id, err })`. Never a payload. A
 * failure whose cause was logged before is counted instead of written.
 */
@Injectable()
export class Log {
  private readonly troubles: Troubles;

  constructor(
    private readonly lines: Logger,
    troubles?: Troubles,
  ) {
    this.troubles = troubles ?? new Troubles(({ level, event, fields }) => this.line(level, event, fields));
  }

  debug(event: string, fields?: Fields): void {
    this.write('debug', event, fields);
  }

  info(event: string, fields?: Fields): void {
    this.write('info', event, fields);
  }

  warn(event: string, fields?: Fields): void {
    this.write('warn', event, fields);
  }

  error(event: string, fields?: Fields): void {
    this.write('error', event, fields);
  }

  /** A log that adds these fields to every line. */
  child(fields: Fields): Log {
    return new Log(this.lines.child(scrubFields(fields)), this.troubles);
  }

  private write(level: Exclude<LogLevel, 'silent'>, event: string, fields: Fields = {}): void {
    if (!this.lines.isLevelEnabled(level)) return;
    const isFailure = level === 'warn' || level === 'error';
    if (!isFailure || this.troubles.isNews(event, fields)) this.line(level, event, fields);
  }

  private line(level: Exclude<LogLevel, 'silent'>, event: string, fields: Fields): void {
    const traceId = traceIdOf(currentTrace()?.traceparent);
    this.lines[level]({ ...scrubFields(fields), ...(traceId ? { trace_id: traceId } : {}) }, scrub(event));
  }
}

export interface LogOptions {
  readonly service: string;
  readonly level: LogLevel;
  /** Standard output unless given. */
  readonly destination?: DestinationStream;
}

export function createLog({ service, level, destination }: LogOptions): Log {
  const options = {
    level,
    base: { service },
    messageKey: 'event',
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: {},
  };
  return new Log(destination ? pino(options, destination) : pino(options));
}

export const silentLog = (): Log => createLog({ service: 'silent', level: 'silent' });
