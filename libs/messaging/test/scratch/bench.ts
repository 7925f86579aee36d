import 'reflect-metadata';
import { Controller } from '@nestjs/common';
import { HandleRpc, HandleJob, validatePayload } from '#libs/messaging';
import { testNats } from '../../testing/index.ts';
import { submit, SubmitRequest, WakeJob, DeliverRequest, DeliverItem } from '#libs/contracts';
import { echo, count, chore, owner } from '../integration/contracts.ts';
import { sleep } from '#libs/kernel';

let done = 0;
@Controller()
class C {
  @HandleRpc(echo) async echo(q: any) {
    return { word: q.word };
  }
  @HandleRpc(count) async *count({ upTo }: any) {
    for (let value = 1; value <= upTo; value++) yield { value };
  }
  @HandleJob(chore, { concurrency: Number(process.env.C ?? 64) }) async chore() {
    done++;
  }
}
async function time(name: string, n: number, run: () => Promise<unknown>) {
  const t = performance.now();
  const c = process.cpuUsage();
  await run();
  const ms = performance.now() - t;
  const u = process.cpuUsage(c);
  console.log(name.padEnd(40), Math.round((n / ms) * 1000), '/s', ((u.user + u.system) / n).toFixed(1), 'us cpu each');
}
async function pipelined(n: number, width: number, one: () => Promise<unknown>) {
  let left = n;
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (left-- > 0) await one();
    }),
  );
}
const mode = process.argv[2];
if (mode === 'validate') {
  const req = { tenant: '00000001', id: '01ARZ3NDEKTSV4RRFFQ69G5FAV' } as any;
  const deliver = (n: number) => ({
    account: 'a',
    items: Array.from({ length: n }, (_, i) => ({
      id: 'x' + i,
      fence: 1,
      to: '+15005550006',
      text: 'hello',
      send_before: 1,
      valid_for_s: 3,
    })),
  });
  for (let k = 0; k < 2; k++) {
    await time('validate 1 item deliver', 20000, async () => {
      for (let i = 0; i < 20000; i++) await validatePayload(DeliverRequest, deliver(1));
    });
    await time('validate 100 item deliver', 300, async () => {
      for (let i = 0; i < 300; i++) await validatePayload(DeliverRequest, deliver(100));
    });
    const w = { lane: 'bulk', ids: Array.from({ length: 100 }, (_, i) => '00000001.01ARZ3NDEKTSV4RRFFQ69G5FAV.' + i) };
    await time('validate wake 100 ids', 2000, async () => {
      for (let i = 0; i < 2000; i++) await validatePayload(WakeJob, w);
    });
    const s = {
      tenant: '00000001',
      id: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
      environment: 'test',
      operation: 'o',
      created_by: 'x',
      idempotency_key: 'k',
      fingerprint: 'f',
      items: [{ to: '+15005550006', text: 'hello' }],
      policy: { destinations: ['*'] },
    };
    await validatePayload(SubmitRequest, s).catch((e) => console.log(JSON.stringify(e.errors)));
    await time('validate submit', 10000, async () => {
      for (let i = 0; i < 10000; i++) await validatePayload(SubmitRequest, s).catch(() => 0);
    });
  }
} else {
  const nats = await testNats();
  const served = await nats.serve({ name: owner, contracts: [echo, count, chore], controllers: [C] });
  const bus = mode === 'same' ? served.bus : await nats.bus('caller');
  for (let k = 0; k < 3; k++) {
    await time('call pipelined 64', 30000, () => pipelined(30000, 64, () => bus.call(echo, { word: 'hello' })));
    await time('call sequential', 3000, () => pipelined(3000, 1, () => bus.call(echo, { word: 'hello' })));
    await time('stream emissions', 50000, async () => {
      for await (const _ of bus.stream(count, { upTo: 50000 }, { timeoutMs: 30000 }));
    });
    await time('enqueue pipelined 128', 20000, () =>
      pipelined(20000, 128, () => bus.enqueue(chore, { items: [{ word: 'x' }] })),
    );
    const at = done;
    await time('   rest of jobs', 1, async () => {
      while (done < 20000 * (k + 1)) await sleep(5);
    });
    void at;
  }
  // consumption alone
  served.strategy;
  await nats.close();
}
process.exit(0);
