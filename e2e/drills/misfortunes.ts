import type { Sandbox } from '../harness/sandbox.ts';
import type { System } from '../harness/system.ts';
import { until } from '../harness/wait.ts';
import type { Chance } from './chance.ts';
import { startAgain } from './killing.ts';
import type { VendorPort } from './vendor-port.ts';

export interface Stage {
  readonly system: System;
  readonly sandbox: Sandbox;
  readonly port: VendorPort;
  /** The time between two faults: long enough for the restarts that run meanwhile to finish one start. */
  readonly restMs: { readonly least: number; readonly more: number };
}

interface Misfortune {
  readonly name: string;
  /** Ends when everything that it broke works again. */
  readonly strike: (stage: Stage, chance: Chance) => Promise<void>;
}

const CLOCK = new URL('./clock-preload.mjs', import.meta.url).href;
const JUMP_MS = 5 * 60_000;
const VENDOR_MS = 3_000;
const QUIET_MS = 2_500;

const MISFORTUNES: readonly Misfortune[] = [
  { name: 'the primary vendor refuses connections', strike: refuses },
  { name: 'the primary vendor says that it is unavailable', strike: (stage) => misbehaves(stage, 'unavailable') },
  { name: 'the primary vendor takes texts and dies', strike: (stage) => misbehaves(stage, 'reset-after-accept') },
  { name: 'the primary vendor never answers', strike: (stage) => misbehaves(stage, 'hang') },
  { name: 'nats-server is killed', strike: ({ system }) => system.restartNats() },
  { name: 'nats-server loses its store', strike: ({ system }) => system.restartNats({ emptyStore: true }) },
  { name: 'mongod is killed', strike: ({ system }) => system.restartMongod() },
  { name: 'the clock of a dispatcher jumps by five minutes', strike: clockJumps },
];

/** Every fault once in an order that the seed gives, then more until the time is over. Returns how often each came. */
export async function misfortunes(stage: Stage, chance: Chance, over: () => boolean): Promise<Map<string, number>> {
  const struck = new Map<string, number>();
  const order = chance.shuffled(MISFORTUNES);
  while (order.length > 0 || !over()) {
    const { name, strike } = order.shift() ?? chance.one(MISFORTUNES);
    console.log(`  ! ${name}`);
    await strike(stage, chance);
    struck.set(name, (struck.get(name) ?? 0) + 1);
    await pause(stage.restMs.least + chance.below(stage.restMs.more));
  }
  return struck;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function refuses({ port }: Stage): Promise<void> {
  await port.close();
  await pause(VENDOR_MS);
  await port.listen();
}

/** Every create call, for a while; other faults continue. */
async function misbehaves({ sandbox }: Stage, kind: string): Promise<void> {
  const { ids } = await sandbox.fault({ fault: { kind }, match: { operation: 'create' }, count: 'always' });
  await pause(VENDOR_MS);
  for (const id of ids) await sandbox.call('DELETE', `twilio/faults/${Number(id)}`);
}

/** Of the replica that is not killed at checkpoints: the last one. */
async function clockJumps({ system }: Stage): Promise<void> {
  const name = 'dispatcher-3';
  const restart = async (env: Record<string, string>, nodeOptions: string[]): Promise<void> => {
    await system.services.get(name)!.stop();
    await startAgain(system, name, { env, nodeOptions });
  };
  await restart({ DRILL_CLOCK: `${JUMP_MS},1000` }, [`--import=${CLOCK}`]);
  await pause(2 * QUIET_MS);
  await restart({}, []);
  await until(`${name} runs`, () => !system.services.get(name)!.hasExited());
}
