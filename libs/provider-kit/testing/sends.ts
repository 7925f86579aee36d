import { createServer, type AddressInfo } from 'node:net';
import type { ItemOutcome } from '#libs/contracts';
import { newItem } from './builders.ts';
import type { Fault } from './sandbox.ts';
import { until } from './stage.ts';
import type { Scene, VendorUnderTest } from './vendor-under-test.ts';

interface Misbehaviour {
  readonly says: string;
  readonly fault: Fault;
  readonly outcome: Partial<ItemOutcome>;
  /** How many texts the phone receives all the same. */
  readonly texts: number;
}

const open = (
  says: string,
  texts: number,
  kind: string,
  fields: Readonly<Record<string, unknown>> = {},
): Misbehaviour => ({
  says,
  texts,
  fault: { kind, ...fields },
  outcome: { outcome: 'unknown' },
});

/** Everything that leaves open whether the text went out; each but the first of a pair did send it. */
const OPEN: readonly Misbehaviour[] = [
  open('never answers, having sent nothing', 0, 'hang', { recorded: false }),
  open('never answers, having sent it', 1, 'hang'),
  open('resets the connection before taking it', 0, 'reset-before-accept'),
  open('resets the connection after taking it', 1, 'reset-after-accept'),
  open('answers with the 502 page of a proxy', 0, 'html-502'),
  open('answers with the 502 page of a proxy after taking it', 1, 'html-502', { recorded: true }),
  open('answers with its own 500 after taking it', 1, 'http500-after-accept'),
  open('answers with half of its JSON', 1, 'truncated-json'),
  open('cuts its answer in the middle', 1, 'cut-body'),
  open('answers 2xx without an id', 1, 'no-id'),
  open('answers 2xx with nothing', 1, 'empty'),
  open('answers 2xx with garbage', 1, 'http', { status: 201, body: 'thanks a lot', recorded: true }),
  open('drips its answer', 1, 'slow-body', { ms: 60_000 }),
  open('answers with 50 MB', 1, 'huge-body', { recorded: true }),
  open('answers with a compressed bomb', 1, 'huge-body', { gzip: true, recorded: true }),
  open('redirects', 0, 'http', { status: 307, body: '', headers: { location: '/elsewhere' } }),
  open('says 429 without its own words', 0, 'http', { status: 429, body: '<html>slow down</html>' }),
  open('says 503 without its own words', 0, 'http', { status: 503, body: '' }),
];

const refused = (says: string, kind: string, outcome: Partial<ItemOutcome>, fields = {}): Misbehaviour => ({
  says,
  fault: { kind, ...fields },
  outcome,
  texts: 0,
});

const REFUSED: readonly Misbehaviour[] = [
  refused('throttles', 'throttle', { outcome: 'throttled', retry_after_ms: 3_000 }, { retryAfterS: 3 }),
  refused('calls itself unavailable', 'unavailable', { outcome: 'vendor_fault', fault: 'down' }),
];

export function describeSends(scene: Scene, refusals: VendorUnderTest<never>['refusals']): void {
  test('an accepted message is one text, with the id the vendor gave it', async () => {
    const item = newItem({ text: 'Grüße, 20 € & 100 % 😀\nzweite Zeile' });

    const [outcome] = await scene.stage.deliver(item);

    const [text, ...more] = await scene.sandbox.texts(item.to);
    expect(outcome).toEqual({ id: item.id, fence: 1, outcome: 'accepted', vendor_message_id: text?.sid });
    expect(text).toMatchObject({ to: item.to, body: item.text });
    expect(more).toEqual([]);
  });

  const table = [...OPEN, ...REFUSED, ...refusals.map((it) => ({ ...it, texts: 0 }))].map((it) => ({
    ...it,
    item: newItem(),
  }));

  describe('of one batch in which the vendor misbehaves in every way', () => {
    const outcomes = new Map<string, ItemOutcome>();

    beforeAll(async () => {
      await scene.sandbox.fault(scene.vendor, ...table.map(({ fault, item }) => ({ fault, match: { to: item.to } })));
      const items = table.map(({ item }) => ({ ...item, send_before: item.send_before + 60_000 }));
      while (items.length > 0) {
        for (const it of await scene.stage.deliver(...items.splice(0, 100))) outcomes.set(it.id, it);
      }
    }, 30_000);

    test.each(table)('a vendor that $says: $outcome.outcome, texts: $texts', async ({ item, outcome, texts }) => {
      expect(outcomes.get(item.id)).toMatchObject(outcome);
      expect(outcomes.get(item.id)).not.toHaveProperty('vendor_message_id');
      expect(await scene.sandbox.texts(item.to)).toHaveLength(texts);
    });
  });

  test('a vendor that cannot be connected to is down, and nothing was sent', async () => {
    const stage = await scene.anotherStage({ vendorUrl: await deadUrl() });

    expect(await stage.deliver(newItem())).toMatchObject([
      { outcome: 'vendor_fault', fault: 'down', vendor_code: 'connection_refused' },
    ]);
  });

  test('a vendor that stands still before it reads leaves the outcome open, and sends the text when it goes on', async () => {
    await scene.stage.deliver(newItem()); // a connection is there
    const item = newItem();

    scene.sandbox.freeze();
    const outcomes = await scene.stage.deliver(item);
    scene.sandbox.thaw();

    expect(outcomes).toMatchObject([{ outcome: 'unknown', vendor_code: 'timeout' }]);
    await until(async () => (await scene.sandbox.texts(item.to)).length === 1);
  });

  test('a grant that is delivered twice is one text', async () => {
    const item = newItem();

    const [first] = await scene.stage.deliver(item);
    const again = await scene.stage.deliver(item, item);

    expect(again).toEqual([first, first]);
    expect(await scene.sandbox.texts(item.to)).toHaveLength(1);
  });
}

async function deadUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return `http://127.0.0.1:${port}`;
}
