// Real: agent-lease with its HTTP server, MongoDB, NATS. The dispatcher and the gateway are canned.
import jsQR from 'jsqr';
import { until } from '../../../../libs/persistence/testing/index.ts';
import {
  OTHER_TENANT,
  POOL,
  runAgentLease,
  SECRET,
  TENANT,
  type Answer,
  type RunningAgentLease,
} from '../builders/running-agent-lease.ts';

/** Its types are those of a module of the older kind. */
const readQr = jsQR as unknown as typeof jsQR.default;

let running: RunningAgentLease;
beforeAll(async () => {
  running = await runAgentLease();
});
afterAll(() => running[Symbol.asyncDispose]());

const BY = 'user:olga';
const REFUSED = {
  detail: 'Register with a valid registration secret or enrolment code.',
  code: 'unauthenticated',
};
/** Each call from an address of its own, so that the limit of wrong guesses stays out of the way. */
let address = 0;
const register = (body: object, token?: string, from = `10.0.${address++}.1`): Promise<Answer> =>
  running.call('/agent/register', { body, headers: { 'x-forwarded-for': from }, ...(token && { token }) });
const newCode = (over: object = {}) =>
  running.agents.createCode({
    tenant: TENANT,
    by: BY,
    environment: 'live',
    base_url: 'https://sms.example.com',
    ...over,
  });

test('a code registers one phone, in the environment and pool that it names', async () => {
  const { code } = await newCode({ label: 'Front desk', pool: POOL });

  const registered = await register({ device_id: 'coded', enrolment_code: code.toLowerCase().replaceAll('-', ' ') });

  expect(registered).toMatchObject({ status: 201, body: { agent_token: expect.any(String) } });
  const told = running.dispatcher.questions.phones.save.asked.find(({ agent }) => agent === registered.body.agent_id);
  expect(told).toMatchObject({ environment: 'live', pool: POOL, name: 'Front desk', can_start: false });
});

test('a wrong, a used, an expired and a burnt code are refused with the same answer', async () => {
  const used = await newCode();
  await register({ device_id: 'first user', enrolment_code: used.code });
  const expired = await newCode();
  await running.mongo.session.db
    .collection('enrolment_codes')
    .updateOne({ head: expired.code.slice(0, 4) }, { $set: { expires_at: new Date(0) } });
  const burnt = await newCode();
  const wrong = `${burnt.code.slice(0, 4)}-0000-0000`;
  for (let n = 0; n < 5; n++) await register({ device_id: 'guesser', enrolment_code: wrong });

  for (const enrolment_code of [used.code, expired.code, burnt.code, wrong, 'no code', 'ZZZZ-ZZZZ-ZZZZ'])
    expect(await register({ device_id: 'x', enrolment_code })).toMatchObject({ status: 401, body: REFUSED });
});

test('of twenty phones that show one code at once, one is registered', async () => {
  const { code } = await newCode();

  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) => register({ device_id: `race ${n}`, enrolment_code: code })),
  );

  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
});

test('the picture of a code says where to register and with which code', async () => {
  const { code, qr_svg, qr_text, expires_at } = await newCode();

  expect(new URLSearchParams(qr_text.slice(qr_text.indexOf('?')))).toEqual(
    new URLSearchParams({ url: 'https://sms.example.com', code }),
  );
  expect(read(qr_svg)).toBe(qr_text);
  expect(Date.parse(expires_at) - Date.now()).toBeGreaterThan(9 * 60_000);
  expect(Date.parse(expires_at) - Date.now()).toBeLessThan(11 * 60_000);
});

test('a thousand guesses from one address are throttled, answered alike and audited once', async () => {
  const statuses = new Map<number, number>();
  for (let n = 0; n < 1_000; n++) {
    const { status } = await register({ device_id: 'g', registration_secret: `guess ${n}` }, undefined, '192.0.2.77');
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }

  expect([...statuses.keys()].toSorted((a, b) => a - b)).toEqual([401, 429]);
  expect(statuses.get(401)).toBe(10);
  const refused = await register({ device_id: 'g', registration_secret: SECRET }, undefined, '192.0.2.77');
  expect(refused).toMatchObject({ status: 429, body: { code: 'too_many_attempts' } });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  const rows = () => running.gateway.questions.audit.record.asked.flatMap(({ actions }) => actions);
  await until('the refusals are audited', () => rows().some(({ client_ip }) => client_ip === '192.0.2.77'));
  expect(rows().filter(({ client_ip }) => client_ip === '192.0.2.77')).toEqual([
    expect.objectContaining({ action: 'agent.register', outcome: 'denied', code: 'unauthenticated' }),
  ]);
});

