import type { LedgerReader } from '../harness/ledger.ts';
import type { System } from '../harness/system.ts';
import type { Chance } from './chance.ts';
import { checkpointsInSource, type Checkpoint } from './checkpoints.ts';

const PRELOAD = new URL('./checkpoint-preload.mjs', import.meta.url).href;
const HIT_WITHIN_MS = 40_000;
/** A replica may be armed without effect while a server it needs is away. */
const VAIN_ROUNDS = 2;
/** A start fails while a server that it needs is itself being killed. */
const FAILED_STARTS = 6;

export interface Kill {
  readonly checkpoint: string;
  kills: number;
  inFlight: number;
}

export interface KillOptions {
  readonly checkpoints: number;
  readonly times: number;
  /** At the checkpoints that only messages for phones pass, or at the others. */
  readonly ofPhones?: boolean;
}

/**
 * Kills replicas of every service: all but the last of each, at the same time. They share the checkpoints of their
 * service, and each dies the given number of times at each of its own, or at some of them.
 */
export async function killEverywhere(
  system: System,
  ledger: LedgerReader,
  chance: Chance,
  { checkpoints, times, ofPhones = false }: KillOptions,
): Promise<Kill[]> {
  const wanted = checkpointsInSource().filter((it) => it.ofPhones === ofPhones);
  const byService = Map.groupBy(wanted, ({ service }) => service);
  const kills = [...byService].flatMap(([service, points]) => {
    const replicas = [...system.services.keys()].filter((name) => name.replace(/-\d+$/, '') === service);
    // By name: callbacks only come to the first gateway.
    const victims = replicas.toSorted().slice(0, -1);
    return victims.map((victim, at) => {
      const own = points.filter((_, index) => index % victims.length === at);
      return killAtEach(system, ledger, { victim, points: chance.shuffled(own).slice(0, checkpoints), times });
    });
  });
  return (await Promise.all(kills)).flat();
}

/** Arms a replica with one checkpoint after the other and waits for it to die there. */
async function killAtEach(
  system: System,
  ledger: LedgerReader,
  { victim, points, times }: { victim: string; points: readonly Checkpoint[]; times: number },
): Promise<Kill[]> {
  const kills = points.map(({ name }): Kill => ({ checkpoint: name, kills: 0, inFlight: 0 }));
  for (const kill of kills) {
    for (let round = 0; round < times + VAIN_ROUNDS && kill.kills < times; round++) {
      await system.services.get(victim)!.stop();
      const armed = await startAgain(system, victim, {
        env: { DRILL_CHECKPOINT: kill.checkpoint },
        nodeOptions: [`--import=${PRELOAD}`],
      });
      const inFlight = await inFlightWhen(ledger, armed.exited);
      if (!inFlight) continue;
      kill.kills += 1;
      kill.inFlight += inFlight;
    }
    console.log(`  ${kill.checkpoint}: ${kill.inFlight} in flight`);
  }
  await system.services.get(victim)!.stop();
  await startAgain(system, victim);
  return kills;
}

/** As a supervisor does: a start that fails is repeated. */
export async function startAgain(
  system: System,
  name: string,
  options: Parameters<System['restart']>[1] = {},
): Promise<Awaited<ReturnType<System['restart']>>> {
  for (let failures = 0; ; failures++) {
    try {
      return await system.restart(name, options);
    } catch (error) {
      console.log(`  ${(error as Error).message}`);
      if (failures === FAILED_STARTS) throw error;
    }
  }
}

/** Messages that were not closed at the time of the kill; undefined if no replica died in time. */
async function inFlightWhen(
  ledger: LedgerReader,
  exited: Promise<{ signal: NodeJS.Signals | null }>,
): Promise<number | undefined> {
  const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), HIT_WITHIN_MS).unref());
  const end = await Promise.race([exited, late]);
  if (end?.signal !== 'SIGKILL') return undefined;
  const [open, fanningOut] = await Promise.all([
    ledger.countMessages({ wake_at: { $exists: true } }),
    ledger.countRequests({ wake_at: { $exists: true } }),
  ]);
  return open + fanningOut;
}
