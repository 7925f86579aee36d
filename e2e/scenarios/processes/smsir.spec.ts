// Everything is real except SMS.IR and the phones, which the sandbox plays: a system of its own, with this one vendor.
import { administratorOf } from '../../harness/administrator.ts';
import { everyPromiseHolds, Scene } from '../../harness/scene.ts';
import { startTarget } from '../../harness/start-target.ts';
import type { Target } from '../../harness/target.ts';
import { until } from '../../harness/wait.ts';

interface Shown {
  readonly sid: string;
  readonly body: string;
  readonly from: string;
  readonly template?: { readonly code: string; readonly tokens: Readonly<Record<string, string>> };
}
interface Skipped {
  readonly skipped: readonly { readonly reason: string }[];
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

describe('by template', () => {
  const UNMAPPED = 'smsir_unmapped';
  const KEY = 'smsir_code';

  beforeAll(async () => {
    const done = await administratorOf(target);
    for (const key of [KEY, UNMAPPED]) {
      const contents = { en: 'Your code is {PIN}.' };
      await done('POST', 'templates', { key, category: 'otp', contents, variables: { PIN: { max_length: 25 } } });
      await done('POST', `templates/${key}/approve`);
    }
    await done('PUT', `templates/${KEY}/vendor-mappings/smsir`, { code: '100000', tokens: { PIN: 'CODE' } });
  });

  const byTemplate = (to: string, PIN: string, template = KEY) => ({ to, template, variables: { PIN } });
  const skippedFor = async (item: object): Promise<string[]> => {
    const { body } = await scene.api.call<{ explanation: Skipped }>('POST', '/api/v1/simulate', { body: item });
    return body.explanation.skipped.map(({ reason }) => reason);
  };
  const callsOfSmsir = async (to: string): Promise<unknown[]> => {
    const { rows } = await scene.sandbox.call<{ rows: { operation: string; body: string }[] }>(
      'GET',
      'requests?vendor=smsir&limit=5000',
    );
    return rows.filter(({ operation, body }) => operation === 'create' && body.includes(to.slice(3)));
  };

  test("a message reaches SMS.IR as its template's number with the mapped value", async () => {
    const to = newNumber();

    const id = await scene.accepted(byTemplate(to, '12345'));
    const { attempts } = await scene.reaches(id, 'DELIVERED');

    const [text, ...more] = await textsTo(to);
    expect(more).toEqual([]);
    expect(text).toMatchObject({
      body: 'Your code is 12345.',
      template: { code: '100000', tokens: { CODE: '12345' } },
    });
    expect(attempts).toMatchObject([{ outcome: 'accepted', vendor_message_id: text!.sid }]);
  });

  test("one whose answer was lost is SENT with the vendor's id, and no second one follows", async () => {
    const to = newNumber();
    await loseTheAnswer(to);

    const id = await scene.accepted(byTemplate(to, '67890'));
    const { attempts } = await scene.reaches(id, 'SENT', 'DELIVERED');

    const texts = await textsTo(to);
    expect(texts).toHaveLength(1);
    expect(JSON.stringify(attempts)).toContain(`"vendor_message_id":"${texts[0]!.sid}"`);
    expect(await callsOfSmsir(to)).toHaveLength(1);
  });

  test('a template without a mapping, and a value that is too long, are seen before any call', async () => {
    const unmapped = { ...byTemplate(newNumber(), '1', UNMAPPED), valid_for_s: 2 };
    const long = byTemplate(newNumber(), 'x'.repeat(26));

    expect(await skippedFor(unmapped)).toEqual(['no_mapping']);
    await scene.reaches(await scene.accepted(unmapped), 'EXPIRED');
    expect((await scene.api.send(long)).status).toBe(422);
    for (const { to } of [unmapped, long]) expect(await callsOfSmsir(to)).toEqual([]);
  });
});

everyPromiseHolds(() => scene);

// After the rules: nobody asked for an answer to a stop word.
test('a person answers لغو۱۱: it is read by a poll, opts them out, and is confirmed once, from the line', async () => {
  const to = newNumber();
  await scene.reaches(await scene.accepted({ to, text: 'سلام' }), 'DELIVERED');

  for (const text of ['لغو۱۱', 'لغو11'])
    await scene.sandbox.call('POST', `phones/${encodeURIComponent(to)}/reply`, { text });
  const texts = await until('the confirmation is on the phone', async () => {
    const all = await textsTo(to);
    return all.length > 1 && all;
  });

  expect(texts).toMatchObject([{ from: '30001234', body: expect.stringContaining('START') }, { body: 'سلام' }]);
  const { status, body } = await scene.api.send({ to, text: 'One more' });
  expect([status, body.code]).toEqual([422, 'recipient_opted_out']);
});
