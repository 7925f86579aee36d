import type { Conditions, Sims } from './conditions.ts';

/** `agent`: the program of apps/agent; `safecare`: one that only polls and reports. */
export const KINDS = ['agent', 'safecare'] as const;
export type Kind = (typeof KINDS)[number];

/** A text that a person sent to the phone. */
export interface IncomingText {
  /** Counts up on the phone. */
  readonly id: number;
  readonly from: string;
  readonly text: string;
  /** Milliseconds since the epoch by the phone's clock. */
  readonly at: number;
  /** Slot of the SIM to which it was sent. */
  readonly sim: number;
}

/** A phone as its file keeps it, so that a restart of the sandbox continues it. */
export interface PhoneFacts {
  /** In the addresses of its controls. */
  readonly name: string;
  readonly kind: Kind;
  readonly label: string;
  readonly deviceId: string;
  readonly sims: Sims;
  readonly conditions: Conditions;
  readonly isOn: boolean;
  /** Its program died and nobody has started it again. */
  readonly hasCrashed: boolean;
  /** When it was switched on, in milliseconds since the epoch: its elapsed time counts from then. */
  readonly bootedAt: number;
  readonly boots: number;
  /** How it registers: by a code, or by a secret; absent: by that of the settings. */
  readonly enrolmentCode?: string;
  readonly registrationSecret?: string;
  readonly agentId?: string;
  readonly token?: string;
  /** As Postrider told it at the registration. */
  readonly heartbeatS?: number;
  readonly inbox: readonly IncomingText[];
}

/** A message on the phone whose end is not reported. */
export interface HeldText {
  readonly message: string;
  readonly state: string;
  readonly to?: string;
}

/** A program as its phone runs it. */
export interface Program {
  /** What it has and has not reported. */
  holds(): readonly HeldText[];
  /** Its token was refused for good. */
  readonly isRevoked: boolean;
  /** Gives files back; the program's life has ended. */
  close(): void;
}
