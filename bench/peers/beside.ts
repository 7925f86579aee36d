import { Numbers } from '../../e2e/harness/numbers.ts';
import { quantile } from '../figures.ts';
import { batches, openLoop, type Call } from '../load.ts';
import type { Contest } from './contest.ts';
import { startOurs, type OurPlayer } from './ours.ts';
import { feed, TEXT, type Player } from './player.ts';
import type { Stage } from './stage.ts';
import { startTwoVendors, warm } from './two-vendors.ts';

/** A code must not wait behind advertising: 5 a second, alone and while a large batch is sent. */
export const codes: Contest = {
  names: ['codes'],
  run: async (stage) =>
    stage.withOwn<OurPlayer>([() => startOurs({ category: 'otp' })], async ([player]) => {
      await player!.vendorLatency(20);
      await warm(player!, stage.numbers(stage.smoke ? 20 : 500));
      for (let round = 0; round < stage.rounds; round++) {
        await measureCodes(stage, player!, 'alone');
        const count = stage.smoke ? 1_000 : 50_000;
        const feeding = feedBulk(player!, stage.numbers(count));
        await measureCodes(stage, player!, `beside ${count.toLocaleString('en')} bulk texts`);
        await feeding;
        await player!.drained(0);
      }
    }),
};

/** Advertising, through the same API. */
const feedBulk = ({ url, bench }: OurPlayer, numbers: readonly string[]): Promise<number> => {
  const message = (to: string) => ({ to, text: TEXT, category: 'marketing' });
  const bulk = (to: readonly string[]): Call => batches(bench.target, () => to.map(message)).call(0);
  return feed({ url, bulk }, numbers, 1);
};

async function measureCodes(stage: Stage, player: Player, when: string): Promise<void> {
  const numbers = stage.numbers(stage.smoke ? 10 : 100);
  const shots = await openLoop({ url: player.url, call: (n) => player.single(numbers[n]!) }, 5, numbers.length);
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const arrived = new Map((await player.arrivals()).map(({ to, at }) => [to, at]));
  const delays = shots.map(({ intended }, n) => (arrived.get(numbers[n]!) ?? Infinity) - intended);
  for (const share of [0.5, 0.99])
    stage.results.add(`codes to the phone, ${when}, p${share * 100}`, 'ms', player, quantile(delays, share));
}

/** Two vendors, a country each: the rate of the healthy one alone, and while the other one hangs. */
export const besideHanging: Contest = {
  names: ['hanging'],
  run: async (stage) => {
    const two = await startTwoVendors({ twilio: { countries: ['HK'] }, sns: { countries: ['US'] } }, 'general');
    try {
      const { player } = two;
      const american = new Numbers(0);
      await warm(player, [...stage.numbers(100), ...american.take(100)]);
      const count = stage.smoke ? 200 : 2_500;
      stage.results.add('rate of a vendor, alone', '/s', player, await rate(player, american.take(count)));
      await two.behave('hang');
      await feed(player, stage.numbers(count), 1);
      stage.results.add('rate of a vendor, another one hangs', '/s', player, await rate(player, american.take(count)));
    } finally {
      await two.stop();
    }
  },
};

/** Texts a second until the last of these has arrived. */
async function rate(player: Player, numbers: readonly string[]): Promise<number> {
  const wanted = new Set(numbers);
  const started = performance.now();
  await feed(player, numbers, 1);
  const end = started + 60_000;
  while (performance.now() < end) {
    const arrived = (await player.arrivals()).filter(({ to }) => wanted.has(to)).length;
    if (arrived >= numbers.length) return (numbers.length / (performance.now() - started)) * 1_000;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return 0;
}
