// Everything is real except HKT, BaaS and the phones, which the sandbox plays: a system of its own, with these vendors.
import { everyPromiseHolds, Scene } from '../../harness/scene.ts';
import { startTarget } from '../../harness/start-target.ts';
import type { Target } from '../../harness/target.ts';

interface Shown {
  readonly vendor: string;
  readonly sid: string;
  readonly from: string;
  readonly body: string;
  readonly pictures: readonly string[];
}

let target: Target;
let scene: Scene;
beforeAll(async () => {
  target = await startTarget({ timeScale: 4, vendor: ['hkt', 'baas'] });
  scene = await Scene.open(target, 'hkt-and-baas');
}, 120_000);
afterAll(async () => {
  await scene?.close();
  await target?.stop();
}, 60_000);

let given = 0;
const inHongKong = (): string => `+8525${String(1_000_000 + ++given)}`;
const inKorea = (): string => `+8210${String(20_000_000 + ++given)}`;
const textsTo = async (to: string): Promise<readonly Shown[]> =>
  (await scene.sandbox.call<{ texts: Shown[] }>('GET', `numbers/${encodeURIComponent(to)}`)).texts;

test('a text to Hong Kong goes through HKT, which gives no id, and stays SENT', async () => {
  const to = inHongKong();

  const id = await scene.accepted({ to, text: '您好 😀' });

  const { attempts } = await scene.reaches(id, 'SENT');
  expect(attempts).toMatchObject([{ vendor: 'hkt', outcome: 'accepted' }]);
  expect(attempts[0]).not.toHaveProperty('vendor_message_id');
  expect(await textsTo(to)).toMatchObject([{ vendor: 'hkt', body: '您好 😀', from: '+85221234567' }]);
});

test('a text to Hong Kong whose answer was lost is UNCONFIRMED, and no second one follows', async () => {
  const to = inHongKong();
  await scene.sandbox.call('POST', 'hkt/faults', [{ fault: { kind: 'reset-after-accept' }, match: { to } }]);

  await scene.reaches(await scene.accepted({ to, text: 'A lost answer' }), 'UNCONFIRMED');

  expect(await textsTo(to)).toHaveLength(1);
});

test('a text to Korea goes through BaaS, and its failure is found by a poll', async () => {
  const [sent, failed] = [inKorea(), '+821000000003'];

  const ids = [await scene.accepted({ to: sent, text: '안녕' }), await scene.accepted({ to: failed, text: '안녕' })];

  await scene.reaches(ids[1]!, 'UNDELIVERED');
  const { attempts } = await scene.reaches(ids[0]!, 'SENT');
  const [text] = await textsTo(sent);
  expect(attempts).toMatchObject([{ vendor: 'baas', outcome: 'accepted', vendor_message_id: text!.sid }]);
});

test('a message with a picture goes to Korea as MMS, and the phone shows the picture', async () => {
  const to = inKorea();
  const media_urls = [`${scene.sandbox.url}/media/sample.jpg`];

  await scene.reaches(await scene.accepted({ to, text: '사진', media_urls, subject: '제목' }), 'SENT');

  const [text, ...more] = await textsTo(to);
  expect(more).toEqual([]);
  expect(text).toMatchObject({ vendor: 'baas', body: '제목\n사진', pictures: [expect.stringMatching(/media/)] });
});

test('a picture to Hong Kong has no route, unless its link may be sent in its place', async () => {
  const to = inHongKong();
  const item = { to, text: 'A picture', media_urls: [`${scene.sandbox.url}/media/sample.jpg`] };
  const { body } = await scene.api.call<{ explanation: { routes: string[]; skipped: { reason: string }[] } }>(
    'POST',
    '/api/v1/simulate',
    { body: item },
  );
  expect(body.explanation.routes).toEqual([]);
  expect(body.explanation.skipped.map(({ reason }) => reason).toSorted()).toEqual(['country', 'no_mms']);

  await scene.reaches(await scene.accepted({ ...item, media_fallback: 'link' }), 'SENT');

  expect(await textsTo(to)).toMatchObject([{ vendor: 'hkt', body: `A picture\n${item.media_urls[0]}` }]);
});

everyPromiseHolds(() => scene);
