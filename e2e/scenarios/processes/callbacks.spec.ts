// Rows B53 to B58 of the hostile inputs against gateway, adapter and dispatcher. Signed by Twilio's own library.
import twilio from 'twilio';
import { everyPromiseHolds, Scene } from '../../harness/scene.ts';
import { sharedTarget } from '../../harness/target.ts';
import { until } from '../../harness/wait.ts';
import type { ReceivedText } from '../../harness/sandbox.ts';

type Form = Record<string, string>;

let scene: Scene;
beforeAll(async () => (scene = await Scene.open(sharedTarget(), 'callbacks', 4)));
afterAll(() => scene.close());

/** One text for which the vendor sends no receipts by itself. */
async function sendQuietly(): Promise<{ id: string; text: ReceivedText }> {
  const to = scene.numbers.next();
  await scene.sandbox.call('POST', 'twilio/receipts/rules', { plan: { mode: 'off' }, match: { to } });
  const id = await scene.accepted({ to, text: 'Quiet' });
  await scene.reaches(id, 'SENT');
  const text = await scene.arrived(to);
  // Twilio neither calls nor signs the fragment.
  return { id, text: { ...text, statusCallback: text.statusCallback!.split('#')[0]! } };
}

const formOf = ({ sid, to, from }: ReceivedText, status: string): Form => ({
  MessageSid: sid,
  MessageStatus: status,
  AccountSid: scene.target.env['TWILIO_ACCOUNT_SID']!,
  To: to,
  From: from,
});
const signatureOf = (url: string, form: Form): string =>
  twilio.getExpectedTwilioSignature(scene.target.env['TWILIO_AUTH_TOKEN']!, url, form);

interface Call {
  readonly url: string;
  readonly body: string | Buffer;
  readonly signature?: string;
  readonly type?: string;
}

async function post({ url, body, signature, type = 'application/x-www-form-urlencoded' }: Call) {
  const headers: Form = { 'content-type': type, ...(signature !== undefined && { 'x-twilio-signature': signature }) };
  const response = await fetch(url, { method: 'POST', headers, body: body as string });
  return { status: response.status, answer: await response.text() };
}

/** A callback as Twilio sends it. */
function signed(url: string, form: Form) {
  return post({ url, body: new URLSearchParams(form).toString(), signature: signatureOf(url, form) });
}

const evidenceOf = (id: string) =>
  scene.ledger.db
    .collection('sms_evidence')
    .find({ message: `${scene.target.tenant}.${id}` })
    .toArray();

