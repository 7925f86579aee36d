// Everything is real except Kavenegar and the phones, which the sandbox plays: a system of its own, with this one vendor.
import { administratorOf } from '../../harness/administrator.ts';
import type { ReceivedText } from '../../harness/sandbox.ts';
import { everyPromiseHolds, Scene } from '../../harness/scene.ts';
import { startTarget } from '../../harness/start-target.ts';
import type { Target } from '../../harness/target.ts';

let target: Target;
let scene: Scene;
beforeAll(async () => {
  target = await startTarget({ timeScale: 4, vendor: 'kavenegar' });
  scene = await Scene.open(target, 'kavenegar');
}, 120_000);
afterAll(async () => {
  await scene?.close();
  await target?.stop();
}, 60_000);

let given = 0;
const newNumber = (): string => `+98912${String(++given).padStart(7, '0')}`;
const fault = (kind: string, match: object) =>
  scene.sandbox.call('POST', 'kavenegar/faults', [{ fault: { kind }, match }]);
const textsTo = async (to: string): Promise<ReceivedText[]> => (await scene.textsByNumber()).get(to) ?? [];
/** What Kavenegar was asked to send to the number. */
const callsFor = async (to: string): Promise<Record<string, string>[]> => {
  const { rows } = await scene.sandbox.call<{ rows: { parsed: Record<string, string> }[] }>(
    'GET',
    'requests?vendor=kavenegar&limit=5000',
  );
  return rows.map(({ parsed }) => parsed).filter(({ receptor }) => receptor === `0${to.slice(3)}`);
};
const localIdsSent = async (to: string) => (await callsFor(to)).map(({ localid }) => localid);

/** The message is sent, and the phone has one text: the one with the vendor's id. */
async function isSentOnce(id: string, to: string): Promise<void> {
  const { attempts } = await scene.reaches(id, 'SENT', 'DELIVERED');
  const texts = await textsTo(to);
  expect(texts).toHaveLength(1);
  expect(JSON.stringify(attempts)).toContain(`"vendor_message_id":"${texts[0]!.sid}"`);
}

test('a text costs Rial, and becomes DELIVERED when Kavenegar is asked by its id', async () => {
  const to = newNumber();

  const id = await scene.accepted({ to, text: 'سلام' });
  const { attempts } = await scene.reaches(id, 'DELIVERED');

  const [text, ...more] = await textsTo(to);
  expect(more).toEqual([]);
  expect(text).toMatchObject({ body: 'سلام', from: '10004346' });
  expect(attempts).toMatchObject([
    { outcome: 'accepted', vendor_message_id: text!.sid, cost: { micros: 120_000_000, currency: 'IRR' } },
  ]);
});

test("a text whose answer was lost is SENT with the vendor's id, and no second one follows", async () => {
  const to = newNumber();
  await fault('reset-after-accept', { to });

  await isSentOnce(await scene.accepted({ to, text: 'A lost answer' }), to);
  expect(await localIdsSent(to)).toHaveLength(1);
});

test('a text that Kavenegar does not have is sent again under its client reference', async () => {
  const to = newNumber();
  await fault('reset-before-accept', { to });

  await isSentOnce(await scene.accepted({ to, text: 'Nobody has it' }), to);
  const references = await localIdsSent(to);
  expect(references).toHaveLength(2);
  expect(new Set(references).size).toBe(1);
}, 90_000);

test('a text that a look-up does not find, though Kavenegar has it, is sent again and stays one text', async () => {
  const to = newNumber();
  await fault('reset-after-accept', { to });
  const nothing = { kind: 'http', status: 200, body: { return: { status: 200, message: 'ok' }, entries: [] } };
  const everyLookUp = { fault: nothing, match: { operation: 'statuslocalmessageid' }, count: 'always' };
  await scene.sandbox.call('POST', 'kavenegar/faults', [everyLookUp]);

  await isSentOnce(await scene.accepted({ to, text: 'A wrong look-up' }), to);
  const references = await localIdsSent(to);
  expect(references).toHaveLength(2);
  expect(new Set(references).size).toBe(1);
  await scene.sandbox.call('DELETE', 'kavenegar/faults');
}, 90_000);

