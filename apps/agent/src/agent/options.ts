import type { AgentCheckpoint } from './checkpoints.ts';
import type { AgentClock, Journal, Radio, Transport } from './ports.ts';

export interface AgentOptions {
  /** Between two heartbeats; Postrider tells it at the registration. */
  readonly heartbeatS: number;
  /** Messages taken in one go. They are sent one after the other. */
  readonly limit: number;
  /** How long Postrider holds a request for messages while there is none. */
  readonly waitS: number;
  /** Between two looks at the texts received; 0: they are not read. */
  readonly inboxS: number;
  /** Segments that Android lets an app send in 30 minutes; 0: no bound. */
  readonly partsPerHalfHour: number;
}

export const DEFAULT_OPTIONS: AgentOptions = {
  heartbeatS: 30,
  limit: 5,
  waitS: 25,
  inboxS: 15,
  partsPerHalfHour: 30,
};

export interface AgentPorts {
  readonly radio: Radio;
  readonly journal: Journal;
  readonly transport: Transport;
  readonly clock: AgentClock;
  /** In [0, 1). */
  readonly random: () => number;
  /** A random id for a request of messages. */
  readonly newId: () => string;
  /** Called at every step by its name: drills end the process there, the sandbox throws. */
  readonly checkpoint: (name: AgentCheckpoint) => void;
  /** One sentence for people, without texts and numbers. */
  readonly say: (sentence: string) => void;
}

/** A message is known for 48 hours of running time, and some more. */
export const REMEMBERED_MS = 50 * 3_600_000;
export const HALF_HOUR_MS = 30 * 60_000;
/** Texts in one call of the inbox. */
export const MOST_RECEIVED = 50;
/** Items in one report. */
export const MOST_REPORTED = 100;
