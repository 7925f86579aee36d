import type { ItemOutcome } from '#libs/contracts';
import { deadUrl } from './dead-url.ts';
import { OPEN, THROTTLED, THROTTLED_FOR, UNAVAILABLE, WITHOUT_ID, type Misbehaviour } from './misbehaviours.ts';
import { until } from './stage.ts';
import type { Scene, VendorFacts } from './vendor-under-test.ts';

/** The scale at which a vendor times out after 3.3 s. */
const HASTY = 3;

/** Few enough at a time for a busy machine to answer within the vendor's time-outs. */
const AT_ONCE = 20;

/** More than the buffers of two sockets hold, and little beside what an endless answer would be. */
const BUFFERED_BYTES = 32 * 1024 * 1024;

interface Journal {
  readonly rows: readonly { readonly fault: string | null; readonly bytes?: number }[];
}

const LONG_TEXT = 'Grüße, 20 € & 100 % 😀\nzweite Zeile';

/** What the sandbox's page shows of vendors and faults. */
interface Told {
  readonly vendors: readonly { readonly name: string; readonly leavesOpen: readonly string[] }[];
  readonly faults: readonly { readonly kind: string; readonly next: string }[];
}

/** They end by a time-out, or (without an id) are a success at some vendors; the batches have them. */
const UNSEEN = ['hang', 'slow-head', 'slow-body', 'no-id'];

const kindOf = (items: readonly { readonly kind: string; readonly item: { readonly id: string } }[], id: string) =>
  items.find(({ item }) => item.id === id)!.kind;

export function describeSends(scene: Scene, of: VendorFacts): void {
  test("an accepted message is one text, with the vendor's id", async () => {
    const item = scene.newItem({ text: of.text ?? LONG_TEXT });

    const [outcome] = await scene.stage.deliver(item);

    const [text, ...more] = await scene.sandbox.texts(item.to);
    const { cost_micros, currency, ...rest } = outcome!;
    const id = scene.idOf(text!);
    expect(rest).toEqual({ id: item.id, fence: 1, outcome: 'accepted', ...(id && { vendor_message_id: id }) });
    expect(typeof cost_micros === 'number').toBe(currency !== undefined);
    expect(text).toMatchObject({ to: item.to, body: item.text });
    expect(more).toEqual([]);
  });

  const table = [...misbehavioursOf(of), ...of.refusals.map((it): Misbehaviour => ({ ...it, texts: 0 }))].map((it) => ({
    ...it,
    item: scene.newItem(it.item),
  }));

  describe('of batches in which the vendor misbehaves in every way', () => {
    const outcomes = new Map<string, ItemOutcome>();

    beforeAll(async () => {
      await scene.sandbox.fault(scene.vendor, ...table.map(({ fault, item }) => ({ fault, match: { to: item.to } })));
      const hasty = await scene.anotherStage({ timeScale: HASTY });
      const quick = table.filter((it) => !it.slow);
      const slow = hasty.deliver(...table.filter((it) => it.slow).map((it) => it.item));
      const answers: ItemOutcome[] = [];
      for (let from = 0; from < quick.length; from += AT_ONCE) {
        const items = quick.slice(from, from + AT_ONCE).map((it) => it.item);
        answers.push(...(await scene.stage.deliver(...items)));
      }
      for (const it of [...answers, ...(await slow)]) outcomes.set(it.id, it);
    }, 120_000);

    test.each(table)('a vendor that $says: $outcome.outcome, texts: $texts', async ({ item, outcome, texts }) => {
      expect(outcomes.get(item.id)).toMatchObject(outcome);
      expect(outcomes.get(item.id)).not.toHaveProperty('vendor_message_id');
      expect(await scene.sandbox.texts(item.to)).toHaveLength(texts);
    });
  });

  test('after which faults another route may try at once is as the sandbox says on its page', async () => {
    const { vendors, faults } = await scene.sandbox.control<Told>('GET', 'vendors');
    const { leavesOpen } = vendors.find(({ name }) => name === scene.vendor)!;
    const told = faults.filter(({ kind, next }) => !UNSEEN.includes(kind) && /^(at_once|after_lookup)$/.test(next));
    const items = told.map(({ kind }) => ({ kind, item: scene.newItem() }));
    await scene.sandbox.fault(
      scene.vendor,
      ...items.map(({ kind, item: { to } }) => ({ fault: { kind }, match: { to } })),
    );

    const outcomes = await scene.stage.deliver(...items.map(({ item }) => item));

    const seen = outcomes.map(({ id, outcome }) => [
      kindOf(items, id),
      outcome === 'unknown' ? 'after_lookup' : 'at_once',
    ]);
    const said = told.map(({ kind, next }) => [kind, leavesOpen.includes(kind) ? 'after_lookup' : next]);
    expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(said));
  });

  test('the adapter hangs up on an answer without an end', async () => {
    const item = scene.newItem();
    await scene.sandbox.fault(scene.vendor, { fault: { kind: 'endless-body' }, match: { to: item.to } });

    expect(await scene.stage.deliver(item)).toMatchObject([{ outcome: 'unknown', vendor_code: 'response_too_large' }]);

    const written = async (): Promise<number | undefined> =>
      (await scene.sandbox.control<Journal>('GET', `requests?vendor=${scene.vendor}&limit=50000`)).rows.findLast(
        ({ fault }) => fault === 'endless-body',
      )?.bytes;
    await until(async () => (await written()) !== undefined);
    expect(await written()).toBeLessThan(BUFFERED_BYTES);
  });

  test('a vendor that cannot be connected to is down, and nothing was sent', async () => {
    const stage = await scene.anotherStage({ vendorUrl: await deadUrl() });

    expect(await stage.deliver(scene.newItem())).toMatchObject([
      { outcome: 'vendor_fault', fault: 'down', vendor_code: 'connection_refused' },
    ]);
  });

  test('a vendor that freezes before it reads leaves the outcome unknown, and sends the text when it continues', async () => {
    const stage = await scene.anotherStage({ timeScale: HASTY });
    const item = scene.newItem();

    await scene.sandbox.freeze();
    const outcomes = await stage.deliver(item).finally(() => scene.sandbox.thaw());

    expect(outcomes).toMatchObject([{ outcome: 'unknown', vendor_code: 'timeout' }]);
    await until(async () => (await scene.sandbox.texts(item.to)).length === 1);
  });

  test('a grant that is delivered twice is one text', async () => {
    const item = scene.newItem();

    const [first] = await scene.stage.deliver(item);
    const again = await scene.stage.deliver(item, item);

    expect(again).toEqual([first, first]);
    expect(await scene.sandbox.texts(item.to)).toHaveLength(1);
  });
}

/** Misbehaviours for which the vendor has words. */
function misbehavioursOf({
  idOf,
  throttles = 'Retry-After',
  callsItselfUnavailable,
}: VendorFacts): readonly Misbehaviour[] {
  return [
    ...OPEN,
    ...(idOf === 'none' ? [] : [WITHOUT_ID]),
    ...(throttles === 'Retry-After' ? THROTTLED_FOR : []),
    ...(throttles === 'none' ? [] : [THROTTLED]),
    ...(callsItselfUnavailable === false ? [] : [UNAVAILABLE]),
  ];
}