describe('by template', () => {
  const CODE = 'kavenegar_code';
  const UNMAPPED = 'kavenegar_unmapped';

  beforeAll(async () => {
    const text = 'Dear %token10, your code is %token.';
    await scene.sandbox.call('PUT', 'kavenegar/templates', { code: 'our-code', text });
    const done = await administratorOf(target);
    for (const key of [CODE, UNMAPPED]) {
      const contents = { en: 'Dear {NAME}, your code is {PIN}.' };
      const variables = { NAME: { max_length: 40 }, PIN: { max_length: 20 } };
      await done('POST', 'templates', { key, category: 'otp', contents, variables });
      await done('POST', `templates/${key}/approve`);
    }
    const tokens = { PIN: 'token', NAME: 'token10' };
    await done('PUT', `templates/${CODE}/vendor-mappings/kavenegar`, { code: 'our-code', tokens });
  });

  const byTemplate = (to: string, PIN: string, template = CODE) => ({
    to,
    template,
    variables: { NAME: 'Sara Ahmadi', PIN },
    valid_for_s: 20,
  });
  const skippedFor = async (item: object): Promise<string[]> => {
    const { body } = await scene.api.call<{ explanation: { skipped: { reason: string }[] } }>(
      'POST',
      '/api/v1/simulate',
      { body: item },
    );
    return body.explanation.skipped.map(({ reason }) => reason);
  };

  test("a message reaches Kavenegar as its template's code with the mapped tokens", async () => {
    const to = newNumber();

    const id = await scene.accepted(byTemplate(to, '12345'));
    await isSentOnce(id, to);

    expect((await textsTo(to))[0]).toMatchObject({
      body: 'Dear Sara Ahmadi, your code is 12345.',
      template: { code: 'our-code', tokens: { token: '12345', token10: 'Sara Ahmadi' } },
    });
    expect(await callsFor(to)).toMatchObject([{ template: 'our-code', token: '12345', token10: 'Sara Ahmadi' }]);
  });

  test('one whose answer was lost cannot be found: it is UNCONFIRMED, and no second one follows', async () => {
    const to = newNumber();
    await fault('reset-after-accept', { to });

    await scene.reaches(await scene.accepted(byTemplate(to, '67890')), 'UNCONFIRMED');

    expect(await textsTo(to)).toHaveLength(1);
    expect(await callsFor(to)).toHaveLength(1);
  });

  test('a template without a mapping, and a value that Kavenegar does not take, are seen before any call', async () => {
    const unmapped = byTemplate(newNumber(), '1', UNMAPPED);
    const withSpace = byTemplate(newNumber(), '12 345');

    expect(await skippedFor(unmapped)).toEqual(['no_mapping']);
    expect(await skippedFor(withSpace)).toEqual(['token_not_possible']);
    for (const { to } of [unmapped, withSpace]) expect(await callsFor(to)).toEqual([]);
  });
});

test("a person's text arrives at the address that the check of the account tells", async () => {
  const done = await administratorOf(target);
  const { data } = await done<{ data: { id: string }[] }>('GET', 'vendor-accounts');
  const check = await done<{ callback_url: string }>('POST', `vendor-accounts/${data[0]!.id}/test`);
  await scene.sandbox.call('PATCH', 'kavenegar/settings', { inboundUrl: check.callback_url });
  const from = newNumber();

  const text = { from, to: '10004346', body: 'سلام' };
  expect(await scene.sandbox.call('POST', 'kavenegar/inbound', text)).toMatchObject({ httpStatus: 200 });

  const received = await done<{ data: object[] }>('GET', 'inbound-messages');
  expect(received.data).toMatchObject([{ from, to: '10004346', text: 'سلام' }]);
});

everyPromiseHolds(() => scene);
