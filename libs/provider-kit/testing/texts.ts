import { clock } from '#libs/kernel';
import type { InboundText } from '#libs/contracts';
import { ROUTE, TENANT } from './stage.ts';
import type { Scene, TextsBy } from './vendor-under-test.ts';

const HOUR_MS = 3_600_000;
const TEXT = 'Ja, ünd STOP + später? 😀';

/** Tests of texts that people send to a number of the account. */
export function describeTexts(scene: Scene, by: TextsBy, own: string): void {
  /** A person answers a text; returns their number, and the vendor's id of the answer. */
  async function answered(text: string) {
    const { to } = await sent();
    const path = `phones/${encodeURIComponent(to)}/reply`;
    return { from: to, ...(await scene.sandbox.control<{ sid: string }>('POST', path, { text, to: own })) };
  }

  async function sent() {
    const item = scene.newItem({ sender: own });
    await scene.stage.deliver(item);
    return item;
  }

  async function passedOn(from: string): Promise<InboundText[]> {
    if (by === 'poll') {
      const { texts } = await scene.stage.poll(clock.now() - HOUR_MS, { texts: true });
      return texts!.filter((it) => it.from === from);
    }
    const calls = scene.stage.texts.filter(({ texts }) => texts.some((it) => it.from === from));
    for (const call of calls) expect(call).toMatchObject({ vendor: scene.vendor, route: ROUTE, tenant: TENANT });
    return calls.flatMap(({ texts }) => texts);
  }

  test.each(['STOP', TEXT, ' \u200f\u0644\u063a\u0648\u06f1\u06f1 '])(
    'a text %j from a phone is passed on as it was typed',
    async (text) => {
      const { from } = await answered(text);

      expect(await passedOn(from)).toEqual([
        expect.objectContaining({ vendor_text_id: expect.stringMatching(/./), from, to: own, text }),
      ]);
    },
  );

  test('two equal texts of two people have two ids', async () => {
    const people = [await answered('Yes'), await answered('Yes')];
    const texts = [...(await passedOn(people[0]!.from)), ...(await passedOn(people[1]!.from))];

    expect(new Set(texts.map((it) => it.vendor_text_id)).size).toBe(2);
  });

  if (by === 'poll')
    test('a poll that does not ask for texts gets none, and takes none away', async () => {
      const { from } = await answered('Later');
      expect(await scene.stage.poll(clock.now() - HOUR_MS)).not.toHaveProperty('texts');
      expect(await passedOn(from)).toHaveLength(1);
    });
}
