import { clock } from '#libs/kernel';
import { until } from './stage.ts';
import type { Scene } from './vendor-under-test.ts';

export function describeLimits(scene: Scene): void {
  test('outcomes are streamed as they come: a slow item does not delay the other 99', async () => {
    const items = Array.from({ length: 100 }, () => scene.newItem());
    const slow = items[17]!;
    await scene.sandbox.fault(scene.vendor, { fault: { kind: 'latency', ms: 8_000 }, match: { to: slow.to } });

    const order: string[] = [];
    for await (const emission of scene.stage.emissions(items)) {
      expect(emission.every((it) => it.outcome === 'accepted')).toBe(true);
      if (emission.some((it) => it.id === slow.id)) expect(order).toHaveLength(99);
      order.push(...emission.map((it) => it.id));
    }

    expect(order.at(-1)).toBe(slow.id);
    expect(new Set(order).size).toBe(100);
  });

  test('an item whose time has passed is not started', async () => {
    const item = scene.newItem({ send_before: clock.now() - 1 });

    expect(await scene.stage.deliver(item)).toMatchObject([{ outcome: 'not_started', vendor_code: 'too_late' }]);
    expect(await scene.sandbox.texts(item.to)).toEqual([]);
  });

  test('an item without a free slot is not started', async () => {
    const stage = await scene.anotherStage({ maxInFlight: 3 });
    const items = Array.from({ length: 5 }, () => scene.newItem());

    const outcomes = await stage.deliver(...items);

    const begun = items.slice(0, 3).map((it) => it.id);
    expect(new Set(outcomes.filter((it) => it.outcome === 'accepted').map((it) => it.id))).toEqual(new Set(begun));
    expect(outcomes.filter((it) => it.outcome === 'not_started' && it.vendor_code === 'no_free_slot')).toHaveLength(2);
    for (const it of items.slice(3)) expect(await scene.sandbox.texts(it.to)).toEqual([]);
  });

  test('a stopping adapter starts no item, and answers for those in the air', async () => {
    const stage = await scene.anotherStage({});
    const [held, late] = [scene.newItem(), scene.newItem()];
    await scene.sandbox.fault(scene.vendor, { fault: { kind: 'latency', ms: 3_000 }, match: { to: held.to } });
    const inTheAir = stage.deliver(held);
    await until(async () => (await scene.sandbox.texts(held.to)).length === 1);

    const stopped = stage.stopService();
    expect(await stage.deliver(late)).toMatchObject([{ outcome: 'not_started', vendor_code: 'draining' }]);
    expect(await inTheAir).toMatchObject([{ outcome: 'accepted' }]);

    await stopped;
    expect(await scene.sandbox.texts(late.to)).toEqual([]);
  });
}
