import 'reflect-metadata';
import { Controller } from '@nestjs/common';
import { HandleJob } from '#libs/messaging';
import { testNats } from '../../testing/index.ts';
import { chore, owner } from '../integration/contracts.ts';
import { sleep } from '#libs/kernel';
let done = 0;
const C = Number(process.env.C ?? 64);
@Controller()
class Work {
  @HandleJob(chore, { concurrency: C }) async chore() {
    done++;
  }
}
const N = 40000;
const nats = await testNats();
const first = await nats.serve({ name: owner, contracts: [chore], controllers: [Work] });
await first.close();
const bus = await nats.bus('x');
for (let round = 0; round < 3; round++) {
  done = 0;
  let t = performance.now();
  let left = N;
  await Promise.all(
    Array.from({ length: 256 }, async () => {
      while (left-- > 0) await bus.enqueue(chore, { items: [{ word: 'x' }] });
    }),
  );
  console.log('enqueue', Math.round((N / (performance.now() - t)) * 1000), '/s');
  t = performance.now();
  const c = process.cpuUsage();
  const s = await nats.serve({ name: owner, contracts: [chore], controllers: [Work] });
  while (done < N) await sleep(2);
  const u = process.cpuUsage(c);
  console.log(
    'consume',
    Math.round((N / (performance.now() - t)) * 1000),
    '/s',
    ((u.user + u.system) / N).toFixed(1),
    'us',
  );
  await s.close();
}
await nats.close();
process.exit(0);
