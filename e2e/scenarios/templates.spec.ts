// Real except the vendor and the phones: the API, the templates, the dispatchers and their database.
import { everyPromiseHolds, Scene } from '../harness/scene.ts';
import { sharedTarget } from '../harness/target.ts';

const target = sharedTarget();
let scene: Scene;
let admin: Record<string, string>;
beforeAll(async () => {
  scene = await Scene.open(target, 'templates', 11);
  const body = { username: 'admin', password: target.env.SEED_ADMIN_PASSWORD };
  const login = await scene.api.call('POST', '/api/v1/auth/login', { body });
  admin = { authorization: `Bearer ${String(login.body.access_token)}` };
});
afterAll(() => scene?.close());

async function manage(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(`${target.gateways.at(-1)}/api/v1/templates${path}`, {
    method,
    headers: { ...admin, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as Record<string, unknown>;
  if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status} ${String(answer.code)}.`);
  return answer;
}

const textOn = async (number: string): Promise<string[]> =>
  ((await scene.textsByNumber()).get(number) ?? []).map(({ body }) => body);

test('a template is made, approved and sent, in one message and in a batch, once to each phone', async () => {
  const contents = { en: 'Hello {{name}}, it is {{price}}.', tr: 'Merhaba {{name}}, {{price}}.' };
  const { id } = await manage('POST', '', { key: 'greeting', category: 'alert', contents });
  const early = await scene.send({ to: scene.numbers.next(), template: 'greeting', variables: {} });
  await manage('POST', '/greeting/approve', { version: 1 });

  const to = scene.numbers.next();
  const values = { name: '{{price}}', price: '$5' };
  const single = await scene.accepted({ to, template: 'greeting', variables: values });
  const numbers = scene.numbers.take(40);
  const messages = numbers.map((number, n) => ({ to: number, variables: { name: `N${n}` } }));
  const refused = { to: scene.numbers.next(), variables: { name: 'x', other: 'y' } };
  const defaults = { template: 'greeting', language: 'tr-TR', variables: { price: '7' } };
  const batch = await scene.sendBatch([...messages, refused], { defaults });

  expect([early.status, early.body.code]).toEqual([422, 'template_not_approved']);
  expect(batch.body).toMatchObject({ accepted: 40, rejected: 1 });
  expect(batch.body.items.at(-1)).toMatchObject({ position: 40, code: 'invalid_variables' });
  const seen = await scene.reaches(single, 'SENT', 'DELIVERED');
  expect(seen).toMatchObject({ template_id: id, template_version: 1, language: 'en', category: 'alert' });
  await Promise.all(batch.body.items.slice(0, 40).map((item) => scene.reaches(item.id!, 'SENT', 'DELIVERED')));
  expect(await textOn(to)).toEqual(['Hello {{price}}, it is $5.']);
  for (const [n, number] of numbers.entries()) expect(await textOn(number)).toEqual([`Merhaba N${n}, 7.`]);
  const list = await scene.api.call<{ data: unknown[] }>('GET', '/api/v1/messages?template=greeting&limit=100');
  expect(list.body.data).toHaveLength(41);
}, 120_000);

test('a repeated call gets the first answer, whatever became of the template', async () => {
  await manage('POST', '', { key: 'moving', contents: { en: 'One {a}' } });
  await manage('POST', '/moving/approve');
  const message = { to: scene.numbers.next(), template: 'moving', variables: { a: '1' } };
  const key = scene.key();
  const first = await scene.send(message, key);

  await manage('PATCH', '/moving', { contents: { en: 'Two {a}' } });
  await manage('POST', '/moving/approve', { version: 2 });
  const changed = await scene.api.send(message, key);
  await manage('PATCH', '/moving', { active: false });
  const inactive = await scene.api.send(message, key);
  const fresh = await scene.api.send(message);

  expect([first.status, changed.status, inactive.status]).toEqual([202, 202, 202]);
  expect([changed.body.id, inactive.body.id]).toEqual([first.body.id, first.body.id]);
  expect([fresh.status, fresh.body.code]).toEqual([422, 'template_inactive']);
  await scene.reaches(first.body.id, 'SENT', 'DELIVERED');
  expect(await textOn(message.to)).toEqual(['One 1']);
}, 60_000);

test('every default can be sent in each of its languages', async () => {
  const variables: Record<string, Record<string, string>> = {
    appointment_reminder: { date: '1 May', time: '10:00', trainer_name: 'Ada', location: 'Room 2' },
    assessment_notification: { assessment_name: 'Safety', due_date: '2 May' },
    password_reset: { code: '1234' },
    '2fa_code': { code: '1234' },
  };
  for (const [template, values] of Object.entries(variables))
    for (const language of ['en', 'tr', ...(template === '2fa_code' ? ['ko'] : [])]) {
      const to = scene.numbers.next();
      await scene.reaches(await scene.accepted({ to, template, language, variables: values }), 'SENT', 'DELIVERED');
      const [text] = await textOn(to);
      for (const value of Object.values(values)) expect(text).toContain(value);
    }
}, 60_000);

everyPromiseHolds(() => scene);
