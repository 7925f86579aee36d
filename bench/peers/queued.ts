import { until } from '../../e2e/harness/wait.ts';
import { startBullMq } from './bullmq.ts';
import type { Contest } from './contest.ts';
import { startKannel } from './kannel.ts';
import { startOurs } from './ours.ts';
import { feed, type Footprint, type Player } from './player.ts';
import type { Stage } from './stage.ts';

const WITHIN_MS = 120_000;
/** Until a process has released the memory that it needed only for taking texts. */
const CALM_MS = 3_000;

/** The cost of a text that waits because its vendor is down. `--large` continues to 200,000. */
export const queued: Contest = {
  names: ['M9'],
  run: async (stage) => {
    const counts = stage.smoke ? [1_000] : [10_000, 50_000, ...(process.argv.includes('--large') ? [200_000] : [])];
    const starts = [
      () => startOurs({ category: 'marketing' }),
      ...(stage.peers.Kannel ? [() => startKannel()] : []),
      ...(stage.peers.BullMQ ? [() => startBullMq('everysec')] : []),
    ];
    for (const start of starts)
      await stage.withOwn<Player>([start], async ([player]) => {
        await warm(stage, player!);
        await player!.vendorDown();
        const before = await calm(player!);
        let total = 0;
        for (const count of counts) {
          await feed(player!, stage.numbers(count - total), 2);
          total = count;
          await until('every text waits', async () => (await player!.waiting()) >= total - IN_THE_AIR, {
            withinMs: WITHIN_MS,
            everyMs: 100,
          });
          const after = await calm(player!);
          const each = (what: keyof Footprint): number => Math.max(0, after[what] - before[what]) / total;
          const named = `per queued text, ${total.toLocaleString('en')} queued`;
          stage.results.add(`M9 memory ${named}`, 'B', player!, each('memory'));
          stage.results.add(`M9 disk ${named}`, 'B', player!, each('disk'));
        }
      });
  },
};

/** As many texts as are then queued have passed through it, so that it already has its working memory. */
async function warm(stage: Stage, player: Player): Promise<void> {
  const numbers = stage.numbers(stage.smoke ? 500 : 50_000);
  await player.vendorLatency(0);
  await feed(player, numbers, 2);
  await player.drained(stage.handedOver(player, numbers.length));
}

/** A worker that waits for its vendor holds some texts that are no longer in the queue. */
const IN_THE_AIR = 200;

async function calm(player: Player): Promise<Footprint> {
  await new Promise((resolve) => setTimeout(resolve, CALM_MS));
  return player.footprint();
}