describe('B53: a callback that is not authentic', () => {
  let id: string;
  let url: string;
  let form: Form;
  let body: string;
  let signature: string;
  beforeAll(async () => {
    const sent = await sendQuietly();
    id = sent.id;
    url = sent.text.statusCallback!;
    form = formOf(sent.text, 'delivered');
    body = new URLSearchParams(form).toString();
    signature = signatureOf(url, form);
  });

  const forgeries: readonly [string, () => Call][] = [
    ['without a signature', () => ({ url, body })],
    ['with an empty signature', () => ({ url, body, signature: '' })],
    [
      'with a false signature',
      () => ({ url, body, signature: `${signature[0] === 'A' ? 'B' : 'A'}${signature.slice(1)}` }),
    ],
    ['signed for another address', () => ({ url, body, signature: signatureOf(`${url}0`, form) })],
    ['signed for another status', () => ({ url, body: body.replace('delivered', 'undelivered'), signature })],
    ['changed by one space', () => ({ url, body: body.replace('delivered', 'delivered+'), signature })],
    ['with a field more than was signed', () => ({ url, body: `${body}&ErrorCode=30005`, signature })],
    ["at another message's address", () => ({ url: url.replace(/\.0000\./, '.0001.'), body, signature })],
    [
      'of another account',
      () => {
        const other = { ...form, AccountSid: `AC${'f'.repeat(32)}` };
        return { url, body: new URLSearchParams(other).toString(), signature: signatureOf(url, other) };
      },
    ],
    [
      'at an address that nobody was given',
      () => {
        const made = url.replace(/twilio\/[^?]+/, `twilio/${'A'.repeat(43)}`);
        return { url: made, body, signature: signatureOf(made, form) };
      },
    ],
  ];

  test.each(forgeries)('%s is refused without a hint, and changes nothing', async (_, call) => {
    const { status, answer } = await post(call());

    expect([status, JSON.parse(answer)]).toMatchObject([403, { code: 'invalid_signature' }]);
    expect(answer.replace(/"trace_id":"[^"]*"/, '')).not.toMatch(/token|expected|hmac|sha|AC0|account/i);
    expect((await scene.api.message(id)).status).toBe('SENT');
  });

  test('and the authentic one is accepted afterwards', async () => {
    expect(await signed(url, form)).toMatchObject({ status: 200 });
    expect((await scene.api.message(id)).status).toBe('DELIVERED');
  });
});

test('B54: a valid callback replayed 100 times is answered with 200 each time and has one effect', async () => {
  const { id, text } = await sendQuietly();
  const url = text.statusCallback!;

  const replays = Array.from({ length: 100 }, () => signed(url, formOf(text, 'delivered')));
  const answers = await Promise.all(replays);

  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  const { status, timeline } = await scene.api.message(id);
  expect(status).toBe('DELIVERED');
  expect(timeline.filter(({ kind }) => kind === 'receipt')).toHaveLength(1);
  expect((await evidenceOf(id)).filter(({ kind }) => kind === 'receipt')).toHaveLength(1);
});

test('B55: a callback of an unknown message is accepted and kept as an orphan', async () => {
  const { text } = await sendQuietly();
  const url = text.statusCallback!.split('?')[0]!;
  const sid = `SM${'0123456789abcdef'.repeat(2)}`;

  const { status } = await signed(url, { ...formOf(text, 'delivered'), MessageSid: sid });

  expect(status).toBe(200);
  const orphans = await scene.ledger.db
    .collection('sms_evidence')
    .find({ kind: 'orphan', vendor_message_id: sid })
    .toArray();
  expect(orphans).toMatchObject([{ receipt: 'DELIVERED' }]);
  expect(orphans[0]).not.toHaveProperty('message');
});

test("a signed callback at a message's address with the id of another text changes only the message with that id", async () => {
  const [named, owner] = [await sendQuietly(), await sendQuietly()];
  const url = named.text.statusCallback!;
  const unknown = `SM${'fedcba9876543210'.repeat(2)}`;

  const strange = await signed(url, { ...formOf(named.text, 'undelivered'), MessageSid: unknown });
  const mixed = await signed(url, formOf(owner.text, 'delivered'));

  expect([strange.status, mixed.status]).toEqual([200, 200]);
  expect((await scene.api.message(owner.id)).status).toBe('DELIVERED');
  expect((await scene.api.message(named.id)).status).toBe('SENT');
  expect((await evidenceOf(named.id)).filter(({ kind }) => kind === 'receipt')).toEqual([]);
});

test("B55: a callback that arrives before the vendor's own answer, and names no message, finds it later", async () => {
  const to = scene.numbers.next();
  await scene.sandbox.call('POST', 'twilio/receipts/rules', { plan: { mode: 'off' }, match: { to } });
  await scene.sandbox.fault({ fault: { kind: 'latency', ms: 4_000 }, match: { to } });
  const id = await scene.accepted({ to, text: 'Overtaken' });
  const text = await scene.arrived(to);

  const { status } = await signed(text.statusCallback!.split('?')[0]!, formOf(text, 'delivered'));

  expect(status).toBe(200);
  expect((await scene.api.message(id)).status).toBe('SENDING');
  const { attempts } = await scene.reaches(id, 'DELIVERED');
  expect(attempts).toMatchObject([{ outcome: 'accepted', vendor_message_id: text.sid }]);
});

test("B55: the vendor's own callbacks, all answered before its answer to the send, are not lost", async () => {
  const to = scene.numbers.next();
  await scene.sandbox.call('POST', 'twilio/receipts/rules', { plan: { beforeAnswer: true }, match: { to } });

  const id = await scene.accepted({ to, text: 'Receipts first' });

  const { attempts } = await scene.reaches(id, 'DELIVERED');
  await until('the answer is in the ledger', async () => (await scene.api.message(id)).attempts.length === 1);
  expect(attempts.every(({ outcome }) => outcome === 'accepted')).toBe(true);
});

test('B56: DELIVERED, then SENT, then FAILED leaves DELIVERED, and the history is complete', async () => {
  const { id, text } = await sendQuietly();
  const advance = (status: string, errorCode?: number) =>
    scene.sandbox.call<{ callbacks: { httpStatus: number }[] }>('POST', `twilio/messages/${text.sid}/advance`, {
      status,
      ...(errorCode && { errorCode }),
    });

  const ends = [await advance('delivered'), await advance('sent'), await advance('failed', 30_005)];

  expect(ends.flatMap(({ callbacks }) => callbacks.map(({ httpStatus }) => httpStatus))).toEqual([200, 200, 200]);
  const { status, timeline } = await scene.api.message(id);
  expect(status).toBe('DELIVERED');
  expect(timeline.filter(({ kind }) => kind === 'receipt')).toHaveLength(2);
  expect(timeline.at(-1)).toMatchObject({ status: 'DELIVERED', code: '30005' });
  const receipts = (await evidenceOf(id)).filter(({ kind }) => kind === 'receipt');
  expect(receipts.map(({ receipt }) => receipt as string).sort()).toEqual(['DELIVERED', 'UNDELIVERED']);
});

test('B56: UNDELIVERED rises to DELIVERED and does not fall back', async () => {
  const { id, text } = await sendQuietly();
  const url = text.statusCallback!;

  await signed(url, { ...formOf(text, 'undelivered'), ErrorCode: '30003' });
  const between = (await scene.api.message(id)).status;
  await signed(url, formOf(text, 'delivered'));
  await signed(url, { ...formOf(text, 'undelivered'), ErrorCode: '30003' });

  expect([between, (await scene.api.message(id)).status]).toEqual(['UNDELIVERED', 'DELIVERED']);
});

describe('B58: a malformed callback', () => {
  const SHAPES: readonly [string, number, (form: Form) => Pick<Call, 'body' | 'type'>][] = [
    [
      'a form of a megabyte',
      413,
      (form) => ({ body: `${new URLSearchParams(form).toString()}&x=${'a'.repeat(1_000_000)}` }),
    ],
    [
      '10,000 parameters',
      413,
      (form) => ({
        body: `${new URLSearchParams(form).toString()}${Array.from({ length: 10_000 }, (_, at) => `&p${at}=1`).join('')}`,
      }),
    ],
    ['bytes that are not UTF-8', 400, () => ({ body: Buffer.from([0x4d, 0xff, 0xfe, 0x3d, 0x31]) })],
  ];

  test.each(SHAPES)('%s is answered with %i, and the next callback is accepted', async (_, expected, shape) => {
    const { id, text } = await sendQuietly();
    const url = text.statusCallback!;
    const form = formOf(text, 'delivered');

    const { status } = await post({ url, signature: signatureOf(url, form), ...shape(form) });

    expect(status).toBe(expected);
    expect((await scene.api.message(id)).status).toBe('SENT');
    expect(await signed(url, form)).toMatchObject({ status: 200 });
    expect((await scene.api.message(id)).status).toBe('DELIVERED');
  });

  test('a thousand unknown fields, all signed, are accepted', async () => {
    const { id, text } = await sendQuietly();
    const extra = Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`NewField${at}`, `value ${at}`]));

    expect(await signed(text.statusCallback!, { ...formOf(text, 'delivered'), ...extra })).toMatchObject({
      status: 200,
    });
    expect((await scene.api.message(id)).status).toBe('DELIVERED');
  });
});

everyPromiseHolds(() => scene);
