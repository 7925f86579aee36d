export const TARGETS = ['standalone', 'processes'] as const;
export type TargetKind = (typeof TARGETS)[number];
export type Service = 'gateway' | 'dispatcher' | 'agent-lease' | 'template' | 'provider-twilio' | 'sandbox';

/** A running Postrider as plain data, so that the global setup can pass it to the specs; a `Target` has live values. */
export interface TargetFacts {
  readonly kind: TargetKind;
  readonly gateways: readonly string[];
  /** Where phones that send texts call. */
  readonly agents: readonly string[];
  readonly sandbox: string;
  readonly apiKey: string;
  /** The curl that sends one text, for a person to paste. */
  readonly sendCommand: string;
  readonly mongoUri: string;
  readonly database: string;
  readonly tenant: string;
  readonly folders: { readonly logs: string; readonly mongod: string; readonly nats: string };
  /** The environment of the services, including their secrets. */
  readonly env: Readonly<Record<string, string>>;
  /** Address of health and metrics of each process, by its name. */
  readonly ops: Readonly<Record<string, string>>;
  /** Process ids by name, `nats-server` and `mongod` among them. */
  readonly pids: Readonly<Record<string, number>>;
}

/** Postrider in one of its two shapes, with the operations of a test on its processes. */
export interface Target extends TargetFacts {
  /** The processes that run a service, in the order of `gateways`: several replicas, or one that hosts others too. */
  processesOf(service: Service): readonly string[];
  /** Ends a process by this signal; resolves when it runs again and is ready. */
  restart(name: string, signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** The nats-server dies, loses its store, and is started again. */
  emptyNatsStore(): Promise<void>;
  stop(): Promise<void>;
}

export interface TargetOptions {
  /** Divides every time of an attempt. */
  readonly timeScale?: number;
  /** Amazon SNS as the second vendor; standalone always has it. */
  readonly twoVendors?: boolean;
  /** The vendors in place of Twilio, by the names of their adapters; standalone always has all of them. */
  readonly vendor?: string | readonly string[];
  /** Divides the times of phones: a phone is away 90 s after its last call. Of separate processes only. */
  readonly phoneTimeScale?: number;
  /** How many of a service run; of separate processes only. */
  readonly replicas?: Readonly<Record<string, number>>;
  /** More settings of the services; of separate processes only. */
  readonly env?: Readonly<Record<string, string>>;
}

const SHARED = 'POSTRIDER_E2E_TARGET';

/** Shares a running system with the specs of this run, through the environment. */
export function shareTarget(facts: TargetFacts): void {
  process.env[SHARED] = JSON.stringify(facts);
}

/** The Postrider that the specs of this run share. */
export function sharedTarget(): TargetFacts {
  const facts = process.env[SHARED];
  if (facts === undefined) throw new Error('Run this spec with jest.e2e.config.mjs, which starts what it tests.');
  return JSON.parse(facts) as TargetFacts;
}
