import type { DeliverItem, LookupItem } from '#libs/contracts';
import { clock } from '#libs/kernel';
import type { Scene, VendorUnderTest } from './vendor-under-test.ts';

const MINUTE_MS = 60_000;

export function describeLookUps(scene: Scene, { other }: VendorUnderTest<never>['senders']): void {
  const asked = ({ id, fence, to, text }: DeliverItem): LookupItem => ({
    id,
    fence,
    to,
    text,
    sent_after: clock.now() - MINUTE_MS,
  });
  const proves = () => scene.stage.accounts[0]!.lookup;

  async function lost(item: DeliverItem): Promise<void> {
    await scene.sandbox.fault(scene.vendor, { fault: { kind: 'reset-after-accept' }, match: { to: item.to } });
    await scene.stage.deliver(item);
  }

  test('a message whose answer was lost is found, with its id', async () => {
    const item = scene.newItem();
    await lost(item);
    if (proves() === 'none') return expect(await scene.stage.lookUp(asked(item))).toEqual([]);

    const [text] = await scene.sandbox.texts(item.to);
    expect(await scene.stage.lookUp(asked(item))).toEqual([
      { id: item.id, fence: 1, result: 'found', vendor_message_id: scene.idOf(text!) },
    ]);
  });

  test('a message that named its sender is found if the look-up names it', async () => {
    const item = scene.newItem({ sender: other });
    await lost(item);
    const results = (await scene.stage.lookUp({ ...asked(item), sender: other })).map((it) => it.result);

    expect(results).toEqual(proves() === 'none' ? [] : ['found']);
  });

  test('a look-up without a result proves nothing, unless the vendor has our reference', async () => {
    const item = scene.newItem();
    const result = { none: [], search: ['inconclusive'], client_reference: ['nothing'] }[proves()];

    expect((await scene.stage.lookUp(asked(item))).map((it) => it.result)).toEqual(result);
  });

  test('another text to the same phone is not mistaken for it', async () => {
    const item = scene.newItem();
    await scene.stage.deliver({ ...scene.newItem({ to: item.to }), text: 'something else' });

    expect(await scene.stage.lookUp(asked(item))).not.toMatchObject([{ result: 'found' }]);
  });

  test('of two equal texts to the same phone none is taken for it, unless the vendor has our reference', async () => {
    const item = scene.newItem();
    await lost(item);
    await scene.stage.deliver(scene.newItem({ to: item.to }));
    const result = { none: [], search: ['inconclusive'], client_reference: ['found'] }[proves()];

    expect((await scene.stage.lookUp(asked(item))).map((it) => it.result)).toEqual(result);
  });

  test('items that the vendor does not answer for are left out, and the others are answered', async () => {
    const items = [scene.newItem(), scene.newItem()];
    for (const item of items) await lost(item);
    await scene.sandbox.fault(scene.vendor, { fault: { kind: 'html-502' }, match: { operation: 'any' }, count: 1 });

    const answers = await scene.stage.lookUp(...items.map(asked));

    expect(answers.map((it) => it.result)).toEqual(proves() === 'none' ? [] : ['found']);
    await scene.sandbox.control('DELETE', `${scene.vendor}/faults`);
  });
}
