// Everything is real except the vendor and the phones: a person types on a phone of the fake Twilio.
import twilio from 'twilio';
import { Api } from '../../harness/api.ts';
import { Scene } from '../../harness/scene.ts';
import { sharedTarget } from '../../harness/target.ts';
import { until } from '../../harness/wait.ts';

type Json = Record<string, unknown>;
interface Answered {
  readonly vendor: string;
  readonly to: string;
  readonly callback: { readonly httpStatus: number; readonly body: string };
}

let scene: Scene;
let admin: Record<string, string>;
/** Without the key, one for each gateway. */
let users: readonly Api[];
beforeAll(async () => {
  const target = sharedTarget();
  scene = await Scene.open(target, 'inbound', 7);
  const body = { username: target.env.SEED_ADMIN_USERNAME ?? 'admin', password: target.env.SEED_ADMIN_PASSWORD };
  users = target.gateways.map((url) => new Api(url));
  const login = await users[0]!.call<{ access_token: string }>('POST', '/api/v1/auth/login', { body });
  admin = { authorization: `Bearer ${login.body.access_token}`, 'postrider-environment': 'test' };
});
afterAll(() => scene?.close());

/** A person who got a text; what they type then goes to its sender. */
async function person(): Promise<string> {
  const [to] = scene.numbers.take(1) as [string];
  await scene.reaches(await scene.accepted({ to, text: 'Will you come?' }), 'DELIVERED', 'SENT');
  return to;
}

const types = (number: string, text: string) =>
  scene.sandbox.call<Answered>('POST', `phones/${encodeURIComponent(number)}/reply`, { text });
const send = (to: string) => scene.api.call<Json>('POST', '/api/v1/messages', { body: { to, text: 'One more' } });
const get = <Body = { data: Json[] }>(path: string, at = users[0]!) => at.call<Body>('GET', path, { headers: admin });
const textsOn = async (number: string): Promise<string[]> =>
  (await scene.sandbox.textsTo(number)).map(({ body }) => body);
const received = async (number: string): Promise<Json[]> =>
  (await get('/api/v1/inbound-messages?limit=100')).body.data.filter(({ from }) => from === number);

test('when the webhook of a STOP is answered, no gateway accepts a text to its sender, and Twilio sends nothing back', async () => {
  const number = await person();

  const { callback } = await types(number, 'Stop');

  expect(callback).toMatchObject({ httpStatus: 200, body: '<Response></Response>' });
  for (const api of scene.apis) {
    const { status, body } = await api.call<Json>('POST', '/api/v1/messages', { body: { to: number, text: 'More' } });
    expect([status, body.code]).toEqual([422, 'recipient_opted_out']);
  }
  expect(await received(number)).toMatchObject([{ text: 'Stop', keyword: 'stop' }]);
  expect(await textsOn(number)).toHaveLength(1);
});

test('a stop word that Twilio does not know is answered once, by us, from the number that received it', async () => {
  const number = await person();
  const { to } = await types(number, 'ARRET');
  await types(number, 'arret!');

  const texts = await until('the answer is on the phone', async () => {
    const all = await scene.sandbox.textsTo(number);
    return all.length > 1 && all;
  });

  expect(texts.map(({ from }) => from)).toEqual([to, to]);
  expect(texts[0]!.body).toContain('START');
  expect((await send(number)).body.code).toBe('recipient_opted_out');
});

test('"stop by tomorrow" changes nothing and is marked, and a conversation is read and answered', async () => {
  const number = await person();
  const { to } = await types(number, 'stop by tomorrow');

  const [text] = await received(number);
  expect(text).toMatchObject({ text: 'stop by tomorrow', needs_review: true, to });
  expect(text).not.toHaveProperty('keyword');
  const path = `/api/v1/conversations/${String(text!.conversation)}`;
  const body = { text: 'See you then.' };
  const headers = { ...admin, 'idempotency-key': `reply-${number}` };
  const replies = await Promise.all(
    [0, 1, 2].map((at) => users[at % users.length]!.call<Json>('POST', `${path}/reply`, { body, headers })),
  );
  expect(new Set(replies.map(({ body: { id } }) => id)).size).toBe(1);
  await scene.reaches(String(replies[0]!.body.id), 'DELIVERED', 'SENT');

  expect(await textsOn(number)).toEqual([expect.stringContaining('See you then.'), expect.any(String)]);
  const { body: read } = await get<{ data: Json[]; conversation: Json }>(path, users.at(-1)!);
  expect(read.conversation).toMatchObject({ number, our_number: to });
  expect(read.data.map(({ direction, text: says }) => [direction, says])).toEqual([
    ['sent', 'See you then.'],
    ['received', 'stop by tomorrow'],
    ['sent', 'Will you come?'],
  ]);
});

test('B53 B54 a forged text is refused and not stored, and one that is replayed is stored once', async () => {
  const number = await person();
  const { to } = await types(number, 'Hello');
  const url = (await scene.arrived(number)).statusCallback!.split('?')[0]!;
  const form = {
    ...{ AccountSid: scene.target.env['TWILIO_ACCOUNT_SID']!, From: number, To: to, Body: 'Replayed' },
    ...{ MessageSid: `SM${'7'.repeat(32)}`, SmsStatus: 'received', NumMedia: '0' },
  };
  const post = async (signature: string) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature };
    return (await fetch(url, { method: 'POST', headers, body: new URLSearchParams(form).toString() })).status;
  };
  const genuine = twilio.getExpectedTwilioSignature(scene.target.env['TWILIO_AUTH_TOKEN']!, url, form);

  expect(await post(`${genuine.startsWith('A') ? 'B' : 'A'}${genuine.slice(1)}`)).toBe(403);
  expect(await received(number)).toHaveLength(1);
  const replays = await Promise.all(Array.from({ length: 30 }, () => post(genuine)));

  expect(new Set(replays)).toEqual(new Set([200]));
  expect((await received(number)).map(({ text }) => text)).toEqual(['Replayed', 'Hello']);
});

test('without messages:read_content a text and its number are masked, and nothing in an address or an answer shows them', async () => {
  const number = await person();
  await types(number, 'A secret answer');
  const { conversation } = (await received(number))[0]!;

  const { body } = await scene.api.call<{ data: Json[] }>('GET', '/api/v1/inbound-messages?limit=100');
  const mine = body.data.find((it) => it.conversation === conversation)!;

  expect(mine).toMatchObject({ masked: true, from: expect.stringContaining('*') });
  expect(JSON.stringify(body)).not.toMatch(new RegExp(`secret answer|${number.slice(1)}`));
  expect(String(conversation)).not.toContain(number.slice(-6));
  const reply = await scene.api.call<Json>('POST', `/api/v1/conversations/${String(conversation)}/reply`, {
    body: { text: 'Thanks' },
  });
  expect(reply.status).toBe(202);
  expect(JSON.stringify(reply.body)).not.toContain(number.slice(1));
  const sent = await scene.api.message(String(reply.body.id));
  expect(sent).toMatchObject({ text: 'Thanks', to: expect.stringContaining('*') });
});
