// Real except the vendors and the phones: the API, the fetch of the pictures, the dispatchers and their database.
import { segmentsOf } from '#libs/kernel';
import { everyPromiseHolds, Scene } from '../../harness/scene.ts';
import { sharedTarget } from '../../harness/target.ts';
import { until } from '../../harness/wait.ts';

let scene: Scene;
beforeAll(async () => (scene = await Scene.open(sharedTarget(), 'pictures', 12)));
afterAll(() => scene?.close());

interface Shown {
  readonly vendor: string;
  readonly body: string;
  readonly pictures: readonly string[];
}
const textsTo = async (to: string): Promise<readonly Shown[]> =>
  (await scene.sandbox.call<{ texts: Shown[] }>('GET', `numbers/${encodeURIComponent(to)}`)).texts;
const callsFor = async (to: string): Promise<number> => {
  const { rows } = await scene.sandbox.call<{ rows: { body: string }[] }>('GET', 'requests?limit=5000');
  return rows.filter(({ body }) => decodeURIComponent(body).includes(to)).length;
};
const routeOf = async (vendor: string): Promise<string> => {
  const { body } = await scene.api.call<{ data: { id: string; vendor: string }[] }>('GET', '/api/v1/routes');
  return body.data.find((route) => route.vendor === vendor)!.id;
};
const picture = (type = 'jpg'): string => `${scene.sandbox.url}/media/sample.${type}`;

test('pictures go to Twilio, which fetches them, and the message is listed as an MMS', async () => {
  const to = scene.numbers.next();
  const media_urls = [picture(), picture('png')];
  const id = await scene.accepted({ to, text: 'Look', media_urls, route: await routeOf('twilio') });

  expect(await scene.reaches(id, 'SENT', 'DELIVERED')).toMatchObject({ channel: 'mms', media_urls });
  const [text, ...more] = await textsTo(to);
  expect(more).toEqual([]);
  expect(text).toMatchObject({ vendor: 'twilio', body: 'Look' });
  expect(text!.pictures).toHaveLength(2);
  const { body } = await scene.api.call<{ data: { id: string }[] }>('GET', '/api/v1/messages?channel=mms');
  expect(body.data.map((listed) => listed.id)).toContain(id);
});

test('a route without MMS sends the text and the addresses if that is asked for, and each part is counted', async () => {
  const to = scene.numbers.next();
  const media_urls = [picture(), picture('png')];
  const text = 'a'.repeat(120);
  const sent = await scene.send({ to, text, media_urls, media_fallback: 'link', route: await routeOf('sns') });

  const body = [text, ...media_urls].join('\n');
  expect(sent.body).toMatchObject({ segments: segmentsOf(body).segments });
  expect(segmentsOf(body).segments).toBe(2);
  await scene.reaches(sent.body.id!, 'SENT', 'DELIVERED');
  expect(await textsTo(to)).toMatchObject([{ vendor: 'sns', body, pictures: [] }]);
});

test('without that such a route gets no call', async () => {
  const to = scene.numbers.next();
  const id = await scene.accepted({ to, text: 'Look', media_urls: [picture()], route: await routeOf('sns') });

  await until('it waits for a route with MMS', async () => {
    const { body } = await scene.api.call<{ no_route?: { reason: string } }>('GET', `/api/v1/messages/${id}`);
    return body.no_route?.reason === 'no_mms';
  });
  await scene.api.call('POST', `/api/v1/messages/${id}/cancel`);
  await scene.reaches(id, 'CANCELED');
  expect(await callsFor(to)).toBe(0);
});

test('a picture that is none is refused before anything is stored', async () => {
  const to = scene.numbers.next();
  const refused = await scene.send({ to, text: 'Look', media_urls: [`${scene.sandbox.url}/`] });

  expect([refused.status, refused.body.code]).toEqual([422, 'invalid_media']);
  expect(await callsFor(to)).toBe(0);
});

everyPromiseHolds(() => scene);
