import { takesSender } from '#libs/kernel';
import type { Scene, VendorUnderTest } from './vendor-under-test.ts';

export function describeSenders(scene: Scene, { own, other, more }: VendorUnderTest<never>['senders']): void {
  test("a message without a sender comes from the account's own, and one with another sender from that", async () => {
    const [plain, named] = [scene.newItem(), scene.newItem({ sender: other })];

    const outcomes = await scene.stage.deliver(plain, named);

    expect(outcomes.map((it) => it.outcome)).toEqual(['accepted', 'accepted']);
    expect(await scene.sandbox.texts(plain.to)).toMatchObject([{ from: own }]);
    expect(await scene.sandbox.texts(named.to)).toMatchObject([{ from: other }]);
  });

  test.each(more)('a message from %s, which the adapter says the vendor takes, is taken', async (sender) => {
    const { sender_rule: rule } = scene.stage.accounts[0]!;

    expect(takesSender(rule!, sender)).toBe(true);
    expect(await scene.stage.deliver(scene.newItem({ sender }))).toMatchObject([{ outcome: 'accepted' }]);
  });
}
