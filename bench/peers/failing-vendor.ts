import { quantile } from '../figures.ts';
import { closedLoop, openLoop, type Shot } from '../load.ts';
import type { Contest } from './contest.ts';
import { startKannel } from './kannel.ts';
import type { Player } from './player.ts';
import type { Behaviour } from './sink.ts';
import type { Stage } from './stage.ts';
import { startTwoVendors, warm } from './two-vendors.ts';

const BEHAVIOURS: readonly Behaviour[] = ['healthy', 'refused', '503', '429', 'temp-fail', 'hang'];
const PER_SECOND = 100;
const WITHIN_MS = 10_000;

/** The first of two vendors fails: how many texts reach a phone through the second, and how much later than normal. */
export const failingVendor: Contest = {
  names: ['M5'],
  run: async (stage) => {
    const healthyP99 = new Map<string, number>();
    for (const behaviour of stage.smoke ? (['healthy', '503'] as const) : BEHAVIOURS) {
      await oursBeside(stage, behaviour, healthyP99);
      if (stage.peers.Kannel) await kannelBeside(stage, behaviour, healthyP99);
    }
  },
};

async function oursBeside(stage: Stage, behaviour: Behaviour, healthyP99: Map<string, number>): Promise<void> {
  const two = await startTwoVendors();
  try {
    await warm(two.player, stage.numbers(100));
    await two.behave(behaviour);
    const before = (await two.route('twilio')).begun;
    let over = false;
    let whenOpen: number | undefined;
    const watching = (async () => {
      while (!over) {
        const { begun, isOpen } = await two.route('twilio');
        if (isOpen) whenOpen ??= begun;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    })();
    // Texts that the primary holds without an answer end by their guarantee.
    const held = (): number => (behaviour === 'hang' && whenOpen !== undefined ? whenOpen - before : 0);
    const sent = await attack(stage, two.player, behaviour, healthyP99, held);
    over = true;
    await watching;
    if (whenOpen === undefined || behaviour === 'healthy') return;
    const { begun } = await two.route('twilio');
    const share = ((begun - whenOpen) / sent) * 100;
    stage.results.add(`M5 ${behaviour}: calls to the primary once its breaker is open`, '%', two.player, share);
  } finally {
    await two.stop();
  }
}

async function kannelBeside(stage: Stage, behaviour: Behaviour, healthyP99: Map<string, number>): Promise<void> {
  const kannel = await startKannel({ second: true });
  try {
    const numbers = stage.numbers(100);
    await closedLoop({ url: kannel.url, call: (n) => kannel.single(numbers[n]!) }, 8, numbers.length);
    await kannel.drained(numbers.length);
    await kannel.sink.behave('a', behaviour);
    await attack(stage, kannel, behaviour, healthyP99);
  } finally {
    await kannel.stop();
  }
}

/** Texts at a constant rate, then as long as one of them may take; `held` texts are counted apart. Returns how many. */
async function attack(
  stage: Stage,
  player: Player,
  behaviour: Behaviour,
  healthyP99: Map<string, number>,
  held = (): number => 0,
): Promise<number> {
  const numbers = stage.numbers(stage.smoke ? 200 : 1_000);
  const shots = await openLoop(
    { url: player.url, call: (n) => player.single(numbers[n]!) },
    PER_SECOND,
    numbers.length,
  );
  const end = performance.now() + WITHIN_MS;
  let delays = await delaysOf(player, numbers, shots);
  while (performance.now() < end && delays.includes(Infinity)) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    delays = await delaysOf(player, numbers, shots);
  }

  const free = delays.toSorted((a, b) => a - b).slice(0, delays.length - held());
  const inTime = free.filter((ms) => ms <= WITHIN_MS).length;
  const p99 = quantile(free, 0.99);
  if (behaviour === 'healthy') healthyP99.set(player.name, p99);
  stage.results.add(`M5 ${behaviour}: left within 10 s`, '%', player, (inTime / free.length) * 100);
  if (held() > 0)
    stage.results.add(`M5 ${behaviour}: held by the primary, not counted`, '%', player, (held() / delays.length) * 100);
  const added = behaviour === 'healthy' ? p99 : Math.max(0, p99 - healthyP99.get(player.name)!);
  const name = behaviour === 'healthy' ? 'M5 healthy: p99' : `M5 ${behaviour}: added to p99`;
  stage.results.add(name, 'ms', player, added);
  return numbers.length;
}

async function delaysOf(player: Player, numbers: readonly string[], shots: readonly Shot[]): Promise<number[]> {
  const arrived = new Map((await player.arrivals()).map(({ to, at }) => [to, at]));
  return shots.map(({ intended }, n) => (arrived.get(numbers[n]!) ?? Infinity) - intended);
}
