import type { Exit } from '#libs/servers';
import type { Refusal } from './refusal.ts';

/** The ports of a Node process; `ops` is the port of health and metrics. */
export interface Ports {
  readonly http?: number;
  readonly ops?: number;
}

/** One running process of the installation. */
export interface Running {
  readonly pid: number;
  readonly ports?: Ports;
  readonly exited: Promise<Exit>;
  /** Ends it in order, or by force if that takes too long. */
  stop(): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

export interface PartOptions<R extends Running> {
  readonly name: string;
  readonly logFile: string;
  readonly start: () => Promise<R>;
  readonly onStarted: (running: R) => void;
  /** Called when it crashed, and when it runs again. */
  readonly tell: (sentence: string) => void;
  /** Called instead of another try if it refuses to start again for a lasting reason. */
  readonly giveUp: (refusal: Refusal) => void;
}

/** How a process ended, for people. */
export const ending = ({ code, signal }: Exit): string => (signal ? `signal ${signal}` : `code ${code}`);
