import type { System } from '../harness/system.ts';
import { startAgain } from './killing.ts';

/** SIGKILL to some processes, and a supervisor that restarts at once those that died. */
export interface Blow {
  readonly name: string;
  /** Milliseconds to the next 202 and the next text at most, if nothing else uses the machine. */
  readonly atMostMs: number;
  readonly strike: (system: System) => Promise<void>;
}

const ONE_MS = 500;
const MONGOD_MS = 2_000;
/** A blow to a part of the system recovers no later than a blow to all of it. */
const ALL_MS = 8_000;
const REPLICATED = [
  ['dispatcher', 'dispatcher'],
  ['gateway', 'gateway'],
  ['adapter', 'provider-twilio'],
] as const;

export const blows: readonly Blow[] = [
  ...REPLICATED.map(([kind, service]) => ({
    name: `one of two ${kind}s`,
    atMostMs: ONE_MS,
    strike: (system: System) => services(system, [`${service}-1`]),
  })),
  ...REPLICATED.map(([kind, service]) => ({
    name: `both ${kind}s`,
    atMostMs: ALL_MS,
    strike: (system: System) => services(system, [`${service}-1`, `${service}-2`]),
  })),
  { name: 'nats-server', atMostMs: ALL_MS, strike: (system) => system.restartNats() },
  { name: 'mongod', atMostMs: MONGOD_MS, strike: (system) => system.restartMongod() },
  { name: 'everything', atMostMs: ALL_MS, strike: everything },
];

async function services(system: System, names: readonly string[]): Promise<void> {
  for (const name of names) system.services.get(name)!.kill('SIGKILL');
  await Promise.all(names.map((name) => again(system, name)));
}

/** All except the sandbox, which is the outside world. Services need the servers, so these come first. */
async function everything(system: System): Promise<void> {
  const names = [...system.services.keys()].filter((name) => name !== 'sandbox');
  for (const name of names) system.services.get(name)!.kill('SIGKILL');
  await Promise.all([system.restartNats(), system.restartMongod()]);
  await Promise.all(names.map((name) => again(system, name)));
}

async function again(system: System, name: string): Promise<void> {
  await system.services.get(name)!.exited;
  await startAgain(system, name);
}
