import type { Exit } from '#libs/servers';
import type { Refusal } from './refusal.ts';

/** Where a Node process listens; `ops` is the port of health and metrics. */
export interface Ports {
  readonly http?: number;
  readonly ops?: number;
}

/** One process of the installation that runs. */
export interface Running {
  readonly pid: number;
  readonly ports?: Ports;
  readonly exited: Promise<Exit>;
  /** Ends it in order, by force when that takes too long. */
  stop(): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

export interface PartOptions<R extends Running> {
  readonly name: string;
  readonly logFile: string;
  readonly start: () => Promise<R>;
  readonly onStarted: (running: R) => void;
  /** Told when it crashed, and when it runs again. */
  readonly tell: (sentence: string) => void;
  /** Called instead of another try when it refuses to start again for a reason that lasts. */
  readonly giveUp: (refusal: Refusal) => void;
}

/** How a process ended, for people. */
export const ending = ({ code, signal }: Exit): string => (signal ? `signal ${signal}` : `code ${code}`);
