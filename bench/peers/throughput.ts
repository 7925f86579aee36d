import { quantile } from '../figures.ts';
import { closedLoop, openLoop, type Door } from '../load.ts';
import type { Contest } from './contest.ts';
import { startBullMq } from './bullmq.ts';
import { startKannel } from './kannel.ts';
import { startOurs } from './ours.ts';
import { feed, PER_CALL, type Player } from './player.ts';
import type { Stage } from './stage.ts';

export const singleAccepts: Contest = {
  names: ['M1'],
  run: async (stage) => {
    const counts = stage.smoke ? { 1: 20, 64: 100 } : { 1: 100, 16: 800, 32: 1_000, 64: 1_500 };
    for (const [connections, count] of Object.entries(counts)) {
      await stage.inTurns(await stage.shared(), stage.rounds, async (player) => {
        const numbers = stage.numbers(count);
        const door: Door = { url: player.url, call: (n) => player.single(numbers[n]!) };
        const perSecond = await closedLoop(door, Number(connections), count);
        stage.results.add(`M1 accepts, ${connections} connections`, '/s', player, perSecond);
        await player.drained(stage.handedOver(player, count));
      });
    }
  },
};

/** M2 is how fast batches are answered, M3 how fast the same texts are sent and known as sent. */
export const bulk: Contest = {
  names: ['M2', 'M3'],
  run: async (stage) =>
    stage.inTurns(await stage.shared(), stage.rounds, async (player) => {
      const { acceptedPerSecond, perSecond } = await endToEnd(stage, player, stage.smoke ? 500 : 8_000);
      stage.results.add('M2 bulk accept', '/s', player, acceptedPerSecond);
      stage.results.add('M3 end to end', '/s', player, perSecond);
    }),
};

export const steady: Contest = {
  names: ['M4'],
  run: async (stage) =>
    stage.inTurns(await stage.shared(), stage.rounds, async (player) => {
      const numbers = stage.numbers(stage.smoke ? 100 : 600);
      const shots = await openLoop({ url: player.url, call: (n) => player.single(numbers[n]!) }, 200, numbers.length);
      await player.drained(stage.handedOver(player, numbers.length));
      const arrived = new Map((await player.arrivals()).map(({ to, at }) => [to, at]));
      const delays = shots.map(({ intended }, n) => (arrived.get(numbers[n]!) ?? Infinity) - intended);
      const answers = shots.map(({ status, ms }) => (status === 202 ? ms : Infinity));
      for (const [what, values] of [['accept', answers] as const, ['end to end', delays] as const])
        for (const share of [0.5, 0.99])
          stage.results.add(`M4 ${what} at 200/s, p${share * 100}`, 'ms', player, quantile(values, share));
    }),
};

/** The throughput that remains with a slow vendor, at the default settings of each. */
export const slowVendor: Contest = {
  names: ['M6'],
  run: async (stage) =>
    stage.withOwn(
      [
        () => startOurs(),
        ...(stage.peers.Kannel ? [() => startKannel({ window: 10 }), () => startKannel({ window: 200 })] : []),
        ...(stage.peers.BullMQ ? [() => startBullMq('always')] : []),
      ],
      async (players) => {
        for (const latencyMs of [50, 200]) {
          for (const player of players) await player.vendorLatency(latencyMs);
          await stage.inTurns<Player>(players, stage.smoke ? 2 : 3, async (player) => {
            // With ten in the air it needs seconds for what others do at once.
            const most = player.name === 'Kannel, window 10' ? (10 * 4_000) / latencyMs : 4_000;
            const { perSecond } = await endToEnd(stage, player, stage.smoke ? 100 : most);
            stage.results.add(`M6 end to end, vendor takes ${latencyMs} ms`, '/s', player, perSecond);
          });
        }
        for (const player of players) await stage.check(player);
      },
    ),
};

async function endToEnd(stage: Stage, player: Player, count: number) {
  const started = performance.now();
  const callsPerSecond = await feed(player, stage.numbers(count), 2);
  await player.drained(stage.handedOver(player, count));
  const perSecond = (count / (performance.now() - started)) * 1_000;
  return { acceptedPerSecond: (callsPerSecond * count) / Math.ceil(count / PER_CALL), perSecond };
}
