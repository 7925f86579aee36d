// Everything is real except SMS.IR and the phones, which the sandbox plays: a system of its own, with this one vendor.
import { everyPromiseHolds, Scene } from '../../harness/scene.ts';
import { startTarget } from '../../harness/start-target.ts';
import type { Target } from '../../harness/target.ts';

interface Shown {
  readonly sid: string;
  readonly body: string;
  readonly from: string;
}

let target: Target;
let scene: Scene;
beforeAll(async () => {
  target = await startTarget({ timeScale: 4, vendor: 'smsir' });
  scene = await Scene.open(target, 'smsir');
}, 120_000);
afterAll(async () => {
  await scene?.close();
  await target?.stop();
}, 60_000);

let given = 0;
const newNumber = (): string => `+98912${String(++given).padStart(7, '0')}`;
const loseTheAnswer = (to: string) =>
  scene.sandbox.call('POST', 'smsir/faults', [{ fault: { kind: 'reset-after-accept' }, match: { to } }]);
const textsTo = async (to: string): Promise<readonly Shown[]> => scene.sandbox.textsTo(to);

test('a text goes out from the line, costs credits, and becomes DELIVERED by a poll', async () => {
  const to = newNumber();

  const id = await scene.accepted({ to, text: 'سلام' });
  const message = await scene.reaches(id, 'DELIVERED');

  const [text, ...more] = await textsTo(to);
  expect(more).toEqual([]);
  expect(text).toMatchObject({ body: 'سلام', from: '30001234' });
  expect(message.attempts).toMatchObject([
    { outcome: 'accepted', vendor_message_id: text!.sid, cost: { micros: 1_000_000, currency: 'credits' } },
  ]);
});

test("a text whose answer was lost is SENT with the vendor's id, and no second one follows", async () => {
  const to = newNumber();
  await loseTheAnswer(to);

  const id = await scene.accepted({ to, text: 'A lost answer' });
  const { attempts } = await scene.reaches(id, 'SENT', 'DELIVERED');

  const texts = await textsTo(to);
  expect(texts).toHaveLength(1);
  expect(JSON.stringify(attempts)).toContain(`"vendor_message_id":"${texts[0]!.sid}"`);
});

everyPromiseHolds(() => scene);
