import type { DeliverItem, VendorMedia } from '#libs/contracts';
import { clock } from '#libs/kernel';
import type { Scene } from './vendor-under-test.ts';

const MINUTE_MS = 60_000;

/** A vendor without pictures gets no message with them: the dispatcher skips its routes. */
export function describePictures(scene: Scene): void {
  const takes = (): VendorMedia | undefined => scene.stage.accounts[0]!.carries?.media;
  const samples = (count: number): string[] =>
    Array.from({ length: count }, (_, nth) => `${scene.sandbox.url}/media/sample.${nth % 2 === 0 ? 'jpg' : 'png'}`);
  const typesOf = (paths: readonly string[]) =>
    Promise.all(paths.map(async (path) => (await fetch(scene.sandbox.url + path)).headers.get('content-type')));

  test('a message with as many pictures as may be reaches the phone with them, as the vendor fetched them', async () => {
    const { max_count = 0 } = takes() ?? {};
    if (max_count === 0) return;
    const item = scene.newItem({ media_urls: samples(max_count) });

    expect(await scene.stage.deliver(item)).toMatchObject([{ outcome: 'accepted' }]);
    const [text, ...more] = await scene.sandbox.texts(item.to);
    expect(more).toEqual([]);
    expect(text).toMatchObject({ body: item.text, media: max_count });
    expect(await typesOf(text!.pictures)).toEqual(
      samples(max_count).map((url) => (url.endsWith('png') ? 'image/png' : 'image/jpeg')),
    );
  });

  test('a subject is sent with the pictures', async () => {
    if (takes()?.max_subject === undefined) return;
    const item = scene.newItem({ media_urls: samples(1), subject: 'Your ticket' });

    expect(await scene.stage.deliver(item)).toMatchObject([{ outcome: 'accepted' }]);
    const [text] = await scene.sandbox.texts(item.to);
    expect(`${text!.subject ?? ''} ${text!.body}`).toContain('Your ticket');
  });

  test('a picture that the vendor cannot fetch is no accepted message', async () => {
    if (!takes()) return;
    const item = scene.newItem({ media_urls: [`${scene.sandbox.url}/media/none.jpg`] });
    const [outcome] = await scene.stage.deliver(item);

    expect(['rejected', 'vendor_fault']).toContain(outcome!.outcome);
    expect(await scene.sandbox.texts(item.to)).toEqual([]);
  });

  test('a look-up finds the message with its pictures, and not the same text without', async () => {
    if (!takes() || scene.stage.accounts[0]!.lookup === 'none') return;
    const item = scene.newItem({ media_urls: samples(1) });
    const asked = ({ id, fence, to, text, media_urls }: DeliverItem) => ({
      ...{ id, fence, to, text, sent_after: clock.now() - MINUTE_MS },
      ...(media_urls && { media_urls }),
    });
    const { media_urls: _, ...wordsOnly } = scene.newItem({ to: item.to });
    await scene.stage.deliver(wordsOnly as DeliverItem);
    expect(await scene.stage.lookUp(asked(item))).not.toMatchObject([{ result: 'found' }]);

    await scene.sandbox.fault(scene.vendor, { fault: { kind: 'reset-after-accept' }, match: { to: item.to } });
    await scene.stage.deliver(item);
    expect(await scene.stage.lookUp(asked(item))).toMatchObject([{ result: 'found' }]);
  });
}
