// Row B14: names with a meaning for JavaScript or the database are returned unchanged. Real except the vendor.
import * as fc from 'fast-check';
import { everyPromiseHolds, Scene } from '../harness/scene.ts';
import { sharedTarget } from '../harness/target.ts';
import { until } from '../harness/wait.ts';

let scene: Scene;
beforeAll(async () => (scene = await Scene.open(sharedTarget(), 'metadata', 8)));
afterAll(() => scene.close());

type Metadata = Record<string, string>;
/** As JSON parses it: `__proto__` is a name like any other. */
const parsed = (text: string): Metadata => JSON.parse(text) as Metadata;

const HOSTILE = [
  '{"_bsontype":"x"}',
  '{"_bsontype":"ObjectId","id":"x"}',
  '{"$where":"1","$set":"x","$ref":"r","$id":"i"}',
  '{"a.b":"x",".":"y"}',
  '{"":"no name"}',
  '{"toString":"x","valueOf":"x","hasOwnProperty":"x","toJSON":"x","then":"x"}',
  '{"constructor":"x","prototype":"x","toBSON":"x","length":"7"}',
  '{"__proto__":"x","__defineGetter__":"x"}',
];

async function comesBack(all: readonly Metadata[], defaults: Record<string, unknown> = {}): Promise<Metadata[]> {
  const messages = all.map((metadata) => ({ to: scene.numbers.next(), text: 'Marked', metadata }));
  const { status, body } = await scene.sendBatch(messages, { defaults });
  if (status !== 202) throw new Error(`It was answered with ${status}.`);
  expect(body.rejected).toBe(0);
  await until('the batch is done', async () => (await scene.api.request(body.request_id)).state === 'done');
  const views = await Promise.all(body.items.map(({ id }) => scene.api.message(id!)));
  expect(views.map((view) => view.status)).not.toContain('FAILED');
  return views.map((view) => (view as unknown as { metadata: Metadata }).metadata);
}

test.each(HOSTILE)('the metadata %s of a single message are returned unchanged', async (text) => {
  const { body } = await scene.send({ to: scene.numbers.next(), text: 'Marked', metadata: parsed(text) });

  const view = await scene.reaches(body.id, 'SENT', 'DELIVERED');

  expect(JSON.stringify((view as unknown as { metadata: Metadata }).metadata)).toBe(text);
});

test('in a batch they delay no message', async () => {
  expect((await comesBack(HOSTILE.map(parsed))).map((each) => JSON.stringify(each))).toEqual(HOSTILE);
});

test('any metadata that JSON allows are returned unchanged', async () => {
  const names = HOSTILE.flatMap((text) => Object.keys(parsed(text)));
  const name = fc.oneof(fc.string({ maxLength: 12, unit: 'grapheme' }), fc.constantFrom(...names));
  const metadata = fc
    .array(fc.tuple(name, fc.string({ maxLength: 12, unit: 'grapheme' })), { maxLength: 5 })
    .map((pairs) => parsed(JSON.stringify(Object.fromEntries(pairs))));

  await fc.assert(
    fc.asyncProperty(fc.array(metadata, { minLength: 1, maxLength: 40 }), async (all) => {
      const back = await comesBack(all);
      expect(back.map((each) => JSON.stringify(each))).toEqual(all.map((each) => JSON.stringify(each)));
    }),
    { numRuns: 6 },
  );
}, 120_000);

everyPromiseHolds(() => scene);
