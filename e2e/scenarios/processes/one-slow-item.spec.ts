// Everything is real except the vendor and the phones, which the sandbox plays.
import { everyPromiseHolds, Scene } from '../../harness/scene.ts';
import { sharedTarget } from '../../harness/target.ts';
import { until } from '../../harness/wait.ts';

let scene: Scene;
beforeAll(async () => (scene = await Scene.open(sharedTarget(), 'slow', 2)));
afterAll(() => scene.close());

test('while the vendor takes 8 s for one text of a batch, the other 99 are sent', async () => {
  const numbers = scene.numbers.take(100);
  const slow = numbers[40]!;
  await scene.sandbox.fault({ fault: { kind: 'latency', ms: 8_000, accept: 'last' }, match: { to: slow } });

  const { body } = await scene.sendBatch(numbers.map((to) => ({ to, text: 'Not held up' })));
  const counts = await until('all but one are sent', async () => {
    const { counts } = await scene.api.request(body.request_id);
    return (counts['SENT'] ?? 0) + (counts['DELIVERED'] ?? 0) >= 99 && counts;
  });

  expect(counts).toMatchObject({ SENDING: 1 });
  await scene.reaches(body.items[40]!.id!, 'DELIVERED');
  expect(await scene.sandbox.textsTo(slow)).toHaveLength(1);
});

everyPromiseHolds(() => scene);
