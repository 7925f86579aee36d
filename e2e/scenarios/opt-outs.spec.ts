// Real except the vendor: the API, the dispatchers and their database. Texts are counted at the phones.
import { Api } from '../harness/api.ts';
import { everyPromiseHolds, Scene } from '../harness/scene.ts';
import { sharedTarget } from '../harness/target.ts';

let scene: Scene;
beforeAll(async () => (scene = await Scene.open(sharedTarget(), 'opt-outs', 10)));
afterAll(() => scene.close());

const PATH = '/api/v1/opt-outs';
const optOut = (body: object) => scene.api.call<{ id: string; added: boolean }>('POST', PATH, { body });
const lastApi = () => scene.apis.at(-1)!;

test('who opted out gets no text, whichever gateway is called, until it is lifted', async () => {
  const [gone, wanted] = scene.numbers.take(2) as [string, string];
  const { body: added } = await optOut({ number: gone, source: 'sms', proof: 'STOP' });

  const single = await scene.send({ to: gone, text: 'Nobody wants this' }, scene.key(), lastApi());
  const batch = await scene.sendBatch([
    { to: gone, text: 'Nobody wants this either' },
    { to: wanted, text: 'Somebody wants this' },
  ]);

  expect([single.status, single.body.code]).toEqual([422, 'recipient_opted_out']);
  expect(batch.body.items.map(({ code }) => code)).toEqual(['recipient_opted_out', undefined]);
  await scene.arrived(wanted);
  expect(await scene.sandbox.textsTo(gone)).toEqual([]);

  const { env } = sharedTarget();
  const user = new Api(scene.api.url);
  const body = { username: env.SEED_ADMIN_USERNAME ?? 'admin', password: env.SEED_ADMIN_PASSWORD };
  const login = await user.call<{ access_token: string }>('POST', '/api/v1/auth/login', { body });
  const lifted = await user.call('DELETE', `${PATH}/${added.id}`, {
    body: { reason: 'They asked for it.' },
    headers: { authorization: `Bearer ${login.body.access_token}` },
  });
  expect(lifted.status).toBe(204);
  await scene.accepted({ to: gone, text: 'Now it is wanted' });
  expect((await scene.arrived(gone)).body).toContain('Now it is wanted');
}, 60_000);

test('a scheduled text is CANCELED if its recipient opts out before its time, and the others are sent', async () => {
  const [gone, wanted] = scene.numbers.take(2) as [string, string];
  const send_at = new Date(Date.now() + 6_000).toISOString();
  const canceled = await scene.accepted({ to: gone, text: 'Later', send_at });
  const sent = await scene.accepted({ to: wanted, text: 'Later', send_at });
  const advert = await scene.accepted({ to: wanted, text: 'An advert', send_at, category: 'marketing' });

  const lines = [
    { number: gone, scope: 'all' },
    { number: wanted, scope: 'marketing' },
  ].map((line) => `${JSON.stringify(line)}\n`);
  const imported = await fetch(`${scene.api.url}${PATH}/import`, {
    method: 'POST',
    headers: { 'x-api-key': scene.target.apiKey, 'content-type': 'application/x-ndjson' },
    body: lines.join(''),
  });
  expect(await imported.json()).toEqual({ added: 2, known: 0, refused: 0, errors: [] });

  expect((await scene.reaches(canceled, 'CANCELED', 'SENT', 'DELIVERED')).reason).toBe('OPTED_OUT');
  expect((await scene.reaches(advert, 'CANCELED', 'SENT', 'DELIVERED')).reason).toBe('OPTED_OUT');
  await scene.reaches(sent, 'SENT', 'DELIVERED');
  expect((await scene.textsByNumber()).get(gone)).toBeUndefined();
  expect((await scene.textsByNumber()).get(wanted)).toHaveLength(1);
}, 60_000);

everyPromiseHolds(() => scene);