test('a known device gets a new token for the secret, the old token or a code, and for nothing else', async () => {
  const first = await register({ device_id: 'known', registration_secret: SECRET });
  const token = first.body.agent_token as string;

  expect(await register({ device_id: 'known' })).toMatchObject({ status: 401, body: REFUSED });
  const kept = await register({ device_id: 'known', registration_secret: SECRET, rotate_token: false });
  expect(kept).toMatchObject({ status: 200, body: { agent_id: first.body.agent_id, agent_token: null } });
  const byToken = await register({ device_id: 'known' }, token);
  expect(byToken).toMatchObject({
    status: 200,
    body: { agent_id: first.body.agent_id, agent_token: expect.any(String) },
  });
  expect(await running.call('/agent/heartbeat', { method: 'POST', token })).toMatchObject({ status: 401 });
  const next = byToken.body.agent_token as string;
  expect(await running.call('/agent/heartbeat', { method: 'POST', token: next })).toMatchObject({ status: 200 });
  expect(await register({ device_id: 'another device' }, next)).toMatchObject({ status: 401, body: REFUSED });
});

test('a device that registers many times at once stays one phone', async () => {
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => register({ device_id: 'twin', registration_secret: SECRET })),
  );

  expect(new Set(answers.map(({ body }) => body.agent_id)).size).toBe(1);
});

test('the stored secret goes before the setting, also an empty one, and no other tenant can have it', async () => {
  const { agents } = running;
  expect(await agents.readSecret({ tenant: TENANT })).toEqual({ registration_secret: SECRET, configured: true });
  const taken = agents.saveSecret({ tenant: OTHER_TENANT, by: BY, registration_secret: SECRET });
  await expect(taken).rejects.toMatchObject({ code: 'name_taken' });
  await agents.saveSecret({ tenant: OTHER_TENANT, by: BY, registration_secret: 'of the other tenant' });
  const taken2 = agents.saveSecret({ tenant: TENANT, by: BY, registration_secret: 'of the other tenant' });
  await expect(taken2).rejects.toMatchObject({ code: 'name_taken' });

  await agents.saveSecret({ tenant: TENANT, by: BY, registration_secret: 'your-new-secret-2026' });
  expect(await register({ device_id: 's1', registration_secret: SECRET })).toMatchObject({ status: 401 });
  expect(await register({ device_id: 's1', registration_secret: 'your-new-secret-2026' })).toMatchObject({
    status: 201,
  });
  const other = await register({ device_id: 's1', registration_secret: 'of the other tenant' });
  const told = running.dispatcher.questions.phones.save.asked.find(({ agent }) => agent === other.body.agent_id);
  expect(told).toMatchObject({ tenant: OTHER_TENANT });

  await agents.saveSecret({ tenant: TENANT, by: BY, registration_secret: '' });
  expect(await agents.readSecret({ tenant: TENANT })).toEqual({ registration_secret: '', configured: false });
  for (const registration_secret of [SECRET, 'your-new-secret-2026'])
    expect(await register({ device_id: 's2', registration_secret })).toMatchObject({ status: 401, body: REFUSED });
  expect(await register({ device_id: 's2', registration_secret: '' })).toMatchObject({ status: 201 });
  expect(await register({ device_id: 's2' })).toMatchObject({ status: 401, body: REFUSED });

  const stored = await running.mongo.session.db.collection('registration_secrets').find().toArray();
  expect(JSON.stringify(stored)).not.toMatch(/of the other tenant|your-new-secret/);
});

test.each(['1234567', ' leading', 'a\u0000b long enough'])('the secret %j is refused', async (registration_secret) => {
  const saved = running.agents.saveSecret({ tenant: TENANT, by: BY, registration_secret });

  await expect(saved).rejects.toMatchObject({ code: 'invalid_field' });
});

test('where no secret is configured, only the first tenant takes phones without one', async () => {
  await using open = await runAgentLease({ AGENT_REGISTRATION_SECRET: '' });

  const first = await open.call('/agent/register', { body: { device_id: 'open', label: 'L' } });
  expect(first.status).toBe(201);
  expect(open.dispatcher.questions.phones.save.asked[0]).toMatchObject({ tenant: TENANT, enabled: true });
  const again = await open.call('/agent/register', { body: { device_id: 'open', label: 'thief' } });
  expect(again).toMatchObject({ status: 401, body: REFUSED });
  const kept = await open.call('/agent/register', { body: { device_id: 'open', rotate_token: false } });
  expect(kept.body).toMatchObject({ agent_id: first.body.agent_id, agent_token: null });
});

/** As the camera of a phone reads the picture: its black squares on white. */
function read(svg: string): string | undefined {
  const [, width] = /viewBox="0 0 (\d+)/.exec(svg)!;
  const size = Number(width);
  const pixels = new Uint8ClampedArray(size * size * 4).fill(255);
  for (const [, x, y, w, h] of svg.matchAll(/M(\d+),(\d+)h(\d+)v(\d+)h-\d+z/g))
    for (let row = Number(y); row < Number(y) + Number(h); row++)
      for (let column = Number(x); column < Number(x) + Number(w); column++)
        pixels.fill(0, (row * size + column) * 4, (row * size + column) * 4 + 3);
  return readQr(pixels, size, size)?.data;
}
